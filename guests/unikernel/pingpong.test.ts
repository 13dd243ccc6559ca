/** Two programs pass a number to and fro, through memory that both reach or through their network cards. */
import { describe, expect, it } from "vitest";
import { type SmallRun, smallMachine } from "../small.test-kit";

const ROUNDS = 50;
const devices = { sharedMemory: { sizeBytes: 65_536 } };

/** Runs both, the one whose clock is behind first; what one does reaches the other at that moment of its own clock. */
function runTogether(pair: readonly [SmallRun, SmallRun], untilNs: number): void {
  const read = [0, 0];
  const on = () => pair.filter(({ machine }) => machine.status === "on" && machine.nowNs < untilNs);
  while (on().length > 0) {
    const [next] = on().sort((a, b) => a.machine.nowNs - b.machine.nowNs);
    const from = pair.indexOf(next!);
    const { machine: other } = pair[1 - from]!;
    next!.machine.step(other.status === "on" ? Math.max(other.nowNs, next!.machine.nowNs) + 10_000 : untilNs);
    for (const event of next!.events.slice(read[from])) {
      if (event.type === "frame") other.receiveFrame(event.bytes, Math.max(event.atNs, other.nowNs));
      if (event.type === "shared")
        other.receiveShared(event.change, event.atNs, Math.max(event.atNs, other.nowNs));
    }
    read[from] = next!.events.length;
  }
}

async function play(via: string): Promise<{ ping: SmallRun; pong: SmallRun }> {
  const start = (role: string, seed: number) =>
    smallMachine("pingpong", { devices, seed, commandLine: `role=${role} via=${via} rounds=${ROUNDS}` });
  const [ping, pong] = [await start("ping", 1), await start("pong", 2)];
  runTogether([ping, pong], 1e9);
  return { ping, pong };
}

describe("pingpong", () => {
  it.each(["shared", "net"])(
    "through %s: every number comes back, and both come to their end",
    async (via) => {
      const { ping, pong } = await play(via);
      expect(ping.console()).toMatch(new RegExp(`^pingpong: ${ROUNDS} rounds, \\d+ ns a round trip\\n$`));
      expect(pong.console()).toBe(`pingpong: ${ROUNDS} rounds answered\n`);
      expect([ping.machine.status, pong.machine.status]).toEqual(["halted", "halted"]);
    },
  );

  it("through shared memory makes five exits a round: two of them touch the memory, which hardware would map", async () => {
    const { ping } = await play("shared");
    const { mmio, hypervisor, ...others } = ping.machine.counters().exits;
    const rounds = ROUNDS + 1;
    expect(others).toEqual({});
    expect(mmio).toEqual({ reads: 2 * rounds, writes: 2 * rounds + 1 }); // once, the interrupt mask
    expect(hypervisor?.reads).toBe(rounds + 3); // and where the memory is, the console, the end
  });

  it("says that there is no shared memory in a machine without it", async () => {
    const alone = await smallMachine("pingpong");
    alone.run(5);
    expect(alone.machine.crash?.message).toBe("panic: no shared memory");
  });
});
