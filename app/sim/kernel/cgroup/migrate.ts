/** cgroup.procs and cgroup.threads: who is in a cgroup, and who may move whom where. */
import { SysError } from "../abi/errno";
import type { Task } from "../process/task";
import type { Cgroup } from "./cgroup";
import type { FileUse } from "./files/spec";
import { signed32, stripped } from "./numbers";
import { canBeThreadRoot, isThreadedCgroup, isValidDomain } from "./threaded";

/** Numbers as the reader's PID namespace has them; 0 for what it does not see. */
function numbers(tasks: Iterable<Task>, { caller, tree }: FileUse): string {
  const namespace = caller.task?.ns.pid ?? tree.host.initialPidNs;
  let text = "";
  for (const task of tasks) text += `${task.pidIn(namespace)}\n`;
  return text;
}

/** cgroup.procs: the processes; those of a threaded subtree are its domain's. @throws SysError EOPNOTSUPP in a threaded cgroup */
export function listProcesses(use: FileUse): string {
  const { cgroup } = use;
  if (isThreadedCgroup(cgroup)) throw new SysError("EOPNOTSUPP");
  return numbers(processesOf(cgroup), use);
}

function* processesOf(cgroup: Cgroup): Generator<Task> {
  for (const at of cgroup.subtree())
    if (at.domain === cgroup) for (const process of at.processes) yield process.main;
}

/** cgroup.threads. */
export function listThreads(use: FileUse): string {
  return numbers(use.tree.tasksOf(use.cgroup), use);
}

export function moveProcess(text: string, use: FileUse): void {
  const task = target(text, use);
  checkMove(use, use.tree.of(task.process.main), true);
  use.tree.attach(task.process, use.cgroup);
}

export function moveThread(text: string, use: FileUse): void {
  const task = target(text, use);
  checkMove(use, use.tree.of(task), false);
  use.tree.attachThread(task, use.cgroup);
}

/** The task that a text names; 0 is the writer. @throws SysError EINVAL, ESRCH */
function target(text: string, { caller, tree }: FileUse): Task {
  let number: number;
  try {
    number = signed32(stripped(text));
  } catch {
    throw new SysError("EINVAL");
  }
  if (number < 0) throw new SysError("EINVAL");
  const found = number === 0 ? caller.task : (caller.task?.ns.pid ?? tree.host.initialPidNs).find(number);
  if (found === undefined) throw new SysError("ESRCH");
  return found;
}

function checkMove(use: FileUse, from: Cgroup, whole: boolean): void {
  const { tree, cgroup: to, opener } = use;
  if (!use.mayWriteProcs(commonAncestor(from, to))) throw new SysError("EACCES");
  const root = opener.namespace?.root;
  if (tree.nsDelegate && root !== undefined && !(from.within(root) && to.within(root)))
    throw new SysError("ENOENT");
  checkDestination(to);
  if (!whole && from.domain !== to.domain) throw new SysError("EOPNOTSUPP");
}

function commonAncestor(from: Cgroup, to: Cgroup): Cgroup {
  let at = from;
  while (!to.within(at) && at.parent !== undefined) at = at.parent;
  return at;
}

/** cgroup_migrate_vet_dst: processes are in leaves only. @throws SysError EOPNOTSUPP, EBUSY */
function checkDestination(to: Cgroup): void {
  if (!isValidDomain(to.domain)) throw new SysError("EOPNOTSUPP");
  if (canBeThreadRoot(to) || isThreadedCgroup(to)) return;
  if (to.subtreeControl.size > 0) throw new SysError("EBUSY");
}
