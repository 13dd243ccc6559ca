/** Every check, by the id under which a lesson names it, with what it can say: marks, and hints with their values. */
import { busyAtHome, rootOfWhat } from "./lesson-01";
import { neverOff, skipFirmware } from "./lesson-03";
import { anotherView, onlyWhatItNeeds } from "./lesson-04";
import { rightImage, roomForOthers } from "./lesson-05";
import { twoKernels, whoseProgram } from "./lesson-05-part-2";
import { roomForService, shortPauses } from "./lesson-06";
import { diesAlone, whoPays } from "./lesson-07";
import { lateButAlive, oneMore } from "./lesson-08";
import { notSoEager, thirdMachine } from "./lesson-09";
import { masked, thinStart } from "./lesson-10";
import { fewerWords, oneDevice } from "./lesson-11";
import { twoInside, whichWall } from "./lesson-13";
import { newQuestion, onDemand } from "./lesson-14";
import { fewTrips, stayInside } from "./lesson-15";
import { pathChecks } from "./path-checks";
import type { CheckEntry } from "./verdict";

export type { CheckEntry } from "./verdict";

export const checks: Readonly<Record<string, CheckEntry>> = {
  ...pathChecks,
  "busy-at-home": {
    check: busyAtHome,
    marks: ["container", "guests", "home"],
    hints: {
      "nothing-running": [],
      "not-up": ["column"],
      "few-calls": ["calls"],
      "few-processes": ["column", "processes"],
      resumed: ["column"],
      "left-home": ["column", "exits", "device"],
    },
  },
  "root-of-what": {
    check: rootOfWhat,
    marks: ["vm", "pv", "refused", "file"],
    hints: {
      "nothing-running": [],
      "not-up": ["column"],
      "not-mounted": ["column"],
      "no-file": ["column"],
      "not-tried": [],
    },
  },
  "skip-firmware": {
    check: skipFirmware,
    marks: ["baseline", "way-in", "devices"],
    hints: {
      "nothing-booted": [],
      "no-baseline": [],
      "resumed-not-booted": ["instructions"],
      "two-changes": [],
      "only-baseline": ["instructions", "share"],
      "not-the-same-machine": [],
      "too-many-instructions": ["share"],
      "too-slow": ["vm", "pv"],
      "pv-another-way": ["via"],
      "no-pv": ["ms", "waiting"],
    },
  },
  "never-off": {
    check: neverOff,
    marks: ["note", "snapshot", "restored", "before", "clock"],
    hints: {
      "nothing-running": [],
      "still-booting": [],
      "lost-without-snapshot": [],
      "restore-it": ["snapshots"],
      "note-without-time": ["note"],
      "shipped-snapshot": [],
      "no-note": [],
      "note-no-snapshot": [],
      rebooted: ["snapshots"],
      "still-the-same-run": ["at"],
      "note-came-later": ["snapshot"],
      "note-after-restore": ["snapshot"],
      "clock-behind": [],
    },
  },
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
  "two-kernels": {
    check: twoKernels,
    marks: ["refused", "runs", "container"],
    hints: {
      "no-linux": [],
      "not-tried": ["column"],
      "no-kernel-for-it": ["column"],
      "not-run": ["column"],
      "no-container": ["column"],
      shares: ["pid", "kinds"],
    },
  },
  "whose-program": {
    check: whoseProgram,
    marks: ["linux", "tern", "neither"],
    hints: {
      "not-set-up": [],
      unsorted: ["count"],
      "another-processor": [],
      "not-of-linux": ["name"],
      elsewhere: ["name"],
    },
  },
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
  "one-device": {
    check: oneDevice,
    marks: ["cheap", "dear", "alone"],
    hints: {
      "nothing-running": [],
      "no-disk": ["column"],
      "not-moved": ["column", "kib"],
      "word-by-word": ["column", "exits"],
      "small-requests": ["column", "exits", "kib"],
      "nothing-to-compare": ["column", "exits"],
      "more-than-one": ["parts"],
      "other-requests": ["first", "second"],
      "both-cheap": ["first", "second"],
    },
  },
  "thin-start": {
    check: thinStart,
    marks: ["same", "read", "apart"],
    hints: {
      "no-chain": [],
      "one-guest": ["column", "layers"],
      "other-layers": ["first", "second"],
      "few-layers": ["column", "layers"],
      "not-read": ["column", "kib"],
      "not-apart": ["most", "least"],
    },
  },
  masked: {
    check: masked,
    marks: ["layered", "alive", "nothing"],
    hints: {
      "no-chain": [],
      alone: ["column"],
      "no-system": ["column"],
      "still-read": ["column", "kib", "layer"],
    },
  },
  "fewer-words": {
    check: fewerWords,
    marks: ["text", "few"],
    hints: {
      "nothing-running": [],
      "no-text": ["column"],
      "byte-by-byte": ["column", "exits"],
      "small-writes": ["column", "exits"],
    },
  },
  "two-inside": {
    check: twoInside,
    marks: ["two", "limits", "fit", "hit", "calm"],
    hints: {
      "nothing-running": [],
      "nothing-inside": [],
      shares: ["pid", "kinds"],
      "only-one": ["pid"],
      "root-cgroup": ["pid"],
      "same-cgroup": ["cgroup"],
      "no-limit": ["cgroup", "file"],
      "outer-wall": ["cgroup", "limit"],
      "does-not-fit": ["limits", "room"],
      "both-hit": [],
      "died-whole": ["cgroup"],
      "nobody-hit": ["cgroup", "now", "limit"],
    },
  },
  "which-wall": {
    check: whichWall,
    marks: ["inner", "beside", "outer"],
    hints: {
      "not-set-up": [],
      "both-down": [],
      "web-lost": ["column"],
      "outer-wall": ["column", "limit"],
      "no-wall": ["column"],
      "not-in-its-cgroup": ["column"],
      "not-hit": ["column", "now", "limit"],
      "still-up": ["column"],
      "switched-off": ["column"],
    },
  },
  "on-demand": {
    check: onDemand,
    marks: ["soon", "small", "serves"],
    hints: {
      "nothing-booted": [],
      late: ["column", "us", "exits"],
      large: ["column", "pages"],
      ended: ["column"],
      "serves-nobody": ["column"],
    },
  },
  "new-question": {
    check: newQuestion,
    marks: ["job", "answer", "start"],
    hints: {
      "no-job": [],
      "not-finished": [],
      "nobody-to-ask": [],
      "no-list": ["column"],
      "old-question": ["column"],
      "another-list": ["column", "count"],
      "dear-start": ["column", "exits"],
    },
  },
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

/** The check of that id, or undefined. */
export const findCheck = (id: string): CheckEntry | undefined =>
  Object.hasOwn(checks, id) ? checks[id] : undefined;
