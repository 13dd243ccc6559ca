/** pids.* files. */
import { SysError } from "../../abi/errno";
import { signed64, stripped } from "../numbers";
import type { PidsState } from "../pids";
import type { FileSpec, FileUse } from "./spec";

/** PIDS_MAX of a 32-bit kernel: one more than the highest number of tasks. */
const PIDS_MAX = 32_769;

function stateOf({ cgroup }: FileUse): PidsState {
  if (cgroup.pids === undefined) throw new SysError("ENODEV");
  return cgroup.pids;
}

const file = (name: string, rest: Omit<FileSpec, "name" | "controller" | "notInRoot">): FileSpec => ({
  name,
  controller: "pids",
  notInRoot: true,
  ...rest,
});

export const PIDS_FILES: readonly FileSpec[] = [
  file("pids.max", {
    show: (use) => `${stateOf(use).max === Number.POSITIVE_INFINITY ? "max" : stateOf(use).max}\n`,
    store: (text, use) => {
      const word = stripped(text);
      const value = word === "max" ? Number.POSITIVE_INFINITY : signed64(word);
      if (value < 0 || (value >= PIDS_MAX && value !== Number.POSITIVE_INFINITY))
        throw new SysError("EINVAL");
      stateOf(use).max = value;
    },
  }),
  file("pids.current", { show: ({ cgroup }) => `${cgroup.tasks}\n` }),
  file("pids.peak", { show: (use) => `${stateOf(use).peak}\n` }),
  file("pids.events", {
    changes: ({ pids }) => pids?.changed,
    show: (use) => `max ${stateOf(use).refused}\n`,
  }),
];
