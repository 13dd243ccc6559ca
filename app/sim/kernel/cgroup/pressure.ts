/**
 * Pressure stall information (Documentation/accounting/psi.rst): for how long some, or all, tasks of a cgroup waited for a resource
 * instead of getting on. Averages decay every two seconds, as psi_update_work does it.
 */
import { Coverage } from "./coverage";

export type Resource = "cpu" | "io" | "memory";
export const RESOURCES: readonly Resource[] = ["io", "memory", "cpu"];

/** PSI_FREQ. */
const PERIOD_NS = 2_000_000_000;
const WINDOWS_S = [10, 60, 300] as const;

interface Stall {
  totalNs: number;
  /** Of the total, what the averages have not seen yet. */
  freshNs: number;
  /** Shares of time, 0 to 1, over 10, 60 and 300 s. */
  readonly averages: [number, number, number];
}

const noStall = (): Stall => ({ totalNs: 0, freshNs: 0, averages: [0, 0, 0] });

/** Who is doing what, of the tasks here and below. */
interface Counts {
  running: number;
  onCpu: number;
  io: number;
  memory: number;
}

export type Activity = keyof Counts;

export class Pressure {
  /** cgroup.pressure: off leaves everything as it was. */
  enabled = true;
  private readonly counts: Counts = { running: 0, onCpu: 0, io: 0, memory: 0 };
  private readonly waits = new Coverage();
  private readonly stalls = new Map<string, Stall>();
  private atNs: number;
  private averagedNs: number;

  constructor(
    readonly parent: Pressure | undefined,
    nowNs: number,
  ) {
    this.atNs = this.averagedNs = nowNs;
  }

  /** So many tasks more (or fewer) are in an activity, here and in everything above. */
  change(activity: Activity, by: number, nowNs: number): void {
    for (let at: Pressure | undefined = this; at !== undefined; at = at.parent) {
      at.settle(nowNs);
      at.counts[activity] += by;
    }
  }

  /** A stall that is known as a whole: some task waited this long, and if `full` nobody got on meanwhile. */
  stalled(resource: Resource, ns: number, full: boolean, nowNs: number): void {
    for (let at: Pressure | undefined = this; at !== undefined; at = at.parent) {
      at.settle(nowNs);
      at.add(`some ${resource}`, ns);
      if (full) at.add(`full ${resource}`, ns);
    }
  }

  /** A task was runnable in that time and had no core. */
  waited(fromNs: number, toNs: number): void {
    for (let at: Pressure | undefined = this; at !== undefined; at = at.parent)
      at.add("some cpu", at.waits.cover(fromNs, toNs));
  }

  /** The file's text. "full" of cpu is there for cgroups; for the whole machine it is always zero. */
  text(resource: Resource, nowNs: number): string {
    this.settle(nowNs);
    this.average(nowNs);
    return (["some", "full"] as const).map((kind) => this.line(kind, resource)).join("");
  }

  private line(kind: "some" | "full", resource: Resource): string {
    const machineWide = this.parent === undefined && kind === "full" && resource === "cpu";
    const stall = machineWide ? undefined : this.stalls.get(`${kind} ${resource}`);
    const { averages, totalNs } = stall ?? noStall();
    const [short, middle, long] = averages.map((share) => (Math.floor(share * 10_000) / 100).toFixed(2));
    return `${kind} avg10=${short} avg60=${middle} avg300=${long} total=${Math.floor(totalNs / 1000)}\n`;
  }

  private add(name: string, ns: number): void {
    if (!this.enabled || ns <= 0) return;
    let stall = this.stalls.get(name);
    if (stall === undefined) {
      stall = noStall();
      this.stalls.set(name, stall);
    }
    stall.totalNs += ns;
    stall.freshNs += ns;
  }

  /** The time since the last change is what the counts then say it was (test_state in kernel/sched/psi.c). */
  private settle(nowNs: number): void {
    const ns = nowNs - this.atNs;
    this.atNs = nowNs;
    if (ns <= 0) return;
    const { running, onCpu, io, memory } = this.counts;
    if (io > 0) this.add("some io", ns);
    if (io > 0 && running === 0) this.add("full io", ns);
    if (memory > 0) this.add("some memory", ns);
    if (memory > 0 && running === 0) this.add("full memory", ns);
    if (running > onCpu) this.add("some cpu", ns);
    if (running > 0 && onCpu === 0) this.add("full cpu", ns);
    if (nowNs - this.averagedNs >= PERIOD_NS) this.average(nowNs);
  }

  private average(nowNs: number): void {
    const passedNs = nowNs - this.averagedNs;
    if (passedNs < PERIOD_NS) return;
    const periods = Math.floor(passedNs / PERIOD_NS);
    this.averagedNs += periods * PERIOD_NS;
    for (const stall of this.stalls.values()) {
      const share = Math.min(1, stall.freshNs / (periods * PERIOD_NS));
      stall.freshNs = 0;
      WINDOWS_S.forEach((window, index) => {
        const keep = Math.exp((-2 * periods) / window);
        stall.averages[index] = stall.averages[index]! * keep + share * (1 - keep);
      });
    }
  }
}
