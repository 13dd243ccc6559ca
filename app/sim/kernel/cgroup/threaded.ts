/** Threaded cgroups: which cgroups are domains, and what that allows (Documentation/admin-guide/cgroup-v2.rst, "Threads"). */
import type { Cgroup } from "./cgroup";
import { type Controller, isThreaded } from "./controllers";

export type CgroupType = "domain" | "domain threaded" | "domain invalid" | "threaded";

export function isThreadedCgroup(cgroup: Cgroup): boolean {
  return cgroup.domain !== cgroup;
}

const enables = (cgroup: Cgroup, which: (name: Controller) => boolean): boolean =>
  [...cgroup.subtreeControl].some(which);

/** Only the root is free of the rule that processes are in leaves. */
const isMixable = (cgroup: Cgroup): boolean => cgroup.parent === undefined;

export function enablesDomainControllers(cgroup: Cgroup): boolean {
  return enables(cgroup, (name) => !isThreaded(name));
}

/** Whether it could have threaded children. */
export function canBeThreadRoot(cgroup: Cgroup): boolean {
  if (isMixable(cgroup)) return true;
  if (isThreadedCgroup(cgroup) || enablesDomainControllers(cgroup)) return false;
  for (const child of cgroup.children.values()) if (!isThreadedCgroup(child) && child.populated) return false;
  return true;
}

/** Whether it is a domain that contains threaded cgroups, or competes with them. */
export function isThreadRoot(cgroup: Cgroup): boolean {
  if (isThreadedCgroup(cgroup)) return false;
  return cgroup.threadedChildren > 0 || (cgroup.hasTasks && enables(cgroup, isThreaded));
}

/** Whether processes can be in it: no ancestor but the root is in a threaded subtree. */
export function isValidDomain(cgroup: Cgroup): boolean {
  if (isThreadedCgroup(cgroup)) return false;
  for (let at = cgroup.parent; at !== undefined; at = at.parent) {
    if (!isMixable(at) && isThreadRoot(at)) return false;
    if (isThreadedCgroup(at)) return false;
  }
  return true;
}

export function typeOf(cgroup: Cgroup): CgroupType {
  if (isThreadedCgroup(cgroup)) return "threaded";
  if (!isValidDomain(cgroup)) return "domain invalid";
  return isThreadRoot(cgroup) ? "domain threaded" : "domain";
}
