import type { BuiltInScenario } from "./builtIn";
import { spin } from "./spin";

/** Weights become shares when there is not enough for both. */
export const twoGuests: BuiltInScenario = {
  id: "two-guests-one-core",
  what: "Two real Linux guests run the same busy loop on one core, with cpu.weight 100 and 300. Their shares become 25 % and 75 %: compare the lines that their loops print.",
  scenario: {
    version: 1,
    name: "Two guests, one core",
    seed: 1,
    durationMs: 600_000,
    host: { cores: 1, memoryMiB: 192 },
    instances: [
      { name: "light", kind: "pv", guest: "linux", cpu: { weight: 100 }, workloads: [spin] },
      { name: "heavy", kind: "pv", guest: "linux", cpu: { weight: 300 }, workloads: [spin] },
    ],
  },
};
