/** A vCPU's account with its host: against a guest of three lines, whose every nanosecond is known, and against v86. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GuestQuantum } from "../guest";
import { BATCH_INSTRUCTIONS } from "./contract";
import { ExitCounters } from "./exits";
import { tinyMachine } from "./machine.test-kit";
import { x86 } from "./tiny-guest";
import { type Schedulable, Vcpu } from "./vcpu";

const BATCH_NS = 1000;
const EXIT_NS = 70;
const PIT = 0x40;
const UART = 0x3f8;
const hostTurn = async () => {};

/** One thing that a guest does: it computes, touches devices, and sleeps. */
interface Step {
  readonly runNs: number;
  readonly exits: number;
  readonly sleepNs: number;
}

/** Executes a list of steps in batches, as v86 does: it stops only at a batch's end, or when it halts. */
class ListedGuest implements Schedulable {
  status: "on" | "halted" = "on";
  nowNs = 0;
  instructions = 0;
  halted = false;
  wakeNs = Number.POSITIVE_INFINITY;
  readonly awaitsHost = false;
  readonly exits = new ExitCounters();
  sleptNs = 0;
  stolenNs = 0;
  private at = 0;
  private doneNs = 0;

  constructor(private readonly steps: readonly Step[]) {}

  feed(): boolean {
    return false;
  }

  skip(ns: number): void {
    this.nowNs += ns;
    this.sleptNs += ns;
  }

  steal(ns: number): void {
    this.nowNs += ns;
    this.stolenNs += ns;
  }

  slice(endNs: number): void {
    if (this.halted && this.nowNs < this.wakeNs) return;
    this.halted = false;
    do this.batch();
    while (!this.halted && this.nowNs < endNs);
  }

  private batch(): void {
    const step = this.steps[this.at];
    if (step === undefined) {
      this.halted = true;
      this.status = "halted";
      return;
    }
    if (this.doneNs === 0) for (let i = 0; i < step.exits; i++) this.touch(i % 3 === 0 ? PIT : UART);
    const ns = Math.min(BATCH_NS, step.runNs - this.doneNs);
    this.nowNs += ns;
    this.instructions += ns;
    this.doneNs += ns;
    if (this.doneNs < step.runNs) return;
    this.at++;
    this.doneNs = 0;
    this.halted = step.sleepNs > 0;
    this.wakeNs = this.nowNs + step.sleepNs;
  }

  private touch(port: number): void {
    this.exits.port(port, false, undefined);
    this.nowNs += EXIT_NS;
  }

  copy(): ListedGuest {
    const copy = new ListedGuest(this.steps);
    const { exits, ...rest } = this as ListedGuest & Record<string, unknown>;
    Object.assign(copy, rest);
    copy.exits.load(exits.snapshot());
    return copy;
  }
}

const aStep: fc.Arbitrary<Step> = fc.record({
  runNs: fc.integer({ min: 1, max: 5000 }),
  exits: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
  sleepNs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9000 })),
});

/** When the host gives a core: so long after the last quantum (even if the vCPU sleeps), for so long. */
const aGrant = fc.record({
  waitNs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6000 })),
  runNs: fc.integer({ min: 1, max: 4000 }),
});

const exitNs = ({ exits }: GuestQuantum): number => Object.values(exits).reduce((sum, { ns }) => sum + ns, 0);

