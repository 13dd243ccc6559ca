/** The checks of lessons about a network, as app/sim/checks registers them. */
import { fewTrips, stayInside } from "./lesson-15";
import type { CheckEntry } from "./verdict";

export const networkChecks: Readonly<Record<string, CheckEntry>> = {
  "few-trips": {
    check: fewTrips,
    marks: ["carried", "few"],
    hints: {
      "not-set-up": [],
      "nothing-yet": [],
      "too-few-bytes": ["bytes"],
      "one-way": ["bytes"],
      "too-many": ["exits"],
    },
  },
  "stay-inside": {
    check: stayInside,
    marks: ["inside", "outside"],
    hints: {
      "not-set-up": [],
      "nothing-yet": [],
      "not-whole": ["bytes", "wanted"],
      "left-the-house": ["frames"],
      "only-inside": [],
      "nothing-lost": [],
    },
  },
};
