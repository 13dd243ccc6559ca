/** A guest that gives its hardware nonsense ends, or goes on, by itself: neither the lab nor the guest beside it notices. */
import { describe, expect, it } from "vitest";
import type { GuestTrack } from "@/app/sim/run/record";
import { type SmallRun, smallMachine } from "../small.test-kit";

/** More than the longest of its parts takes. */
const LIMIT_MS = 400;
const disk = { interface: "virtio-blk", medium: "ram", sizeBytes: 1 << 20 } as const;

async function chaos(parts: string, seed: number, track: GuestTrack): Promise<SmallRun> {
  const devices = track === "pv" ? { disk } : {};
  return smallMachine("chaos", { track, commandLine: `${parts} seed=${seed}`, devices });
}

describe("chaos", () => {
  it.each([
    ["calls", "pv", 5],
    ["rings", "pv", 3],
    ["memory", "pv", 1],
    ["ports", "pv", 2],
    ["memory", "vm", 1],
    ["ports", "vm", 2],
  ] as const)(
    "with %s on the %s track, in each of %i runs, comes to an end of its own",
    async (parts, track, seeds) => {
      for (let seed = 1; seed <= seeds; seed++) {
        const guest = await chaos(parts, seed, track);
        guest.run(LIMIT_MS);
        expect(["halted", "crashed", "reset"], `seed ${seed}`).toContain(guest.machine.status);
        const last = guest.events.at(-1);
        if (guest.machine.status === "crashed")
          expect(last).toMatchObject({ type: "crashed", crash: { message: expect.stringMatching(/./) } });
        guest.machine.dispose();
      }
    },
  );

  it("that its devices refuse gets the reset it is owed: the refusals are counted", async () => {
    const guest = await chaos("rings", 1, "pv");
    guest.run(LIMIT_MS);
    expect(guest.machine.deviceFaults).toBeGreaterThan(0);
    expect(guest.console()).toContain("chaos: virtio 9 done\n");
  });

  it("leaves the guest beside it as it is alone, to the instruction", async () => {
    const type = (guest: SmallRun) =>
      ["ps\n", "spin 100 &\n", "count 3\n", "free\n"].forEach((line, i) => {
        guest.machine.type(new TextEncoder().encode(line), (i + 1) * 20e6);
      });
    const [alone, beside] = [await smallMachine("tern"), await smallMachine("tern")];
    const others = [await chaos("", 11, "pv"), await chaos("ports memory", 12, "vm")];
    for (const guest of [alone, beside]) type(guest);
    alone.run(300);
    const until = beside.machine.nowNs + 300e6;
    while (beside.machine.nowNs < until) {
      for (const { machine } of others) if (machine.status === "on") machine.step(until);
      beside.machine.step(until);
    }
    for (const { machine } of others) expect(machine.status).not.toBe("on");
    expect(beside.console()).toBe(alone.console());
    expect(beside.machine.counters()).toEqual(alone.machine.counters());
    expect(alone.console()).toContain("3\r\n");
  });
});