describe("the account of a vCPU", () => {
  it("says of every nanosecond what it was, whatever the host grants", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aStep), fc.array(aGrant, { minLength: 1 }), async (steps, grants) => {
        const guest = new ListedGuest(steps);
        const vcpu = new Vcpu(guest, EXIT_NS);
        let at = 0;
        let wakesAt = 0;
        let used = 0;
        let ended = false;
        for (const { waitNs, runNs } of grants) {
          const from = at + waitNs;
          const before = guest.nowNs;
          const quantum = await vcpu.quantum(from, from + runNs, hostTurn);
          if (ended) {
            expect(quantum).toMatchObject({ usedNs: 0, stolenNs: 0, next: { state: "ended" } });
            expect(guest.nowNs).toBe(before);
            break;
          }
          expect(quantum.stolenNs).toBe(Math.max(0, from - Math.max(at, wakesAt)));
          expect(quantum.usedNs).toBeGreaterThanOrEqual(0);
          expect(quantum.usedNs).toBeLessThanOrEqual(runNs);
          expect(quantum.guestNs).toBeGreaterThanOrEqual(0);
          expect(quantum.guestNs + exitNs(quantum)).toBe(quantum.usedNs);
          if (quantum.next.state === "runnable") expect(quantum.usedNs).toBe(runNs);
          expect(guest.nowNs).toBeGreaterThanOrEqual(before);
          at = from + quantum.usedNs;
          used += quantum.usedNs;
          expect(guest.nowNs).toBe(at + quantum.debtNs);
          expect(guest.sleptNs + guest.stolenNs + used).toBe(at);
          wakesAt = quantum.next.state === "sleeping" ? quantum.next.untilNs : 0;
          ended = quantum.next.state === "ended";
        }
        const { pit, uart0 } = guest.exits.snapshot();
        const exits = (pit?.reads ?? 0) + (uart0?.reads ?? 0);
        expect(used + vcpu.debtNs).toBe(guest.instructions + exits * EXIT_NS);
      }),
    );
  });

  it("charges every exit once, to its own device", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aStep), async (steps) => {
        const guest = new ListedGuest(steps);
        const vcpu = new Vcpu(guest, EXIT_NS);
        const charged: Record<string, { count: number; ns: number }> = {};
        for (let at = 0, ended = false; !ended; ) {
          const quantum = await vcpu.quantum(at, at + 700, hostTurn);
          for (const [device, { count, ns }] of Object.entries(quantum.exits)) {
            const sum = charged[device] ?? { count: 0, ns: 0 };
            charged[device] = { count: sum.count + count, ns: sum.ns + ns };
          }
          at += quantum.usedNs;
          if (quantum.next.state === "sleeping") at = quantum.next.untilNs;
          ended = quantum.next.state === "ended";
        }
        for (const [device, { reads }] of Object.entries(guest.exits.snapshot()))
          expect(charged[device]).toEqual({ count: reads, ns: reads * EXIT_NS });
      }),
    );
  });

  it("goes on from a saved state as if it had not been saved", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aStep, { minLength: 3 }),
        fc.array(aGrant, { minLength: 2 }),
        fc.nat(),
        async (steps, grants, cut) => {
          const runFrom = async (vcpu: Vcpu, from: number, rest: typeof grants) => {
            const quanta: GuestQuantum[] = [];
            for (let at = from; quanta.length < rest.length; ) {
              const { waitNs, runNs } = rest[quanta.length]!;
              const quantum = await vcpu.quantum(at + waitNs, at + waitNs + runNs, hostTurn);
              quanta.push(quantum);
              at += waitNs + quantum.usedNs;
            }
            return quanta;
          };
          const k = cut % grants.length;
          const guest = new ListedGuest(steps);
          const vcpu = new Vcpu(guest, EXIT_NS);
          await runFrom(vcpu, 0, grants.slice(0, k));
          const at = k === 0 ? 0 : vcpu.save().settledNs!;
          const other = guest.copy();
          const restored = new Vcpu(other, EXIT_NS);
          restored.load(JSON.parse(JSON.stringify(vcpu.save())));
          const undisturbed = await runFrom(vcpu, at, grants.slice(k));
          expect(await runFrom(restored, at, grants.slice(k))).toEqual(undisturbed);
          expect(other.nowNs).toBe(guest.nowNs);
        },
      ),
    );
  });

  it("refuses a quantum that is none, and one in its past", async () => {
    const vcpu = new Vcpu(new ListedGuest([{ runNs: 9000, exits: 0, sleepNs: 0 }]), EXIT_NS);
    await vcpu.quantum(0, 500, hostTurn);
    await expect(vcpu.quantum(600, 600, hostTurn)).rejects.toThrow(/no quantum/);
    await expect(vcpu.quantum(600.5, 700, hostTurn)).rejects.toThrow(/no quantum/);
    await expect(vcpu.quantum(400, 700, hostTurn)).rejects.toThrow(/has run until 500/);
    expect(vcpu.debtNs).toBe(500);
  });
});

const MS = 1e6;
/** A loop of one instruction may take two batches before v86 looks up. */
const MOST_DEBT_NS = 2 * BATCH_INSTRUCTIONS;

