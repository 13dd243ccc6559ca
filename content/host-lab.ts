/** The lab of a lesson that has a host: performs the lesson's actions on it, and keeps the runs that measures read. */
import type { HostLabApi } from "@/app/guest/host/api";
import type { HostRecord } from "@/app/sim/host/record";
import { emptyRun, type LabRun, type ProbeAnswer } from "@/app/sim/run/record";
import { type HostAction, isHostAction, type LessonAction } from "./actions";
import type { PerformingLab } from "./lab";
import type { HostLessonScenario } from "./scenario-schema";

/** What measures read when the lab has gone on. */
interface Kept {
  readonly runs: Readonly<Record<string, HostRecord>>;
  readonly answers: Readonly<Record<string, ProbeAnswer>>;
}

/** A question is looked after this often, and given up after so long, virtual. */
const ANSWER_STEP_NS = 10e6;
const ANSWER_LIMIT_NS = 5e9;

export class HostLessonLab implements PerformingLab {
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly host: HostLabApi,
    private readonly scenario: HostLessonScenario,
    private kept: Kept = { runs: {}, answers: {} },
  ) {}

  /** Called after every change, of the host or of what was kept. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    const stop = this.host.subscribe(listener);
    return () => {
      this.listeners.delete(listener);
      stop();
    };
  }

  /** The same host for another attempt: what was kept stays, what is loaded next takes the place of the present run. */
  again(): HostLessonLab {
    return new HostLessonLab(this.host, this.scenario, this.kept);
  }

  /** Loads the first set-up, with which the lab opens. */
  async open(): Promise<void> {
    const [first] = this.scenario.setups;
    if (first !== undefined) await this.host.load(first.host);
  }

  async perform(actions: readonly LessonAction[]): Promise<void> {
    for (const action of actions) {
      if ("column" in action) throw new Error(`The lab of a host has no column ${action.column}.`);
      if (!isHostAction(action)) throw new Error(`The lab of a host cannot ${action.do}.`);
      await this.performOne(action);
    }
  }

  private async performOne(action: HostAction): Promise<void> {
    switch (action.do) {
      case "load": {
        const setup = this.scenario.setups.find(({ id }) => id === action.setup);
        if (setup === undefined) throw new Error(`The lesson has no set-up ${action.setup}.`);
        await this.host.load(setup.host);
        return;
      }
      case "order":
        await this.host.order(action.order);
        return;
      case "advance":
        await this.host.step(action.ms * 1e6);
        return;
      case "keep":
        this.keep({ runs: { ...this.kept.runs, [action.as]: await this.host.record() } });
        return;
      case "ask": {
        const answer = await this.answerOf(action.instance, action.script);
        this.keep({ answers: { ...this.kept.answers, [action.as]: answer } });
      }
    }
  }

  private keep(more: Partial<Kept>): void {
    this.kept = { ...this.kept, ...more };
    for (const listener of this.listeners) listener();
  }

  /** Runs the host on until the guest has answered. */
  private async answerOf(instance: string, script: string): Promise<ProbeAnswer> {
    const answer = this.host.exec(instance, script);
    let waiting = true;
    const settled = () => {
      waiting = false;
    };
    answer.then(settled, settled);
    for (let ns = 0; waiting && ns < ANSWER_LIMIT_NS; ns += ANSWER_STEP_NS)
      await this.host.step(ANSWER_STEP_NS);
    if (waiting) throw new Error(`${instance} has not answered in ${ANSWER_LIMIT_NS / 1e9} virtual seconds.`);
    const { stdout, status } = await answer;
    return { stdout, status: status ?? -1 };
  }

  /** Nothing to ask: a host's record says all that checks read. */
  async ask(): Promise<void> {}

  async record(): Promise<LabRun> {
    const { runs: kept, answers } = this.kept;
    const run = { ...emptyRun(this.scenario.id), kept, answers };
    return this.host.state().view === undefined ? run : { ...run, host: await this.host.record() };
  }
}
