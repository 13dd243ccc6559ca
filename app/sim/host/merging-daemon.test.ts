/** ksmd on a host of models: what it counts, what it costs, and that a saved run goes on the same. */
import { expect, it } from "vitest";
import { scenario } from "../scenario/schema";
import { Host } from "./host";
import { hostView } from "./host-view";

const equalGuests = scenario.parse({
  version: 1,
  name: "equal",
  durationMs: 10_000,
  host: { cores: 2, memoryMiB: 128 },
  instances: [
    {
      name: "twin",
      kind: "vm",
      memoryMiB: 16,
      count: 2,
      workloads: [{ kind: "memory", anonMiB: 4, contents: "same", rounds: 1 }],
    },
  ],
  events: [
    { atMs: 500, order: { do: "merging", run: true, pagesToScan: 1000, sleepMs: 10, zeroPages: true } },
  ],
});

it("counts what it saves, and its time is the host kernel's", () => {
  const host = new Host(equalGuests);
  host.advance(500e6 - 1);
  const before = hostView(host);
  expect(before.merging).toMatchObject({ running: false, pagesToScan: 100, sleepMs: 20, cpuNs: 0 });
  host.advance(3000e6);
  const { merging, memory, byMode } = hostView(host);
  expect(merging).toMatchObject({ running: true, pagesToScan: 1000, sleepMs: 10 });
  expect(merging.pagesSharing).toBeGreaterThan(1000);
  expect(memory.freeFrames - before.memory.freeFrames).toBe(memory.pagesSharing);
  expect(merging.cpuNs).toBe(byMode["host-kernel"] - before.byMode["host-kernel"]);
});

it("goes on from a saved state to the same counts", () => {
  const whole = new Host(equalGuests);
  whole.advance(1000e6);
  const saved = structuredClone(whole.save());
  whole.advance(2000e6);
  const resumed = new Host(equalGuests);
  resumed.load(saved);
  resumed.advance(2000e6);
  expect(hostView(resumed)).toEqual(hostView(whole));
});
