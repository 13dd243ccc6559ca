/**
 * Real Linux guests on one host: what the scheduler gives them by the ledger is what they get done by their own count. With a
 * simulated container in place of one guest it is the same.
 */
import { describe, expect, it } from "vitest";
import { hostView } from "@/app/sim/host/host-view";
import { HostRun } from "@/app/sim/host/run";
import { readScenario } from "@/app/sim/scenario/parse";
import type { HostScenarioInput } from "@/app/sim/scenario/schema";
import { nodeHostEnvironment } from "./node";

const WARM_UP_NS = 100e6;
const MEASURED_NS = 0.5e9;

type Cpu = NonNullable<NonNullable<HostScenarioInput["instances"]>[number]["cpu"]>;

/** The lab's own busy loop, printing how far it is each 50,000 turns: about 1.7 ms of processor time, a fifth of a point. */
const SPIN = "spin -p 50000 100\n";
const guest = (name: string, cpu: Cpu) => ({
  name,
  kind: "pv" as const,
  guest: "linux" as const,
  cpu,
  workloads: [{ kind: "type" as const, text: SPIN }],
});
const container = (name: string, cpu: Cpu) => ({
  name,
  kind: "container" as const,
  cpu,
  workloads: [{ kind: "busy" as const }],
});

interface Share {
  /** Of the measured time, by the ledger. */
  readonly ledger: number;
  /** Turns of the guest's loop, or microseconds of a container's. */
  readonly progress: number;
}

async function shares(cores: number, instances: HostScenarioInput["instances"]): Promise<readonly Share[]> {
  const read = readScenario({ version: 1, name: "shares", durationMs: 600, host: { cores }, instances });
  if (!read.ok) throw new Error(read.error);
  const guests = await nodeHostEnvironment().guests(read.value);
  try {
    const consoles = new Map<string, string>();
    for (const { name } of read.value.instances)
      guests.onConsole(name, {
        bytes: (bytes) => consoles.set(name, (consoles.get(name) ?? "") + new TextDecoder().decode(bytes)),
        reset: () => consoles.delete(name),
      });
    const run = new HostRun(read.value, guests);
    const now = () => ({
      view: hostView(run.host),
      turns: read.value.instances.map(({ name }) => turnsOn(consoles.get(name) ?? "")),
    });
    await run.advanceTo(WARM_UP_NS);
    const before = now();
    await run.advanceTo(WARM_UP_NS + MEASURED_NS);
    const after = now();
    return after.view.instances.map((instance, index) => {
      const earlier = before.view.instances[index]!;
      return {
        ledger: (instance.times.runningNs - earlier.times.runningNs) / MEASURED_NS,
        progress: instance.real
          ? after.turns[index]! - before.turns[index]!
          : instance.progress! - earlier.progress!,
      };
    });
  } finally {
    guests.dispose();
  }
}

const turnsOn = (console: string): number =>
  Number([...console.matchAll(/spin: (\d+) iterations/g)].at(-1)?.[1] ?? 0);

/** Turns of the loop in a second of a core that nobody shares: from the run on two cores. */
let turnsPerSecond = 0;
const ownProgress = (share: Share, real: boolean): number =>
  share.progress / (MEASURED_NS / 1e9) / (real ? turnsPerSecond : 1e6);

const POINT = 0.01;
const within = (actual: number, expected: number) => {
  expect(actual).toBeGreaterThan(expected - POINT);
  expect(actual).toBeLessThan(expected + POINT);
};

describe.each([
  { with: "two guests", other: guest, real: true },
  { with: "a guest and a container", other: container, real: false },
])("$with", ({ other, real }) => {
  it("have a core each on two cores", async () => {
    const [a, b] = await shares(2, [guest("a", { weight: 100 }), other("b", { weight: 300 })]);
    turnsPerSecond = a!.progress / (MEASURED_NS / 1e9);
    within(a!.ledger, 1);
    within(b!.ledger, 1);
    within(ownProgress(b!, real), 1);
  });

  it("divide one core by weight", async () => {
    const [a, b] = await shares(1, [guest("a", { weight: 100 }), other("b", { weight: 300 })]);
    within(a!.ledger, 0.25);
    within(b!.ledger, 0.75);
    within(ownProgress(a!, true), 0.25);
    within(ownProgress(b!, real), 0.75);
  });

  it("are held to a quota", async () => {
    const quota = { max: { quotaUs: 20_000, periodUs: 100_000 } };
    const [a, b] = await shares(1, [guest("a", quota), other("b", {})]);
    within(a!.ledger, 0.2);
    within(b!.ledger, 0.8);
    within(ownProgress(a!, true), 0.2);
    within(ownProgress(b!, real), 0.8);
  });
});
