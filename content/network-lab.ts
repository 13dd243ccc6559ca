/** The lab of a lesson about neighbours: performs the lesson's actions on a network, and keeps what measures read. */
import type { NetworkLabApi } from "@/app/guest/net/api";
import type { NetworkExchange } from "@/app/sim/run/network-record";
import { emptyRun, type LabRun } from "@/app/sim/run/record";
import { isNetworkAction, type LessonAction, type NetworkAction } from "./actions";
import type { PerformingLab } from "./lab";
import type { NetworkLessonScenario } from "./scenario-schema";

type Kept = Readonly<Record<string, NetworkExchange>>;

interface Options {
  /** Whether the network goes on by the wall clock when nothing is performed, so that its terminals answer. */
  readonly goesOn: boolean;
}

export class NetworkLessonLab implements PerformingLab {
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly network: NetworkLabApi,
    private readonly scenario: NetworkLessonScenario,
    private readonly options: Options = { goesOn: false },
    private kept: Kept = {},
  ) {}

  /** Called after every change, of the network or of what was kept. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    const stop = this.network.subscribe(listener);
    return () => {
      this.listeners.delete(listener);
      stop();
    };
  }

  /** The same lab for another attempt: what was kept stays, what is loaded next takes the place of the present network. */
  again(): NetworkLessonLab {
    return new NetworkLessonLab(this.network, this.scenario, this.options, this.kept);
  }

  /** Builds the first network, with which the lab opens. */
  async open(): Promise<void> {
    const [first] = this.scenario.networks;
    if (first !== undefined) await this.perform([{ do: "load", setup: first.id }]);
  }

  async perform(actions: readonly LessonAction[]): Promise<void> {
    try {
      for (const action of actions) {
        if ("column" in action) throw new Error(`The lab of a network has no column ${action.column}.`);
        if (!isNetworkAction(action)) throw new Error(`The lab of a network cannot ${action.do}.`);
        await this.performOne(action);
      }
    } finally {
      if (this.options.goesOn && this.network.state().status === "ready") this.network.play("interactive");
    }
  }

  private async performOne(action: NetworkAction): Promise<void> {
    switch (action.do) {
      case "load": {
        const found = this.scenario.networks.find(({ id }) => id === action.setup);
        if (found === undefined) throw new Error(`The lesson has no set-up ${action.setup}.`);
        await this.network.load(found.network);
        return;
      }
      case "together": {
        await this.network.pause();
        const exchange = await this.network.together(action.scripts);
        if (action.as !== undefined) this.keep({ ...this.kept, [action.as]: exchange });
        return;
      }
      case "cable": {
        const { loss, delayUs } = action;
        await this.network.setCable(action.machine, {
          ...(loss === undefined ? {} : { loss }),
          ...(delayUs === undefined ? {} : { delayNs: delayUs * 1000 }),
        });
        return;
      }
      case "type":
        this.network.type(action.machine, new TextEncoder().encode(action.text));
        return;
      case "advance":
        await this.network.step(action.ms * 1e6);
    }
  }

  private keep(kept: Kept): void {
    this.kept = kept;
    for (const listener of this.listeners) listener();
  }

  /** Nothing to ask: the record says all that checks read. */
  async ask(): Promise<void> {}

  async record(): Promise<LabRun> {
    const run = { ...emptyRun(this.scenario.id), keptExchanges: this.kept };
    const { status, setup, exchanges } = this.network.state();
    if (status !== "ready" || setup === undefined) return run;
    return { ...run, network: { setup: setup.name, seed: setup.seed, exchanges } };
  }
}
