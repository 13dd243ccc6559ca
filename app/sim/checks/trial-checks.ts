/** The checks of lessons about experiments, as app/sim/checks registers them. */
import { machineEach, mondayMorning } from "./lesson-16";
import { fourClients, oneForAll } from "./lesson-18";
import type { CheckEntry } from "./verdict";

export const trialChecks: Readonly<Record<string, CheckEntry>> = {
  "machine-each": {
    check: machineEach,
    marks: ["own", "room"],
    hints: {
      "not-set-up": [],
      "nothing-yet": [],
      "hosts-kernel": ["platform"],
      "no-linux": ["platform"],
      copies: ["fits"],
      kept: ["fits", "mib"],
      same: ["fits", "mib"],
      monitor: ["fits", "mib"],
    },
  },
  "monday-morning": {
    check: mondayMorning,
    marks: ["all", "soon", "afford"],
    hints: {
      "not-set-up": [],
      "nothing-yet": [],
      "not-all": ["fits", "by"],
      locked: ["last", "core", "lock"],
      "no-core": ["last", "core", "lock"],
      "too-many-cores": ["cores"],
    },
  },
  "four-clients": {
    check: fourClients,
    marks: ["gateway", "users", "old", "strangers"],
    hints: {
      "not-set-up": [],
      "no-advice": ["client"],
      "linux-program": ["client", "platform"],
      "another-system": ["client", "platform"],
      "own-view": ["client", "platform"],
      "own-kernel": ["client", "platform"],
      fits: ["client", "platform", "fits", "least", "by"],
      storm: ["client", "platform", "last", "most"],
    },
  },
  "one-for-all": {
    check: oneForAll,
    marks: ["vm", "thin-vm", "unikernel", "container", "process"],
    hints: {
      "not-set-up": [],
      "nothing-yet": ["platform"],
      left: ["platform"],
      serves: ["platform", "client"],
      unfair: ["platform", "client", "off"],
    },
  },
};
