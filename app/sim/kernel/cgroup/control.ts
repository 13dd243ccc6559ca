/** cgroup.subtree_control and cgroup.type: which controllers the children get, and threaded subtrees. */
import { SysError } from "../abi/errno";
import type { Cgroup } from "./cgroup";
import { CONTROLLERS, type Controller, isThreaded } from "./controllers";
import {
  canBeThreadRoot,
  enablesDomainControllers,
  isThreadedCgroup,
  isThreadRoot,
  isValidDomain,
} from "./threaded";
import type { CgroupTree } from "./tree";

interface Change {
  readonly enable: Set<Controller>;
  readonly disable: Set<Controller>;
}

/** "+cpu -memory": the last word on a controller counts. @throws SysError EINVAL */
function parsed(text: string): Change {
  const enable = new Set<Controller>();
  const disable = new Set<Controller>();
  for (const word of text.split(" ")) {
    if (word === "") continue;
    const name = CONTROLLERS.find((known) => known === word.slice(1));
    if (name === undefined || (word[0] !== "+" && word[0] !== "-")) throw new SysError("EINVAL");
    (word[0] === "+" ? enable : disable).add(name);
    (word[0] === "+" ? disable : enable).delete(name);
  }
  return { enable, disable };
}

/** Writes cgroup.subtree_control. @throws SysError EINVAL, ENOENT, EBUSY, EOPNOTSUPP */
export function controlSubtree(tree: CgroupTree, cgroup: Cgroup, text: string): void {
  const { enable, disable } = parsed(text);
  const available = tree.available(cgroup);
  for (const name of CONTROLLERS) {
    if (enable.has(name)) {
      if (cgroup.subtreeControl.has(name)) enable.delete(name);
      else if (!available.has(name)) throw new SysError("ENOENT");
    } else if (disable.has(name)) {
      if (!cgroup.subtreeControl.has(name)) disable.delete(name);
      else if ([...cgroup.children.values()].some((child) => child.subtreeControl.has(name)))
        throw new SysError("EBUSY");
    }
  }
  if (enable.size > 0) vet(cgroup, enable);
  for (const name of enable) cgroup.subtreeControl.add(name);
  for (const name of disable) cgroup.subtreeControl.delete(name);
  if (enable.size + disable.size > 0) for (const child of cgroup.children.values()) tree.applyControl(child);
}

/** cgroup_vet_subtree_control_enable: processes are in leaves only, threads of one domain wherever they like. */
function vet(cgroup: Cgroup, enable: ReadonlySet<Controller>): void {
  if (!isValidDomain(cgroup.domain)) throw new SysError("EOPNOTSUPP");
  if (cgroup.parent === undefined) return;
  const forThreads = [...enable].every(isThreaded);
  if (!forThreads && (isThreadRoot(cgroup) || isThreadedCgroup(cgroup))) throw new SysError("EOPNOTSUPP");
  if (forThreads && (canBeThreadRoot(cgroup) || isThreadedCgroup(cgroup))) return;
  if (cgroup.hasTasks) throw new SysError("EBUSY");
}

/** Writes "threaded" to cgroup.type: it joins its parent's domain, for good. @throws SysError EOPNOTSUPP */
export function makeThreaded(tree: CgroupTree, cgroup: Cgroup): void {
  const { parent } = cgroup;
  if (parent === undefined || isThreadedCgroup(cgroup)) return;
  const { domain } = parent;
  if (cgroup.populated || enablesDomainControllers(cgroup)) throw new SysError("EOPNOTSUPP");
  if (!isValidDomain(domain) || !canBeThreadRoot(domain)) throw new SysError("EOPNOTSUPP");
  for (const at of cgroup.subtree()) if (at === cgroup || isThreadedCgroup(at)) at.domain = domain;
  parent.threadedChildren++;
  for (const at of cgroup.subtree()) tree.applyControl(at);
}
