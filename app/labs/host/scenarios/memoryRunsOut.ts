import type { BuiltInScenario } from "./builtIn";

/** What limits do when memory is wanted that is not there. */
export const memoryRunsOut: BuiltInScenario = {
  id: "memory-runs-out",
  what: "Three containers take memory, a MiB at a time. One is walled in by memory.max and is killed, one is slowed down by memory.high, and one is protected by memory.min while the host runs short.",
  scenario: {
    version: 1,
    name: "Memory runs out",
    seed: 1,
    durationMs: 600_000,
    host: { cores: 2, memoryMiB: 96, swapMiB: 16 },
    instances: [
      {
        name: "walled",
        kind: "container",
        memory: { maxMiB: 24, swapMaxMiB: 0 },
        workloads: [{ kind: "memory", anonMiB: 40, pauseUs: 40_000 }],
      },
      {
        name: "slowed",
        kind: "container",
        memory: { highMiB: 20 },
        workloads: [{ kind: "memory", anonMiB: 32, pauseUs: 40_000 }],
      },
      {
        name: "safe",
        kind: "container",
        memory: { minMiB: 16 },
        workloads: [{ kind: "memory", anonMiB: 12, fileMiB: 12, pauseUs: 20_000, rounds: 0 }],
      },
      {
        name: "late",
        kind: "container",
        startMs: 2500,
        workloads: [{ kind: "memory", anonMiB: 48, pauseUs: 40_000 }],
      },
    ],
  },
};
