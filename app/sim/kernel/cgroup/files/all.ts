/** All files of cgroups, in the order in which the kernel makes them (which their inode numbers show). */
import type { Cgroup } from "../cgroup";
import { CORE_FILES, PRESSURE_SWITCH } from "./core";
import { CPU_FILES } from "./cpu";
import { CPUSET_FILES } from "./cpuset";
import { IO_FILES } from "./io";
import { MEMORY_FILES } from "./memory";
import { PIDS_FILES } from "./pids";
import { PRESSURE_FILES } from "./pressure";
import type { FileSpec } from "./spec";

export const FILES: readonly FileSpec[] = [
  ...CORE_FILES,
  ...PRESSURE_FILES,
  PRESSURE_SWITCH,
  ...CPUSET_FILES,
  ...CPU_FILES,
  ...IO_FILES,
  ...MEMORY_FILES,
  ...PIDS_FILES,
];

/** Whether a cgroup at that place of the tree can have the file: the root has no limits. */
export function inTree(spec: FileSpec, cgroup: Cgroup): boolean {
  return !spec.notInRoot || cgroup.parent !== undefined;
}

/** Whether a cgroup has the file now. */
export function present(spec: FileSpec, cgroup: Cgroup): boolean {
  if (cgroup.dead || !inTree(spec, cgroup)) return false;
  if (spec.pressure && !cgroup.pressure.enabled) return false;
  return spec.controller === undefined || cgroup.has(spec.controller);
}

/** Permission bits: readable by all, writable by the owner; write-only files by the owner alone. */
export function permissions(spec: FileSpec): number {
  if (spec.show === undefined) return 0o200;
  return spec.store === undefined ? 0o444 : 0o644;
}
