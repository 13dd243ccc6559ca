/**
 * The steps of a container's start, kept small: what they are is nearly the same in every start and is kept once for all; a container
 * has two moments a step of its own.
 */
import type { StartStep } from "./contract";

type Label = Omit<StartStep, "fromNs" | "toNs">;

/** Labels beyond these are not shared. */
const MOST_LABELS = 2000;

/** The labels that starts have in common. */
export class StepLabels {
  private readonly known = new Map<string, Label>();

  /** `own` is a word that only one container's labels have in them, and which are not shared then: its id. */
  of({ name, phase, kind, detail }: StartStep, own: string): Label {
    if (name.includes(own) || detail.includes(own)) return { name, phase, kind, detail };
    const key = `${kind}\n${phase}\n${name}\n${detail}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const made: Label = { name, phase, kind, detail };
    if (this.known.size < MOST_LABELS) this.known.set(key, made);
    return made;
  }
}

export class StartSteps {
  private readonly labels: Label[] = [];
  /** Of each step its beginning and its end, ns. */
  private readonly momentsNs: number[] = [];

  add(label: Label, fromNs: number, toNs: number): void {
    this.labels.push(label);
    this.momentsNs.push(fromNs, toNs);
  }

  all(): readonly StartStep[] {
    return this.labels.map((label, index) => ({
      ...label,
      fromNs: this.momentsNs[2 * index]!,
      toNs: this.momentsNs[2 * index + 1]!,
    }));
  }
}
