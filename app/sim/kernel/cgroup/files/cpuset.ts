/** cpuset.* files. The machine has one memory node. */
import { SysError } from "../../abi/errno";
import type { CpusetState, Partition } from "../cpuset";
import { listText, numberList, stripped } from "../numbers";
import type { FileSpec, FileUse } from "./spec";

const NODES = 1;

function stateOf({ cgroup }: FileUse): CpusetState {
  if (cgroup.cpuset === undefined) throw new SysError("ENODEV");
  return cgroup.cpuset;
}

function partitionText({ partition, invalid }: CpusetState): string {
  return invalid === undefined ? `${partition}\n` : `${partition} invalid (${invalid})\n`;
}

const PARTITIONS: readonly Partition[] = ["member", "root", "isolated"];

export const CPUSET_FILES: readonly FileSpec[] = [
  {
    name: "cpuset.cpus",
    controller: "cpuset",
    notInRoot: true,
    show: (use) => `${listText(stateOf(use).cpus)}\n`,
    store: (text, { tree, cgroup }) =>
      tree.controllers.cpuset.setCpus(cgroup, numberList(stripped(text), tree.host.cpus)),
  },
  {
    name: "cpuset.mems",
    controller: "cpuset",
    notInRoot: true,
    show: (use) => `${listText(stateOf(use).mems)}\n`,
    store: (text, { tree, cgroup }) =>
      tree.controllers.cpuset.setMems(cgroup, numberList(stripped(text), NODES)),
  },
  {
    name: "cpuset.cpus.effective",
    controller: "cpuset",
    show: (use) => `${listText(stateOf(use).effectiveCpus)}\n`,
  },
  { name: "cpuset.mems.effective", controller: "cpuset", show: () => "0\n" },
  {
    name: "cpuset.cpus.partition",
    controller: "cpuset",
    notInRoot: true,
    show: (use) => partitionText(stateOf(use)),
    store: (text, { tree, cgroup }) => {
      const wanted = PARTITIONS.find((known) => known === stripped(text));
      if (wanted === undefined) throw new SysError("EINVAL");
      tree.controllers.cpuset.setPartition(cgroup, wanted);
    },
  },
];
