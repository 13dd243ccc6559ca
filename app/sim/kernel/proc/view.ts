/** What the files of proc share: whose kernel, in whose numbering, who may look. */
import type { Caller, Inode, SuperBlock } from "../fs/contract";
import type { Kernel } from "../kernel";
import { capableIn } from "../process/credentials";
import type { Task } from "../process/task";

/** What a task's files need: which kernel, and in whose numbering. */
export interface ProcView {
  readonly kernel: Kernel;
  readonly sb: SuperBlock;
  readonly pidNs: Task["ns"]["pid"];
  inode(): number;
  /** /proc/PID/net as the task's namespace is now. */
  netOf(task: Task): Inode;
}

/** Whose files they are, and who shows them. */
export interface TaskView {
  readonly view: ProcView;
  readonly of: Task;
}

/** ptrace_may_access: who may look inside a process. */
export function mayInspect(caller: Caller, task: Task): boolean {
  const { creds } = caller;
  const { creds: of } = task;
  if (caller.task?.process === task.process) return true;
  const sameUser = [of.uid, of.euid, of.suid].every((id) => id === creds.fsuid);
  const sameGroup = [of.gid, of.egid, of.sgid].every((id) => id === creds.fsgid);
  const enough = (of.permitted & ~creds.permitted) === 0n && of.userNs === creds.userNs;
  if (sameUser && sameGroup && (enough || of.userNs === creds.userNs))
    return enough || capableIn(creds, of.userNs, "SYS_PTRACE");
  return capableIn(creds, of.userNs, "SYS_PTRACE");
}
