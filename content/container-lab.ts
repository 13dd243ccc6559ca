/** The lab of a lesson about containers: performs the lesson's actions on a simulated kernel, and keeps what measures read. */
import type { ContainerLabApi, ContainerRecord } from "@/app/container/lab/api";
import { type ContainerRun, MOST_EVENTS } from "@/app/sim/run/container-record";
import { emptyRun, type LabRun, type ProbeAnswer } from "@/app/sim/run/record";
import { type ContainerAction, isContainerAction, type LessonAction } from "./actions";
import type { PerformingLab } from "./lab";
import type { ContainerLessonScenario } from "./scenario-schema";

/** What measures read when the lab has gone on. */
interface Kept {
  readonly runs: Readonly<Record<string, ContainerRun>>;
  readonly answers: Readonly<Record<string, ProbeAnswer>>;
}

interface Options {
  /** Whether the machine goes on by the wall clock when nothing is performed, so that its terminals answer. */
  readonly goesOn: boolean;
}

export class ContainerLessonLab implements PerformingLab {
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly machine: ContainerLabApi,
    private readonly scenario: ContainerLessonScenario,
    private readonly options: Options = { goesOn: false },
    private kept: Kept = { runs: {}, answers: {} },
  ) {}

  /** Called after every change, of the machine or of what was kept. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    const stop = this.machine.subscribe(listener);
    return () => {
      this.listeners.delete(listener);
      stop();
    };
  }

  /** The same lab for another attempt: what was kept stays, what is switched on next takes the place of the present machine. */
  again(): ContainerLessonLab {
    return new ContainerLessonLab(this.machine, this.scenario, this.options, this.kept);
  }

  /** Switches on the first machine, with which the lab opens. */
  async open(): Promise<void> {
    const [first] = this.scenario.machines;
    if (first !== undefined) await this.perform([{ do: "switch-on", machine: first.id }]);
  }

  async perform(actions: readonly LessonAction[]): Promise<void> {
    try {
      for (const action of actions) await this.performOne(ownAction(action));
    } finally {
      if (this.options.goesOn && this.machine.state().status === "ready") this.machine.play("interactive");
    }
  }

  private async performOne(action: ContainerAction): Promise<void> {
    switch (action.do) {
      case "switch-on": {
        const found = this.scenario.machines.find(({ id }) => id === action.machine);
        if (found === undefined) throw new Error(`The lesson has no machine ${action.machine}.`);
        await this.machine.load(found.container);
        return;
      }
      case "script": {
        const answer = await this.answerOf(action.script);
        if (action.as !== undefined) this.keep({ answers: { ...this.kept.answers, [action.as]: answer } });
        return;
      }
      case "type":
        this.machine.type(action.terminal, new TextEncoder().encode(action.text));
        return;
      case "advance":
        await this.machine.step(action.ms * 1e6);
        return;
      case "keep":
        this.keep({ runs: { ...this.kept.runs, [action.as]: runOf(await this.machine.record()) } });
    }
  }

  /** The machine rests meanwhile, so that nothing but the script passes its time. */
  private async answerOf(script: string): Promise<ProbeAnswer> {
    await this.machine.pause();
    const before = (await this.machine.record()).view.calls;
    const { stdout, status, virtualNs } = await this.machine.exec(script);
    if (status === undefined) throw new Error(`A script has not ended in time: ${script.split("\n")[0]}`);
    const { view } = await this.machine.record();
    return { stdout, status, virtualNs, calls: view.calls - before };
  }

  private keep(more: Partial<Kept>): void {
    this.kept = { ...this.kept, ...more };
    for (const listener of this.listeners) listener();
  }

  /** Nothing to ask: the record says all that checks read. */
  async ask(): Promise<void> {}

  async record(): Promise<LabRun> {
    const { runs: keptContainers, answers } = this.kept;
    const run = { ...emptyRun(this.scenario.id), keptContainers, answers };
    if (this.machine.state().view === undefined) return run;
    return { ...run, container: runOf(await this.machine.record()) };
  }
}

function ownAction(action: LessonAction): ContainerAction {
  if ("column" in action) throw new Error(`The lab of a simulated kernel has no column ${action.column}.`);
  if (!isContainerAction(action)) throw new Error(`The lab of a simulated kernel cannot ${action.do}.`);
  return action;
}

/** What checks read of a lab's record. */
function runOf({ setup, view, events }: ContainerRecord): ContainerRun {
  const {
    containers,
    images: _images,
    networks: _networks,
    overlays: _overlays,
    starts: _starts,
    events: _shown,
    calls,
    ...kernel
  } = view;
  return {
    setup: setup.name,
    seed: setup.seed,
    view: kernel,
    containers: containers.map(({ name, status, pid, exitCode, oomKilled }) => ({
      name,
      status,
      pid,
      exitCode,
      oomKilled,
    })),
    events: events.slice(-MOST_EVENTS),
    calls,
  };
}
