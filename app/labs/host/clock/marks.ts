/** Marks of a run, gathered where they would lie on one another. Pure. */
import type { RunMark } from "@/app/sim/host/view";
import { momentText } from "../virtualTime";

const SLOTS = 160;

export const markSigns: Readonly<Record<RunMark["kind"], string>> = {
  input: "|",
  started: "▴",
  stopped: "▪",
  oom: "×",
  crash: "✱",
};

const markWords: Readonly<Record<RunMark["kind"], string>> = {
  input: "input",
  started: "started",
  stopped: "stopped",
  oom: "out of memory",
  crash: "crashed",
};

/** When one of a crowd has to stand for it: what went wrong before what was done. */
const gravity: Readonly<Record<RunMark["kind"], number>> = {
  crash: 4,
  oom: 3,
  stopped: 2,
  started: 1,
  input: 0,
};

export interface PlacedMark<K extends string = RunMark["kind"]> {
  readonly key: number;
  /** Per cent of the run. */
  readonly at: number;
  readonly kind: K;
  readonly title: string;
}

export const markText = ({ atNs, kind, instance, text }: RunMark): string =>
  [momentText(atNs), markWords[kind], instance, text === markWords[kind] ? undefined : text]
    .filter((part) => part !== undefined && part !== "")
    .join(", ");

/** One mark for each slot of the scrubber that has any. */
export const placeMarks = (marks: readonly RunMark[], endNs: number): readonly PlacedMark[] =>
  gathered(marks, endNs, gravity, markText);

/** The same of marks of other kinds: the gravest of each slot, with `text` for the title. */
export function gathered<K extends string, M extends { readonly atNs: number; readonly kind: K }>(
  marks: readonly M[],
  endNs: number,
  gravityOf: Readonly<Record<K, number>>,
  text: (mark: M) => string,
): readonly PlacedMark<K>[] {
  if (endNs <= 0) return [];
  const slots = new Map<number, M[]>();
  for (const mark of marks) {
    const slot = Math.round((mark.atNs / endNs) * SLOTS);
    const there = slots.get(slot);
    if (there === undefined) slots.set(slot, [mark]);
    else there.push(mark);
  }
  return [...slots].map(([slot, there]) => {
    const gravest = there.reduce((most, mark) => (gravityOf[mark.kind] > gravityOf[most.kind] ? mark : most));
    const more = there.length - 1;
    return {
      key: slot,
      at: (100 * slot) / SLOTS,
      kind: gravest.kind,
      title: text(gravest) + (more > 0 ? `, and ${more} more here` : ""),
    };
  });
}
