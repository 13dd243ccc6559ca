/** The programs that need no operating system: how little they take, and that what they say is right. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { totalExits } from "@/app/sim/run/record";
import { smallMachine } from "../small.test-kit";

/** Of the primes below `limit`, as 32-bit little-endian numbers: how many, and their SHA-256. */
function primesBelow(limit: number): { count: number; sha256: string } {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let n = 2; n < limit; n++) {
    if (composite[n]) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < limit; multiple += n) composite[multiple] = 1;
  }
  const sha256 = createHash("sha256")
    .update(new Uint8Array(Uint32Array.from(primes).buffer))
    .digest("hex");
  return { count: primes.length, sha256 };
}

describe("hello", () => {
  it("is up within a virtual millisecond and 100 exits, says its line and ends the machine", async () => {
    const guest = await smallMachine("hello", { commandLine: "one two" });
    guest.run(10);
    const { boot, status } = guest.machine;
    expect(boot!.virtualMs).toBeLessThanOrEqual(1);
    expect(totalExits(boot!.exits)).toBeLessThanOrEqual(100);
    expect(Object.keys(boot!.exits)).toEqual(["hypervisor"]);
    expect(boot!.phases.map(({ name }) => name)).toEqual(["loader", "kernel"]);
    expect(guest.console()).toBe(
      "Hello from a machine with one program and no operating system.\nIt was told: one two\n",
    );
    expect(status).toBe("halted");
    expect(guest.events.map(({ type }) => type)).toEqual(["mark", "mark", "console", "ready", "halted"]);
  });
});

describe("compute", () => {
  it.each([10, 1000, 54_321])("counts and hashes the primes below %i", async (limit) => {
    const guest = await smallMachine("compute", { commandLine: String(limit) });
    guest.run(2000);
    const { count, sha256 } = primesBelow(limit);
    expect(guest.console()).toContain(`compute: ${count} primes below ${limit}, sha256 ${sha256}\n`);
    expect(guest.machine.status).toBe("halted");
  });

  it.each(["9", "x", "99999999999"])("refuses %s, and its machine ends as crashed", async (wrong) => {
    const guest = await smallMachine("compute", { commandLine: wrong });
    guest.run(10);
    expect(guest.machine.status).toBe("crashed");
    expect(guest.machine.crash).toMatchObject({ reason: "kernel panic", message: /takes a number/ });
  });
});

describe("a waiting unikernel", () => {
  it("goes on from a saved state to the instruction", async () => {
    const one = await smallMachine("kv");
    one.run(7);
    const state = one.machine.snapshot();
    const two = await smallMachine("kv");
    two.machine.restore(state);
    for (const guest of [one, two]) guest.run(500);
    expect(two.machine.status).toBe("on");
    expect(two.machine.counters()).toEqual(one.machine.counters());
  });

  it("costs no instructions while it waits", async () => {
    const guest = await smallMachine("kv");
    guest.run(1);
    const { instructions, exits } = guest.machine.counters();
    guest.run(10_000);
    expect(guest.machine.counters().instructions).toBe(instructions);
    expect(guest.machine.counters().exits).toEqual(exits);
  });
});
