/** Every check, by the id under which a lesson names it, with what it can say: marks, and hints with their values. */
import { neverOff, skipFirmware } from "./lesson-03";
import type { Check } from "./verdict";

export interface CheckEntry {
  readonly check: Check;
  /** Ids of its marks, in order. */
  readonly marks: readonly string[];
  /** Every hint code that it can return, with the names of the values that come along. */
  readonly hints: Readonly<Record<string, readonly string[]>>;
}

export const checks: Readonly<Record<string, CheckEntry>> = {
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
};

/** The check of that id, or undefined. */
export const findCheck = (id: string): CheckEntry | undefined =>
  Object.hasOwn(checks, id) ? checks[id] : undefined;
