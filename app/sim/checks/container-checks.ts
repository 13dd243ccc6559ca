/** The checks of lessons with a simulated kernel, as app/sim/checks registers them. */
import { anotherView, onlyWhatItNeeds } from "./lesson-04";
import { rightImage, roomForOthers } from "./lesson-05";
import type { CheckEntry } from "./verdict";

export const containerChecks: Readonly<Record<string, CheckEntry>> = {
  "another-view": {
    check: anotherView,
    marks: ["apart", "blind", "root", "budget"],
    hints: {
      "not-set-up": [],
      "nothing-yet": [],
      "has-ended": [],
      "only-cgroup": ["process"],
      shares: ["process", "kinds"],
      "sees-host": ["process"],
      "hosts-root": ["process"],
      "no-cgroup": ["process"],
      "another-budget": ["process", "memory", "pids"],
    },
  },
  "only-what-it-needs": {
    check: onlyWhatItNeeds,
    marks: ["alone", "network", "budget", "rootless"],
    hints: {
      "not-set-up": [],
      "nothing-yet": [],
      "has-ended": [],
      "only-cgroup": ["process"],
      "sees-pids": ["process"],
      "own-network": ["process"],
      "nobody-inside": ["process", "uid"],
      "root-outside": ["process"],
      "real-root": ["process"],
      "no-user-namespace": ["process", "uid"],
      "no-cgroup": ["process"],
      "no-quota": ["process", "cgroup"],
      "another-quota": ["process", "percent", "cgroup"],
    },
  },
  "room-for-others": {
    check: roomForOthers,
    marks: ["runs", "bounded", "others"],
    hints: {
      "not-set-up": [],
      "not-running": [],
      "not-contained": ["children"],
      "table-full": ["used"],
      "too-late": ["max", "current"],
      "still-growing": ["children"],
      "too-narrow": ["max"],
      "bound-too-wide": ["max", "used"],
    },
  },
  "right-image": {
    check: rightImage,
    marks: ["runs", "apart", "root"],
    hints: {
      "not-set-up": [],
      "nothing-tried": [],
      foreign: ["path"],
      "not-content": [],
      shares: ["kinds"],
      "hosts-root": [],
    },
  },
};
