/**
 * Real vCPUs answer later, in any order of wall time. A double that computes its answers at once and delivers them when chance
 * says stands for them: the run must not depend on it.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readScenario } from "../scenario/parse";
import type { HostScenario } from "../scenario/schema";
import { SeededRandom } from "../time/random";
import { Host } from "./host";
import { hostView, timelineOf } from "./host-view";
import type { RealGuests } from "./real-guests";
import type { QuantumOutcome, RealRunnable } from "./runnable";

/** A guest that computes and sleeps by its seed, and executes beyond no quantum. */
class Double implements RealRunnable {
  readonly kind = "real";
  private readonly random: SeededRandom;
  private remainingNs = 0;
  private computing = true;
  calls: [number, number][] = [];

  constructor(
    seed: number,
    private readonly delay: () => Promise<void>,
  ) {
    this.random = SeededRandom.fromSeed(seed);
  }

  async quantum(fromNs: number, untilNs: number): Promise<QuantumOutcome> {
    this.calls.push([fromNs, untilNs]);
    const outcome = this.compute(fromNs, untilNs);
    await this.delay();
    return outcome;
  }

  charge(): void {}

  private compute(fromNs: number, untilNs: number): QuantumOutcome {
    if (this.remainingNs <= 0) {
      this.remainingNs = 1 + Math.floor(this.random.fraction() * 5e6);
      this.computing = this.random.fraction() < 0.7;
    }
    const idle = { instructions: 0, exits: {}, ready: true };
    if (!this.computing) {
      const sleepNs = this.remainingNs;
      this.remainingNs = 0;
      return { ...idle, usedNs: 0, spent: [], next: { state: "sleeping", untilNs: fromNs + sleepNs } };
    }
    const usedNs = Math.min(this.remainingNs, untilNs - fromNs);
    this.remainingNs -= usedNs;
    return { ...idle, usedNs, spent: [{ mode: "guest", ns: usedNs }], next: { state: "runnable" } };
  }
}

function guestsOf(scenario: HostScenario, delay: () => Promise<void>) {
  const doubles = new Map<number, Double>();
  const guests: RealGuests = {
    start(instance) {
      const double = new Double(scenario.seed + instance, delay);
      doubles.set(instance, double);
      return double;
    },
    vcpu: (instance) => doubles.get(instance)!,
    snapshot() {},
    type() {},
    inflate() {},
    exec() {},
    stop: (instance) => void doubles.delete(instance),
  };
  return { guests, doubles };
}

const scenarios = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    cores: fc.integer({ min: 1, max: 3 }),
    real: fc.integer({ min: 1, max: 4 }),
    policy: fc.constantFrom("cfs" as const, "eevdf" as const, "credit" as const, "credit2" as const),
    weight: fc.integer({ min: 1, max: 1000 }),
    quotaUs: fc.constantFrom("max" as const, 20_000),
    pausedAtMs: fc.integer({ min: 1, max: 80 }),
  })
  .map(({ seed, cores, real, policy, weight, quotaUs, pausedAtMs }) => {
    const read = readScenario({
      version: 1,
      name: "quanta",
      durationMs: 100,
      seed,
      host: { cores, policy },
      instances: [
        ...Array.from({ length: real }, (_, index) => ({
          name: `g${index}`,
          kind: "vm" as const,
          guest: "linux" as const,
          cpu: index === 0 ? { weight, max: { quotaUs } } : {},
        })),
        { name: "box", kind: "container" as const, workloads: [{ kind: "busy" as const }] },
      ],
      events: [
        { atMs: pausedAtMs, order: { do: "pause" as const, instance: "g0" } },
        { atMs: pausedAtMs + 10, order: { do: "resume" as const, instance: "g0" } },
        { atMs: 95, order: { do: "stop" as const, instance: "box" } },
      ],
    });
    if (!read.ok) throw new Error(read.error);
    return read.value;
  });

async function run(scenario: HostScenario, delay: () => Promise<void>, stops: readonly number[] = []) {
  const { guests, doubles } = guestsOf(scenario, delay);
  const host = new Host(scenario, guests);
  for (const toNs of [...stops, 100e6]) while (!host.advance(toNs)) await host.answers();
  return { host, doubles };
}

const atOnce = () => Promise.resolve();

describe("real vCPUs", () => {
  it("give the same run whichever answers first, and wherever it was stopped", async () => {
    await fc.assert(
      fc.asyncProperty(
        scenarios,
        fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
        fc.array(fc.integer({ min: 1, max: 99_999_999 }), { maxLength: 3 }),
        async (scenario, turns, stops) => {
          const straight = await run(scenario, atOnce);
          const late = async () => {
            for (let n = turns.next().value as number; n > 0; n--)
              await new Promise<void>((resolve) => setTimeout(resolve, 0));
          };
          const shuffled = await run(
            scenario,
            late,
            stops.sort((a, b) => a - b),
          );
          expect(JSON.stringify(hostView(shuffled.host))).toBe(JSON.stringify(hostView(straight.host)));
          expect(timelineOf(shuffled.host, 0, 100e6, 100_000)).toEqual(
            timelineOf(straight.host, 0, 100e6, 100_000),
          );
        },
      ),
      { numRuns: 8 },
    );
  });

  it("execute in quanta that end on the grid, side by side, and never overlap on a core", async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const { host, doubles } = await run(scenario, atOnce);
        for (const { calls } of doubles.values()) {
          let lastNs = 0;
          for (const [fromNs, untilNs] of calls) {
            expect(fromNs).toBeGreaterThanOrEqual(lastNs);
            expect(untilNs).toBeLessThanOrEqual((Math.floor(fromNs / 1e6) + 1) * 1e6);
            lastNs = fromNs;
          }
        }
        const total = Object.values(hostView(host).byMode).reduce((sum, ns) => sum + ns, 0);
        expect(total).toBe(100e6 * scenario.host.cores);
      }),
      { numRuns: 10 },
    );
  });
});
