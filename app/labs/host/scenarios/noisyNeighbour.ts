import type { BuiltInScenario } from "./builtIn";

/** A quota, and what it does to whom. */
export const noisyNeighbour: BuiltInScenario = {
  id: "noisy-neighbour",
  what: "A shop answers requests; its neighbour computes with eight threads. After two seconds the neighbour gets a quota of 20 ms in every 100 ms: see it throttled, and the cores become free in between.",
  scenario: {
    version: 1,
    name: "Noisy neighbour with a quota",
    seed: 7,
    durationMs: 600_000,
    host: { cores: 2, memoryMiB: 128 },
    instances: [
      {
        name: "shop",
        kind: "container",
        workloads: [{ kind: "requests", perSecond: 300, serviceUs: 2000 }],
      },
      { name: "noise", kind: "container", workloads: [{ kind: "busy", threads: 8 }] },
      {
        name: "cron",
        kind: "container",
        cpu: { weight: 50 },
        workloads: [{ kind: "periodic", runUs: 5000, sleepUs: 45_000 }],
      },
    ],
    events: [{ atMs: 2000, order: { do: "cpuMax", instance: "noise", quotaUs: 20_000, periodUs: 100_000 } }],
  },
};
