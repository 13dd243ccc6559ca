/** What a storm of boots takes beside the boots themselves. */
import type { Constant } from "../figure";
import { bootSource } from "../published/firecracker-boots-nsdi20";

export { forkExecMs } from "./starting";

export const launchProcesses: Constant = {
  id: "predict.launchProcesses",
  label: "processes that the script of each launch starts before the monitor, outside of what is measured",
  value: 13,
  unit: "count",
  because:
    "Fitted to the median of one published storm, 528.3 ms; each takes a fork and an exec, 1 ms. Its p99 is not fitted.",
  source: bootSource("haswell-4", "parallel boot, Cloud Hypervisor, 50 outstanding"),
};

export const guestShare: Constant = {
  id: "predict.guestShare",
  label: "the guest's share of a boot's processor time, where it was not published",
  value: 0.7,
  unit: "×",
  because:
    "As in Firecracker's boot on m5d.metal: 110 of 160.9 ms. It only says when the guest's thread is started.",
};
