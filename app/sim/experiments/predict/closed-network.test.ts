import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quantile, runNetwork, type Station } from "./closed-network";

const station: fc.Arbitrary<Station> = fc.record({
  name: fc.constantFrom("a", "b", "c"),
  servers: fc.constantFrom(1, 2, 5, Number.POSITIVE_INFINITY),
  own: fc.boolean(),
  meanNs: fc.integer({ min: 100, max: 50_000 }),
  stages: fc.constantFrom(1, 4, 40, Number.POSITIVE_INFINITY),
});
const network = fc.record({
  customers: fc.integer({ min: 1, max: 40 }),
  stations: fc.array(station, { minLength: 1, maxLength: 4 }),
  seed: fc.integer(),
});

const ROUNDS = 1_500;

describe("a closed network", () => {
  test("keeps Little's law, at each station and as a whole", () => {
    fc.assert(
      fc.property(network, (options) => {
        const run = runNetwork({ ...options, rounds: ROUNDS });
        const total = run.meanAt.reduce((sum, n) => sum + n, 0);
        expect(total).toBeCloseTo(options.customers, 6);
        // Rounds under way at both ends of the measured time are counted in one and not in the other.
        const slack = (3 * options.customers) / ROUNDS + 0.001;
        expect((run.perSecond * run.meanNs) / 1e9 / options.customers).toBeGreaterThan(1 - slack);
        expect((run.perSecond * run.meanNs) / 1e9 / options.customers).toBeLessThan(1 + slack);
      }),
      { numRuns: 30 },
    );
  });

  test("is never faster than its slowest station, or than its customers without waiting", () => {
    fc.assert(
      fc.property(network, ({ customers, stations, seed }) => {
        const steady = stations.map((one) => ({ ...one, stages: Number.POSITIVE_INFINITY }));
        const { perSecond } = runNetwork({ customers, stations: steady, seed, rounds: ROUNDS });
        const aloneNs = steady.reduce((sum, { meanNs }) => sum + meanNs, 0);
        const bounds = steady.map(({ servers, meanNs }) => (servers * 1e9) / meanNs);
        const most = Math.min((customers * 1e9) / aloneNs, ...bounds);
        expect(perSecond).toBeLessThanOrEqual(most * (1 + (2 * customers) / ROUNDS + 1e-9));
      }),
      { numRuns: 30 },
    );
  });

  test("with one queue, more customers are no slower in sum", () => {
    const stations: Station[] = [
      { name: "way", servers: Number.POSITIVE_INFINITY, meanNs: 40_000, stages: 8 },
      { name: "server", servers: 1, meanNs: 10_000, stages: 8 },
    ];
    const rates = [1, 2, 4, 8, 16].map(
      (customers) => runNetwork({ customers, stations, rounds: 10_000, seed: 1 }).perSecond,
    );
    for (let n = 1; n < rates.length; n++) expect(rates[n]).toBeGreaterThan(rates[n - 1]! * 0.99);
    expect(rates[0]).toBeCloseTo(20_000, -3);
    expect(rates.at(-1)).toBeCloseTo(100_000, -4);
  });

  test("service times have the mean and the spread that were asked for", () => {
    for (const stages of [1, 9, 36]) {
      const { meanNs, roundsNs } = runNetwork({
        customers: 1,
        stations: [{ name: "only", servers: 1, meanNs: 1_000, stages }],
        rounds: 20_000,
        seed: 3,
      });
      const variance = roundsNs.reduce((sum, ns) => sum + (ns - meanNs) ** 2, 0) / roundsNs.length;
      expect(meanNs).toBeCloseTo(1_000, -1.6);
      expect(Math.sqrt(variance) / meanNs).toBeCloseTo(1 / Math.sqrt(stages), 1.5);
    }
  });

  test("a server that idled long takes longer, and only then", () => {
    const rate = (wayNs: number) =>
      runNetwork({
        customers: 1,
        rounds: 1_000,
        seed: 1,
        stations: [
          { name: "way", servers: Number.POSITIVE_INFINITY, meanNs: wayNs, stages: Number.POSITIVE_INFINITY },
          {
            name: "server",
            servers: 1,
            meanNs: 1_000,
            stages: Number.POSITIVE_INFINITY,
            wake: { afterNs: 5_000, ns: 4_000 },
          },
        ],
      }).meanNs;
    expect(rate(4_000)).toBeCloseTo(5_000, 6);
    expect(rate(6_000)).toBeCloseTo(11_000, 6);
  });

  test("a seed repeats a run, another seed does not", () => {
    const options = {
      customers: 7,
      stations: [{ name: "x", servers: 2, meanNs: 100, stages: 3 }],
      rounds: 500,
    };
    expect(runNetwork({ ...options, seed: 1 })).toEqual(runNetwork({ ...options, seed: 1 }));
    expect(runNetwork({ ...options, seed: 1 }).meanNs).not.toBe(runNetwork({ ...options, seed: 2 }).meanNs);
  });

  test("nobody, nowhere, never is refused", () => {
    const one = {
      customers: 1,
      stations: [{ name: "x", servers: 1, meanNs: 1, stages: 1 }],
      rounds: 1,
      seed: 1,
    };
    for (const wrong of [{ customers: 0 }, { stations: [] }, { rounds: 0 }])
      expect(() => runNetwork({ ...one, ...wrong })).toThrow(RangeError);
  });
});

test("a quantile lies on the line between its neighbours", () => {
  expect(quantile([10, 20, 40], 0)).toBe(10);
  expect(quantile([10, 20, 40], 0.5)).toBe(20);
  expect(quantile([10, 20, 40], 0.75)).toBe(30);
  expect(quantile([10, 20, 40], 1)).toBe(40);
});
