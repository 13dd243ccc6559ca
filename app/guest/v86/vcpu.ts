/**
 * A machine's processor as a vCPU of a host: it has a core only in the quanta that the host's scheduler gives it. Times are
 * those of the guest's own clock, which follows the host's: between two quanta the clock goes on, asleep while the processor
 * is halted and nothing is due, stolen from then on.
 *
 * The emulator cannot stop at every nanosecond. What it executed beyond the end of a quantum is a debt: the host has not
 * given that time yet, so the next quantum pays it first. While the guest runs, its clock is the host's plus the debt.
 */
import type { ExitsByDevice } from "@/app/sim/run/record";
import type { ExitCharge, GuestNext, GuestQuantum } from "../guest";
import { type ExitCounters, exitsSince } from "./exits";

/** What a machine lets its host do with its processor. */
export interface Schedulable {
  readonly status: "on" | "halted" | "reset" | "crashed";
  readonly nowNs: number;
  readonly instructions: number;
  readonly halted: boolean;
  /** The next timer or stamped input. */
  readonly wakeNs: number;
  /** The last slice left work to a device of the host that answers in promises. */
  readonly awaitsHost: boolean;
  readonly exits: ExitCounters;
  /** Gives the devices what is due by then; answers whether they took any. */
  feed(dueNs: number): boolean;
  skip(ns: number): void;
  steal(ns: number): void;
  slice(endNs: number): void;
}

export interface VcpuState {
  /** Up to where the host has accounted for this vCPU; absent while no host drives it. */
  readonly settledNs?: number;
  /** Nanoseconds of exits that were executed and not yet paid, by device. The rest of the debt is guest code. */
  readonly unpaidExits: readonly (readonly [device: string, ns: number])[];
  readonly hostAnswered: boolean;
}

/** The end of the nanosecond that a moment lies in, where costs are fractions; the last digits of a sum may be rounding. */
const wholeNs = (ns: number): number => Math.ceil(ns - 1e-6);

export class Vcpu {
  private settledNs: number | undefined;
  private unpaidExits = new Map<string, number>();
  /** A device of the host has answered since the last slice: it may have raised an interrupt. */
  private hostAnswered = false;

  constructor(
    private readonly machine: Schedulable,
    private readonly nsPerExit: number,
  ) {}

  /** Executed beyond what the host has given. */
  get debtNs(): number {
    return this.settledNs === undefined ? 0 : Math.max(0, wholeNs(this.machine.nowNs) - this.settledNs);
  }

  /** Something else drives the guest from now on; the next quantum begins anew. */
  detach(): void {
    this.settledNs = undefined;
    this.unpaidExits.clear();
    this.hostAnswered = false;
  }

  /**
   * The vCPU has a core from `fromNs` to at most `untilNs`. `hostTurn` lets promises of the host's devices settle.
   * @throws RangeError if that is no time in whole nanoseconds, or begins before the last quantum's end.
   */
  async quantum(fromNs: number, untilNs: number, hostTurn: () => Promise<void>): Promise<GuestQuantum> {
    const { machine } = this;
    const settledNs = this.settledNs ?? wholeNs(machine.nowNs);
    if (!Number.isSafeInteger(fromNs) || !Number.isSafeInteger(untilNs) || untilNs <= fromNs)
      throw new RangeError(`from ${fromNs} to ${untilNs} is no quantum of whole nanoseconds`);
    if (fromNs < settledNs)
      throw new RangeError(`a quantum cannot begin at ${fromNs} ns: this vCPU has run until ${settledNs} ns`);
    const stolenNs = this.catchUp(settledNs, fromNs);
    const { instructions } = machine;
    const exits = machine.exits.snapshot();
    await this.execute(untilNs, hostTurn);
    const usedNs = Math.max(fromNs, Math.min(wholeNs(machine.nowNs), untilNs)) - fromNs;
    this.settledNs = fromNs + usedNs;
    return {
      usedNs,
      ...this.pay(usedNs, exitsSince(machine.exits.snapshot(), exits)),
      instructions: machine.instructions - instructions,
      stolenNs,
      debtNs: this.debtNs,
      next: this.next(),
    };
  }

  /** Lets the clock go on to the quantum's beginning; answers how much of that was stolen. */
  private catchUp(settledNs: number, fromNs: number): number {
    const { machine } = this;
    this.settledNs = settledNs;
    let awakeNs = settledNs;
    if (this.debtNs === 0) {
      if (machine.status !== "on") {
        this.settledNs = fromNs;
        return 0;
      }
      if (machine.halted && !this.hostAnswered)
        awakeNs = Math.max(settledNs, Math.min(wholeNs(machine.wakeNs), fromNs));
      machine.skip(awakeNs - machine.nowNs);
    }
    this.settledNs = fromNs;
    machine.steal(fromNs - awakeNs);
    return fromNs - awakeNs;
  }

  /** Until the clock is at `untilNs` (it may be there already: then the whole quantum pays debt) or nothing is left to do. */
  private async execute(untilNs: number, hostTurn: () => Promise<void>): Promise<void> {
    const { machine } = this;
    while (machine.status === "on" && wholeNs(machine.nowNs) < untilNs) {
      const now = wholeNs(machine.nowNs);
      const fed = machine.feed(now);
      if (machine.halted && !fed && !this.hostAnswered && wholeNs(machine.wakeNs) > now) return;
      machine.slice(untilNs);
      this.hostAnswered = machine.awaitsHost;
      if (this.hostAnswered) await hostTurn();
    }
  }

  /** Splits what was used: exits as far as they have not been paid, by name, and guest code for the rest. */
  private pay(usedNs: number, made: ExitsByDevice): Pick<GuestQuantum, "guestNs" | "exits"> {
    const exits: Record<string, ExitCharge> = {};
    for (const [device, { reads, writes }] of Object.entries(made)) {
      exits[device] = { count: reads + writes, ns: 0 };
      const ns = (reads + writes) * this.nsPerExit;
      this.unpaidExits.set(device, (this.unpaidExits.get(device) ?? 0) + ns);
    }
    let guestNs = usedNs;
    for (const device of [...this.unpaidExits.keys()].sort()) {
      const unpaidNs = this.unpaidExits.get(device)!;
      const ns = Math.min(Math.floor(unpaidNs), guestNs);
      if (ns > 0) exits[device] = { count: exits[device]?.count ?? 0, ns };
      guestNs -= ns;
      if (ns === unpaidNs) this.unpaidExits.delete(device);
      else this.unpaidExits.set(device, unpaidNs - ns);
    }
    return { guestNs, exits };
  }

  private next(): GuestNext {
    const { machine } = this;
    if (this.debtNs > 0) return { state: "runnable" };
    if (machine.status !== "on") return { state: "ended", how: machine.status };
    const wakeNs = wholeNs(machine.wakeNs);
    if (!machine.halted || this.hostAnswered || wakeNs <= this.settledNs!) return { state: "runnable" };
    return { state: "sleeping", untilNs: wakeNs };
  }

  save(): VcpuState {
    return {
      ...(this.settledNs === undefined ? {} : { settledNs: this.settledNs }),
      unpaidExits: [...this.unpaidExits],
      hostAnswered: this.hostAnswered,
    };
  }

  load(state: VcpuState): void {
    this.settledNs = state.settledNs;
    this.unpaidExits = new Map(state.unpaidExits);
    this.hostAnswered = state.hostAnswered;
  }
}
