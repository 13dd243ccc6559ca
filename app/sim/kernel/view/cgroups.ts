/** What the page and the checks see of the cgroup tree: the files' own texts. */
import { SysError } from "../abi/errno";
import type { Cgroup } from "../cgroup/cgroup";
import type { Kernel } from "../kernel";

/** The files that are shown; others can be read by name. */
export const SHOWN_FILES = [
  "cgroup.controllers",
  "cgroup.subtree_control",
  "cgroup.events",
  "cgroup.freeze",
  "cpu.weight",
  "cpu.max",
  "cpu.stat",
  "cpuset.cpus",
  "memory.current",
  "memory.max",
  "memory.high",
  "memory.events",
  "io.max",
  "pids.current",
  "pids.max",
] as const;

export interface CgroupView {
  readonly path: string;
  readonly parent: string | undefined;
  /** Numbers in the initial PID namespace. */
  readonly processes: readonly number[];
  readonly files: Readonly<Partial<Record<(typeof SHOWN_FILES)[number], string>>>;
}

export function cgroupViews(kernel: Kernel): readonly CgroupView[] {
  return [...kernel.cgroups.root.subtree()].map((cgroup) => cgroupView(kernel, cgroup));
}

function cgroupView(kernel: Kernel, cgroup: Cgroup): CgroupView {
  const files: Partial<Record<(typeof SHOWN_FILES)[number], string>> = {};
  for (const name of SHOWN_FILES) {
    const text = textOf(kernel, cgroup, name);
    if (text !== undefined) files[name] = text;
  }
  return {
    path: cgroup.path,
    parent: cgroup.parent?.path,
    processes: [...cgroup.processes].map((process) => process.main.pid),
    files,
  };
}

function textOf(kernel: Kernel, cgroup: Cgroup, name: string): string | undefined {
  try {
    return kernel.readFile(`/sys/fs/cgroup${cgroup.path === "/" ? "" : cgroup.path}/${name}`);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
