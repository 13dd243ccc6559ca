/** The checks of lessons with columns, as app/sim/checks registers them. */
import { busyAtHome, rootOfWhat } from "./lesson-01";
import { neverOff, skipFirmware } from "./lesson-03";
import { twoKernels, whoseProgram } from "./lesson-05-part-2";
import { masked, thinStart } from "./lesson-10";
import { fewerWords, oneDevice } from "./lesson-11";
import { twoInside, whichWall } from "./lesson-13";
import { newQuestion, onDemand } from "./lesson-14";
import type { CheckEntry } from "./verdict";

export const columnChecks: Readonly<Record<string, CheckEntry>> = {
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
};
