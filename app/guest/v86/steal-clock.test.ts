/** The steal clock as a guest asks for it: through the hypervisor's port. */
import { describe, expect, it } from "vitest";
import type { GuestTrack } from "@/app/sim/run/record";
import { tinyMachine } from "./machine.test-kit";
import { x86 } from "./tiny-guest";

const ANSWER = 0x200000;
const STRUCTURE = 0x210040;
const PATTERN = 0x55;
const MS = 1e6;
const hostTurn = async () => {};

const askStealClock = (high: number, low: number) => [
  ...x86.movEdx(0x5658),
  ...x86.movEcx(91),
  ...x86.movEax(0x564d5868),
  ...x86.movEsi(high),
  ...x86.movEdi(low),
  ...x86.inEaxDx,
  ...x86.storeEax(ANSWER),
];

/** A guest that asks, then computes; it has its core in every other millisecond. */
async function afterAsking(code: readonly number[], track: GuestTrack = "pv") {
  const { machine } = await tinyMachine([...code, ...x86.jumpToSelf], { track });
  machine.writeMemory(STRUCTURE, new Uint8Array(64).fill(PATTERN));
  for (let ms = 0; ms < 10; ms += 2) await machine.vcpu.quantum(ms * MS, (ms + 1) * MS, hostTurn);
  const view = new DataView(machine.memory().slice(0, 4 * 2 ** 20).buffer);
  return {
    machine,
    answer: view.getInt32(ANSWER, true),
    clock: view.getBigUint64(STRUCTURE, true),
    rest: view.getUint8(STRUCTURE + 8),
  };
}

const UNTOUCHED = BigInt(`0x${PATTERN.toString(16).repeat(8)}`);

describe("the steal clock", () => {
  it("is written where the guest wants it, before each quantum", async () => {
    const { answer, clock, rest, machine } = await afterAsking(askStealClock(0, STRUCTURE));
    expect(answer).toBe(1);
    expect(clock).toBe(BigInt(4 * MS));
    expect(rest).toBe(PATTERN);
    expect(machine.counters().exits.hypervisor).toEqual({ reads: 1, writes: 0 });
  });

  it("can be asked for, and is switched off, with 0 and 1", async () => {
    const off = await afterAsking([...askStealClock(0, STRUCTURE), ...askStealClock(0, 1)]);
    expect(off.answer).toBe(0);
    expect(off.clock).toBe(0n);
  });

  it.each([
    ["over 4 GiB", 1, STRUCTURE],
    ["beyond its memory", 0, 4 * 2 ** 20],
    ["with the sign bit", 0, 0x80000000],
    ["not on 64 bytes", 0, STRUCTURE + 8],
  ])("is refused at an address %s", async (_name, high, low) => {
    const { answer, clock } = await afterAsking(askStealClock(high, low));
    expect(answer).toBe(-1);
    expect(clock).toBe(UNTOUCHED);
  });

  it("is not there on the VM track", async () => {
    const { answer, clock } = await afterAsking(askStealClock(0, STRUCTURE), "vm");
    expect(answer).not.toBe(1);
    expect(clock).toBe(UNTOUCHED);
  });

  it("goes on in a restored machine", async () => {
    const { machine } = await afterAsking(askStealClock(0, STRUCTURE));
    const other = await tinyMachine([...x86.jumpToSelf], { track: "pv" });
    other.machine.restore(machine.snapshot());
    await other.machine.vcpu.quantum(12 * MS, 13 * MS, hostTurn);
    const view = new DataView(other.machine.memory().slice(STRUCTURE, STRUCTURE + 8).buffer);
    expect(view.getBigUint64(0, true)).toBe(BigInt(7 * MS));
  });
});
