import type { BuiltInScenario } from "./builtIn";

/** The same page twice, in real memory: two machines from one snapshot, and the host's merger. */
export const twoGuestsMerging: BuiltInScenario = {
  id: "two-guests-merging",
  what: "Two real Linux guests from one snapshot hold the same bytes in most of their pages. After a second same-page merging is switched on: two frames become one. Type in one guest, and some part again.",
  scenario: {
    version: 1,
    name: "Two guests, merging",
    seed: 9,
    durationMs: 600_000,
    host: { cores: 2, memoryMiB: 64 },
    instances: [
      { name: "left", kind: "vm", guest: "linux" },
      { name: "right", kind: "vm", guest: "linux" },
    ],
    events: [{ atMs: 1000, order: { do: "merging", run: true, pagesToScan: 100, sleepMs: 20 } }],
  },
};