describe("a machine in quanta", () => {
  it("that computes uses exactly what it is given, and has its clock on the host's", async () => {
    const { machine } = await tinyMachine([...x86.jumpToSelf]);
    let executed = 0;
    for (let ms = 0; ms < 20; ms += 2) {
      const quantum = await machine.vcpu.quantum(ms * MS, (ms + 1) * MS, hostTurn);
      expect(quantum).toMatchObject({ usedNs: MS, guestNs: MS, exits: {}, next: { state: "runnable" } });
      expect(quantum.stolenNs).toBe(ms === 0 ? 0 : MS);
      expect(quantum.debtNs).toBeLessThan(MOST_DEBT_NS);
      expect(machine.nowNs).toBe((ms + 1) * MS + quantum.debtNs);
      executed += quantum.instructions;
      expect(executed).toBe((ms / 2 + 1) * MS + quantum.debtNs);
    }
    expect(machine.counters().stolenNs).toBe(9 * MS);
  });

  it("executes nothing in a quantum that is all debt", async () => {
    const { machine } = await tinyMachine([...x86.jumpToSelf]);
    const first = await machine.vcpu.quantum(0, 1000, hostTurn);
    expect(first.debtNs).toBe(first.instructions - 1000);
    const second = await machine.vcpu.quantum(1000, 51_000, hostTurn);
    expect(second).toMatchObject({ usedNs: 50_000, instructions: 0, debtNs: first.debtNs - 50_000 });
  });

  it("has ended when its last debt is paid", async () => {
    const rounds = 30_000;
    const { machine } = await tinyMachine([...x86.movEcx(rounds), ...x86.countDown, ...x86.haltForEver]);
    const instructions = 2 * rounds + 2;
    const quanta: GuestQuantum[] = [];
    for (let at = 0; quanta.at(-1)?.next.state !== "ended"; at += 25_000)
      quanta.push(await machine.vcpu.quantum(at, at + 25_000, hostTurn));
    expect(quanta.map(({ usedNs }) => usedNs)).toEqual([25_000, 25_000, instructions - 50_000]);
    expect(quanta.map(({ instructions: n }) => n)).toEqual([instructions, 0, 0]);
    const after = await machine.vcpu.quantum(MS, 2 * MS, hostTurn);
    expect(after).toMatchObject({ usedNs: 0, stolenNs: 0, next: { state: "ended", how: "halted" } });
  });

  it("is charged for its exits by device", async () => {
    const reads = 40;
    const code = [...x86.movEdx(0x71), ...Array(reads).fill(x86.inAlDx[0]), ...x86.haltForEver] as number[];
    const { machine } = await tinyMachine(code);
    const first = await machine.vcpu.quantum(0, 10_000, hostTurn);
    expect(first).toMatchObject({ guestNs: 0, exits: { rtc: { count: reads, ns: 10_000 } } });
    const rest = await machine.vcpu.quantum(10_000, MS, hostTurn);
    expect(rest).toMatchObject({
      guestNs: 2 + reads,
      exits: { rtc: { count: 0, ns: 1500 * reads - 10_000 } },
      next: { state: "ended", how: "halted" },
    });
  });

  it("keeps whole nanoseconds where costs are fractions", async () => {
    const costs = { nsPerInstruction: 0.3, nsPerExit: 10.7 };
    const code = [...x86.movEdx(0x71), x86.inAlDx[0], x86.inAlDx[0], ...x86.movEcx(70_001), ...x86.countDown];
    const { machine } = await tinyMachine([...code, ...x86.haltForEver] as number[], { costs });
    let at = 0;
    for (let next = "runnable"; next !== "ended"; ) {
      const quantum = await machine.vcpu.quantum(at, at + 9_999, hostTurn);
      expect(Number.isInteger(quantum.usedNs) && Number.isInteger(quantum.guestNs)).toBe(true);
      expect(quantum.guestNs + exitNs(quantum)).toBe(quantum.usedNs);
      at += quantum.usedNs;
      next = quantum.next.state;
    }
    const { instructions, virtualNs } = machine.counters();
    expect(virtualNs).toBeCloseTo(instructions * 0.3 + 2 * 10.7, 3);
    expect(at).toBe(Math.ceil(virtualNs));
  });

  it("begins anew when something else has driven it", async () => {
    const { machine } = await tinyMachine([...x86.jumpToSelf]);
    await machine.vcpu.quantum(0, 1000, hostTurn);
    machine.vcpu.detach();
    machine.step(1e9);
    const { nowNs } = machine;
    expect(machine.vcpu.debtNs).toBe(0);
    const quantum = await machine.vcpu.quantum(nowNs, nowNs + MS, hostTurn);
    expect(quantum).toMatchObject({ usedNs: MS, stolenNs: 0 });
  });
});
