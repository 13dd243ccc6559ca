/**
 * A run of a scenario, as a Timeline drives it: forward, to saved states and back, with real guests or without. Beside the
 * host it keeps samples for the record; they follow from the run and never change it.
 */
import type { HostScenario, Order } from "../scenario/schema";
import type { StampedInput, TimelineRun } from "../time/timeline";
import { Host, type SavedHost } from "./host";
import { hostView } from "./host-view";
import type { RealGuests } from "./real-guests";
import type { HostRecord, HostSample } from "./record";
import { Samples } from "./samples";

/** The guests of a host that are real: more than the host needs of them, for saving. */
export interface SavableGuests extends RealGuests {
  /** Saved machines of all guests that are on. */
  save(): Promise<unknown>;
  /** Puts them back; guests that are on now and were not then are switched off. */
  load(saved: unknown): Promise<void>;
  /** Bytes of what `save` answered. */
  sizeOf(saved: unknown): number;
}

export interface SavedRun {
  readonly host: SavedHost;
  readonly guests: unknown;
}

export class HostRun implements TimelineRun<SavedRun, Order> {
  readonly host: Host;
  private readonly samples = new Samples();

  constructor(
    readonly scenario: HostScenario,
    private readonly guests?: SavableGuests,
  ) {
    this.host = new Host(scenario, guests);
  }

  get hasRealGuests(): boolean {
    return this.guests !== undefined;
  }

  get nowNs(): number {
    return this.host.nowNs;
  }

  async advanceTo(toNs: number): Promise<void> {
    for (;;) {
      const sampleNs = this.samples.nextNs(this.host.nowNs);
      const untilNs = Math.min(toNs, sampleNs);
      while (!this.host.advance(untilNs)) await this.host.answers();
      if (this.host.nowNs === sampleNs) this.samples.add(this.sample());
      if (this.host.nowNs >= toNs) return;
    }
  }

  private sample(): HostSample {
    return { atMs: this.host.nowNs / 1e6, view: hostView(this.host) };
  }

  apply(order: Order): void {
    this.host.apply(order);
    this.host.mark("input", describeOrder(order));
  }

  /** An order may have begun a quantum: its answer belongs to the state. */
  async save(): Promise<SavedRun> {
    await this.host.answers();
    return { guests: await this.guests?.save(), host: this.host.save() };
  }

  async load(state: SavedRun): Promise<void> {
    await this.host.answers();
    await this.guests?.load(state.guests);
    this.host.load(state.host);
    this.samples.forgetAfter(this.host.nowNs);
  }

  sizeOf(state: SavedRun): number {
    return (this.guests?.sizeOf(state.guests) ?? 0) + bytesOf(state.host);
  }

  /** What checks read, up to now. `inputs`: what was ordered, beside the scenario's own events. */
  record(inputs: readonly StampedInput<Order>[]): HostRecord {
    return {
      scenario: this.scenario.name,
      seed: this.scenario.seed,
      orders: inputs
        .filter(({ atNs }) => atNs <= this.nowNs)
        .map(({ atNs, input }) => ({ atMs: atNs / 1e6, order: input })),
      marks: this.host.marks.all(),
      samples: [...this.samples.all().filter(({ atMs }) => atMs * 1e6 < this.nowNs), this.sample()],
    };
  }
}

/** An order in words, for a mark. */
function describeOrder(order: Order): string {
  switch (order.do) {
    case "create":
      return `create ${order.spec.name}`;
    case "weight":
      return `${order.instance}: cpu.weight ${order.weight}`;
    case "cpuMax":
      return `${order.instance}: cpu.max ${order.quotaUs} ${order.periodUs}`;
    case "cpus":
      return `${order.instance}: cpuset ${order.cpus}`;
    case "memory":
      return `${order.instance}: memory limits`;
    case "balloon":
      return `${order.instance}: balloon ${order.targetMiB} MiB`;
    case "merging":
      return order.run ? `merging on${scanText(order)}` : "merging off";
    case "type":
      return `${order.instance}: typed ${order.text.length} characters`;
    case "snapshot":
      return `${order.instance}: snapshot ${order.as}`;
    case "restore":
      return `${order.instance}: restored from ${order.from}`;
    case "exec":
      return `${order.instance}: a script`;
    default:
      return `${order.do} ${order.instance}`;
  }
}

const scanText = ({ pagesToScan, sleepMs }: Extract<Order, { do: "merging" }>): string =>
  (pagesToScan === undefined ? "" : `, ${pagesToScan} pages a batch`) +
  (sleepMs === undefined ? "" : `, ${sleepMs} ms between batches`);

/** Bytes of typed arrays in a saved state; the rest is small beside them. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof Map) return [...value.values()].reduce<number>((sum, one) => sum + bytesOf(one), 0);
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + bytesOf(one), 0);
  if (typeof value === "object" && value !== null) return bytesOf(Object.values(value));
  return 8;
}
