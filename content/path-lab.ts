/** The lab of a lesson about paths: performs the lesson's actions on a model, and keeps what measures read. */

import type { PathRun } from "@/app/sim/run/path-record";
import { emptyRun, type LabRun } from "@/app/sim/run/record";
import { ordered, type PathLabOrder, type PathLabState, pathRun } from "@/app/sim/vmm/path-lab";
import { begun } from "@/app/sim/vmm/path-setup";
import { isPathAction, type LessonAction } from "./actions";
import type { PerformingLab } from "./lab";
import type { PathLessonScenario } from "./scenario-schema";

type Kept = Readonly<Record<string, PathRun>>;

export class PathLessonLab implements PerformingLab {
  private readonly listeners = new Set<() => void>();
  private now: PathLabState;
  private kept: Kept = {};

  constructor(private readonly scenario: PathLessonScenario) {
    this.now = this.setUp(scenario.paths[0]?.id ?? "");
  }

  /** What the lab is set to; another object after every change. */
  state = (): PathLabState => this.now;

  /** Called after every change. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The same lab for another attempt: what was kept stays. */
  again(): PathLessonLab {
    const fresh = new PathLessonLab(this.scenario);
    fresh.kept = this.kept;
    return fresh;
  }

  /** One order by hand. @throws for one that cannot be meant here; one that is refused stands in the record. */
  order(order: PathLabOrder): void {
    this.now = ordered(this.now, order);
    this.tell();
  }

  async perform(actions: readonly LessonAction[]): Promise<void> {
    try {
      for (const action of actions) this.performOne(action);
    } finally {
      this.tell();
    }
  }

  private performOne(action: LessonAction): void {
    if ("column" in action) throw new Error(`The lab of paths has no column ${action.column}.`);
    if (!isPathAction(action)) throw new Error(`The lab of paths cannot ${action.do}.`);
    if (action.do === "load") this.now = this.setUp(action.setup);
    else if (action.do === "keep") this.kept = { ...this.kept, [action.as]: pathRun(this.now) };
    else this.now = ordered(this.now, action);
  }

  private setUp(setup: string): PathLabState {
    const found = this.scenario.paths.find(({ id }) => id === setup);
    if (found === undefined) throw new Error(`The lesson has no set-up ${setup}.`);
    return begun(found.path);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** Nothing to ask: the record says all that checks read. */
  async ask(): Promise<void> {}

  async record(): Promise<LabRun> {
    return { ...emptyRun(this.scenario.id), path: pathRun(this.now), keptPaths: this.kept };
  }
}
