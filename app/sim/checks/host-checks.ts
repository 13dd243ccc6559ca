/** The checks of lessons with a host, as app/sim/checks registers them. */
import { roomForService, shortPauses } from "./lesson-06";
import { diesAlone, whoPays } from "./lesson-07";
import { lateButAlive, oneMore } from "./lesson-08";
import { notSoEager, thirdMachine } from "./lesson-09";
import type { CheckEntry } from "./verdict";

export const hostChecks: Readonly<Record<string, CheckEntry>> = {
  "room-for-service": {
    check: roomForService,
    marks: ["served", "busy", "neighbour"],
    hints: {
      "not-set-up": [],
      "service-down": ["state"],
      "neighbour-down": ["state"],
      "run-longer": ["ms"],
      "idle-by-quota": ["idle", "percent"],
      idle: ["idle"],
      starved: ["percent", "service", "batch"],
      "more-weight": ["percent", "service", "batch"],
      "catching-up": ["percent"],
      "neighbour-starved": ["share"],
    },
  },
  "short-pauses": {
    check: shortPauses,
    marks: ["allowed", "bounded", "pauses"],
    hints: {
      "not-set-up": [],
      "job-down": ["state"],
      "no-limit": ["seconds"],
      "weight-is-no-limit": ["weight", "share"],
      "another-share": ["allowed"],
      "run-longer": ["ms"],
      "never-stopped": ["share"],
      "long-pauses": ["pause", "period", "quota"],
      "another-outcome": ["share"],
    },
  },
  "dies-alone": {
    check: diesAlone,
    marks: ["dead", "alive", "calm"],
    hints: {
      "not-set-up": [],
      victim: [],
      "db-down": ["state"],
      "leak-down": ["state"],
      "by-hand": [],
      "host-was-full": ["faults"],
      "wall-too-far": ["faults", "limit"],
      "wrong-side": ["limit"],
      throttled: ["limit", "now"],
      "still-growing": ["now", "free", "limit"],
    },
  },
  "who-pays": {
    check: whoPays,
    marks: ["both", "wall", "charged", "calm"],
    hints: {
      "not-set-up": [],
      "wall-moved": ["limit"],
      "nobody-runs": [],
      "only-small": ["faults"],
      "only-big": ["mib"],
      "small-pays": ["mib", "faults", "first"],
      "still-reading": ["faults"],
      "run-longer": ["ms"],
    },
  },
  "late-but-alive": {
    check: lateButAlive,
    marks: ["done", "alive", "calm"],
    hints: {
      "not-set-up": [],
      "db-down": ["state"],
      "job-killed": ["limit"],
      "not-begun": [],
      "job-down": ["state"],
      "too-wide": ["read", "swapped", "limit"],
      "db-pays": ["read", "swapped"],
      "wrong-side": ["read", "swapped", "limit"],
      "not-done": ["percent"],
    },
  },
  "one-more": {
    check: oneMore,
    marks: ["others", "up", "unhurt"],
    hints: {
      "not-set-up": [],
      "guest-down": ["name", "state"],
      "host-swapped": ["swapped", "ballooned"],
      "too-little": ["swapped", "ballooned"],
      "newcomer-killed": ["ballooned"],
      "no-room": ["free"],
      "not-started": ["free", "ballooned"],
      "run-longer": [],
    },
  },
  "third-machine": {
    check: thirdMachine,
    marks: ["others", "up", "unhurt"],
    hints: {
      "not-set-up": [],
      killed: ["name"],
      "too-early": ["name", "passes", "saved"],
      "machine-down": ["name", "state"],
      "no-room": ["free", "saved"],
      "not-started": ["free", "saved"],
      "run-longer": [],
    },
  },
  "not-so-eager": {
    check: notSoEager,
    marks: ["kept", "lively", "cheap"],
    hints: {
      "not-set-up": [],
      "machine-down": ["name", "state"],
      "switched-off": ["saved"],
      "run-longer": ["ms"],
      eager: ["percent", "pages", "sleep"],
      "too-slow": ["pages", "sleep"],
      "not-saved": ["saved"],
    },
  },
};
