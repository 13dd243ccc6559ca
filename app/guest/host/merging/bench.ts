/** A host with real guests on it that is measured: it goes on, answers, and can be forked. */
import { hostView } from "@/app/sim/host/host-view";
import { HostRun } from "@/app/sim/host/run";
import type { HostView } from "@/app/sim/host/view";
import type { HostScenario, Order } from "@/app/sim/scenario/schema";
import type { ExecAnswer } from "../api";
import type { HostEnvironment, LabGuests } from "../lab";
import type { GuestMemory, GuestPages } from "./comparison";

const MS = 1e6;
/** A guest's script gets so long, virtual. */
const ANSWER_WITHIN_NS = 60e9;

export class MergingBench {
  private nextExec = 1;

  private constructor(
    private readonly run: HostRun,
    private readonly guests: LabGuests,
    private readonly environment: HostEnvironment,
  ) {}

  static async start(scenario: HostScenario, environment: HostEnvironment): Promise<MergingBench> {
    const guests = await environment.guests(scenario);
    return new MergingBench(new HostRun(scenario, guests), guests, environment);
  }

  /** Another bench with the same past. This one does not change. */
  async fork(): Promise<MergingBench> {
    const { run, environment } = this;
    const other = await MergingBench.start(run.scenario, environment);
    await other.run.load(await run.save());
    return other;
  }

  get nowNs(): number {
    return this.run.nowNs;
  }

  get view(): HostView {
    return hostView(this.run.host);
  }

  advance(ms: number): Promise<void> {
    return this.run.advanceTo(this.run.nowNs + Math.round(ms * MS));
  }

  order(order: Order): void {
    this.run.apply(order);
  }

  /** Whether the guest has an agent that runs scripts. */
  canAsk(instance: number): boolean {
    return this.run.host.instances[instance]!.spec.guest === "linux";
  }

  /** Runs the host on until the guest has run the script. @throws Error if it takes too long. */
  async ask(instance: number, script: string): Promise<ExecAnswer> {
    const { name } = this.run.host.instances[instance]!.spec;
    const id = this.nextExec++;
    const answer = this.guests.answer(id);
    this.order({ do: "exec", instance: name, script, id });
    let answered = false;
    const settle = () => {
      answered = true;
    };
    answer.then(settle, settle);
    const untilNs = this.nowNs + ANSWER_WITHIN_NS;
    while (!answered) {
      if (this.nowNs > untilNs) throw new Error(`${name} has not answered in ${ANSWER_WITHIN_NS / 1e9} s`);
      await this.advance(1);
      await this.environment.nextTurn();
    }
    return answer;
  }

  /** The host looks at all guests' pages now, and not only when it is time for it. */
  async look(): Promise<void> {
    const hashes = await this.hashes();
    for (const instance of this.run.host.instances) this.run.host.look(instance, hashes[instance.number]!);
  }

  hashes(): Promise<readonly Float64Array[]> {
    return Promise.all(this.run.host.instances.map(({ number }) => this.guests.pageHashes(number)));
  }

  async pages(): Promise<readonly GuestPages[]> {
    const hashes = await this.hashes();
    return this.run.host.instances.map(({ number, memory }) => ({
      frames: memory.ramFrames(),
      hashes: hashes[number]!,
    }));
  }

  async memories(): Promise<readonly GuestMemory[]> {
    const pages = await this.pages();
    return Promise.all(pages.map(async (of, number) => ({ ...of, ram: await this.guests.ram(number) })));
  }

  dispose(): void {
    this.guests.dispose();
  }
}
