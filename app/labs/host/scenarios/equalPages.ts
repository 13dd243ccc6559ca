import type { BuiltInScenario } from "./builtIn";

/** Same-page merging between machines that hold the same. */
export const equalPages: BuiltInScenario = {
  id: "equal-pages",
  what: "Three machines hold the same pages, a fourth one pages of its own. After a second same-page merging is switched on: cells turn into shared ones, and the host pays for the scanning with processor time.",
  scenario: {
    version: 1,
    name: "Equal pages",
    seed: 5,
    durationMs: 600_000,
    host: { cores: 2, memoryMiB: 160 },
    instances: [
      {
        name: "twin",
        kind: "vm",
        memoryMiB: 32,
        count: 3,
        workloads: [{ kind: "memory", anonMiB: 20, contents: "same", pauseUs: 10_000 }],
      },
      {
        name: "stranger",
        kind: "vm",
        memoryMiB: 32,
        workloads: [{ kind: "memory", anonMiB: 20, contents: "unique", pauseUs: 10_000 }],
      },
    ],
    events: [{ atMs: 1000, order: { do: "merging", run: true, pagesToScan: 1000, sleepMs: 20 } }],
  },
};
