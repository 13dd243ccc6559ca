/** A database with many threads: what its transactions are made of. */
import type { Constant } from "../figure";

export const roundTrips: Constant = {
  id: "predict.sysbenchRoundTrips",
  label: "sysbench OLTP, read-only: requests and answers of one transaction",
  value: 16,
  unit: "count",
  because: "Ten point selects, four range selects, begin and commit.",
};

export const hardwareThreads: Constant = {
  id: "predict.databaseHardwareThreads",
  label: "hardware threads of the database's host",
  value: 32,
  unit: "count",
  because:
    "The authors' virtual machine has 32 virtual processors, pinned, on two sockets (linpack/virsh.xml).",
};

export const databaseExits: Constant = {
  id: "predict.databaseExits",
  label: "KVM: exits of one round trip of a busy database",
  value: 4,
  unit: "exits",
  because:
    "A convention: a notification, an interrupt, an interrupt between processors that wakes the thread, and its end.",
};

export const databaseNestedShare: Constant = {
  id: "predict.databaseNestedShare",
  label: "nested translation: how much longer the database's own work takes",
  value: 0.07,
  unit: "×",
  because: "A convention: half of the way from streaming (1.1 %) to random access to 64 GiB (14 %).",
};
