import type { BuiltInScenario } from "./builtIn";
import { spin } from "./spin";

/** The first thing that a visitor sees. */
export const twoAndTwo: BuiltInScenario = {
  id: "two-and-two",
  what: "Two real Linux guests and two containers share two cores. All four have the same weight, and all four want a core all the time: move a weight and watch the lanes.",
  scenario: {
    version: 1,
    name: "Two guests and two containers",
    seed: 1,
    durationMs: 600_000,
    host: { cores: 2, memoryMiB: 256 },
    instances: [
      { name: "pv-one", kind: "pv", guest: "linux", workloads: [spin] },
      { name: "pv-two", kind: "pv", guest: "linux", workloads: [spin] },
      {
        name: "web",
        kind: "container",
        workloads: [
          { kind: "busy" },
          { kind: "memory", anonMiB: 24, fileMiB: 8, file: "pages", pauseUs: 20_000, rounds: 1 },
        ],
      },
      {
        name: "batch",
        kind: "container",
        workloads: [
          { kind: "busy", threads: 2 },
          { kind: "memory", anonMiB: 16, fileMiB: 8, file: "pages", pauseUs: 20_000, rounds: 1 },
        ],
      },
    ],
  },
};
