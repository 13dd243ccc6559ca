import type { BuiltInScenario } from "./builtIn";

/** Balancing, affinity and migration on a larger host; everything in it is modelled. */
export const sixteenCores: BuiltInScenario = {
  id: "sixteen-cores",
  what: "Sixteen cores with two hardware threads each pair. A database keeps to the first four, machines with four vCPUs each and two dozen containers share what is left. Everything here is a model.",
  scenario: {
    version: 1,
    name: "Sixteen cores",
    seed: 3,
    durationMs: 600_000,
    host: { cores: 16, threadsPerCore: 2, memoryMiB: 4096 },
    instances: [
      {
        name: "database",
        kind: "container",
        cpu: { weight: 400, cpus: "0-3" },
        workloads: [
          { kind: "requests", perSecond: 2000, serviceUs: 900 },
          {
            kind: "memory",
            fileMiB: 512,
            file: "tables",
            order: "random",
            rounds: 0,
            pauseUs: 2000,
            write: false,
          },
        ],
      },
      {
        name: "machine",
        kind: "vm",
        vcpus: 4,
        memoryMiB: 512,
        count: 2,
        workloads: [
          { kind: "busy", threads: 3 },
          { kind: "memory", anonMiB: 200, pauseUs: 5000 },
        ],
      },
      {
        name: "job",
        kind: "container",
        count: 24,
        startMs: 500,
        workloads: [{ kind: "periodic", runUs: 12_000, sleepUs: 30_000 }],
      },
    ],
  },
};
