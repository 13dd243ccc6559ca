/** The checks of lessons about paths, as app/sim/checks registers them. */
import { fewerSwitches, seldomGone } from "./lesson-02";
import { movesTonight, quickThree } from "./lesson-12";
import type { CheckEntry } from "./verdict";

export const pathChecks: Readonly<Record<string, CheckEntry>> = {
  "fewer-switches": {
    check: fewerSwitches,
    marks: ["out", "few", "more"],
    hints: {
      "not-set-up": [],
      "another-io": ["io"],
      "no-guest": ["name", "switches"],
      "driver-in-guest": ["name", "switches"],
      "driver-in-kernel": ["name", "switches"],
      "one-alone": ["switches"],
      "both-many": ["first", "second"],
      "both-few": ["switches"],
    },
  },
  "seldom-gone": {
    check: seldomGone,
    marks: ["beside", "seldom", "close"],
    hints: {
      "not-set-up": [],
      "not-beside": [],
      "nothing-in-bulk": ["io"],
      pretended: ["ratio", "exits", "inFlight"],
      "one-by-one": ["ratio", "exits"],
      "work-not-trips": ["ratio", "exits"],
      "small-pieces": ["ratio", "exits", "bytes", "inFlight"],
    },
  },
  "quick-three": {
    check: quickThree,
    marks: ["up", "one", "fast"],
    hints: {
      "not-set-up": [],
      "whole-card": ["name"],
      taken: ["name"],
      "machine-off": ["name", "memory", "free"],
      slow: ["name", "us"],
      "next-one": ["name", "us"],
      balloon: ["name", "balloon"],
      "no-room": ["name", "balloon", "free"],
    },
  },
  "moves-tonight": {
    check: movesTonight,
    marks: ["moved", "awake", "fast", "others"],
    hints: {
      "not-set-up": [],
      "other-stopped": ["name"],
      stopped: ["stops"],
      "other-slow": ["name", "us"],
      "not-yet": [],
      held: [],
      "no-room": ["holds", "free"],
      "not-moved": [],
      "no-function": ["us", "holders"],
      "slow-there": ["us", "balloon"],
    },
  },
};
