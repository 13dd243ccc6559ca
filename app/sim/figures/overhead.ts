/** What the loads of the overhead experiment are made of, where no other file says. */
import { conventionsOf } from "./convention";
import type { Constant } from "./figure";

const convention = conventionsOf("overhead");

export const transactionWorkNs = convention(
  "transactionWorkNs",
  "database-like load: own work of one transaction on a core",
  500_000,
  "ns",
  "half a millisecond, a fifth of what a transaction of sysbench took of its much-shared cores.",
);

export const transactionReads = convention(
  "transactionReads",
  "database-like load: random reads of 4 KiB from the disk in one transaction",
  4,
  "count",
  "most of what it needs is in its cache.",
);

export const filterCheckNs: Constant = {
  id: "overhead.filterCheckNs",
  label: "a system call filter that lets a call through",
  value: 101,
  unit: "ns",
  because:
    "Counted in our own Linux guest (docs/measurements.md): seccomp.check, at one instruction a nanosecond.",
};
