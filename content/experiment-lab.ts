/** The lab of a lesson about experiments: performs the lesson's actions on a model, and keeps what measures read. */
import { emptyRun, type LabRun } from "@/app/sim/run/record";
import type { TrialRun } from "@/app/sim/run/trial-record";
import type { TrialChange, TrialInputs } from "@/app/sim/trial/inputs";
import { advised, begun, chosen, ran, type TrialLabState, trialsRun } from "@/app/sim/trial/lab";
import { isTrialAction, type LessonAction } from "./actions";
import type { PerformingLab } from "./lab";
import type { ExperimentLessonScenario } from "./scenario-schema";

/** Runs a trial: in a worker in the page, at once in Node. */
export type Trying = (inputs: TrialInputs) => Promise<TrialRun>;

type Kept = Readonly<Record<string, TrialRun>>;

export class ExperimentLessonLab implements PerformingLab {
  private readonly listeners = new Set<() => void>();
  private now: TrialLabState;
  private kept: Kept = {};

  constructor(
    private readonly scenario: ExperimentLessonScenario,
    private readonly tries: Trying,
  ) {
    this.now = this.setUp(scenario.experiments[0]?.id ?? "");
  }

  /** What the lab is set to; another object after every change. */
  state = (): TrialLabState => this.now;

  /** Called after every change. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The same lab for another attempt: what was kept stays. */
  again(): ExperimentLessonLab {
    const fresh = new ExperimentLessonLab(this.scenario, this.tries);
    fresh.kept = this.kept;
    return fresh;
  }

  /** By hand. @throws for a client that is not there, or an input that the set-up gives. */
  choose(change: TrialChange & { readonly client?: string }): void {
    this.change(chosen(this.now, { do: "choose", ...change }));
  }

  /** By hand: what a client is advised. */
  advise(run: TrialRun): void {
    this.change(advised(this.now, run));
  }

  /** Runs what is chosen. What has been set up or chosen meanwhile stays. */
  async try(): Promise<TrialRun> {
    const { client, inputs, setup } = this.now;
    const run = { ...(await this.tries(inputs)), ...(client === undefined ? {} : { client }) };
    if (this.now.setup === setup) this.change(ran(this.now, run));
    return run;
  }

  async perform(actions: readonly LessonAction[]): Promise<void> {
    for (const action of actions) await this.performOne(action);
  }

  private async performOne(action: LessonAction): Promise<void> {
    if ("column" in action) throw new Error(`The lab of experiments has no column ${action.column}.`);
    if (!isTrialAction(action)) throw new Error(`The lab of experiments cannot ${action.do}.`);
    if (action.do === "load") this.change(this.setUp(action.setup));
    else if (action.do === "choose") this.change(chosen(this.now, action));
    else if (action.do === "advise") this.change(advised(this.now, this.now.runs.at(-1)));
    else {
      const run = await this.try();
      if (action.as !== undefined) this.kept = { ...this.kept, [action.as]: run };
      this.tell();
    }
  }

  private setUp(setup: string): TrialLabState {
    const found = this.scenario.experiments.find(({ id }) => id === setup);
    if (found === undefined) throw new Error(`The lesson has no set-up ${setup}.`);
    return begun(found.trial);
  }

  private change(next: TrialLabState): void {
    this.now = next;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** Nothing to ask: the record says all that checks read. */
  async ask(): Promise<void> {}

  async record(): Promise<LabRun> {
    return { ...emptyRun(this.scenario.id), trials: trialsRun(this.now), keptTrials: this.kept };
  }
}
