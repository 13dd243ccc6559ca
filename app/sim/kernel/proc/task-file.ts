/** Files of /proc/PID: owned by whoever the task is now, and some only for those who may look into it. */
import { SysError } from "../abi/errno";
import type { Caller } from "../fs/contract";
import { GeneratedFile } from "../fs/generated";
import type { Task } from "../process/task";
import { mayInspect, type ProcView } from "./view";

export function requireInspect(caller: Caller, task: Task, code: "EACCES" | "EPERM" = "EACCES"): void {
  if (!mayInspect(caller, task)) throw new SysError(code);
}

/** A file whose text follows from the task. */
export function file(
  view: ProcView,
  task: Task,
  permissions: number,
  show: ((caller: Caller) => string) | undefined,
  store?: (text: string, caller: Caller) => void,
  guarded = false,
): GeneratedFile {
  return new TaskFile(view, task, permissions, {
    ...(show === undefined ? {} : { show }),
    ...(store === undefined ? {} : { store }),
    ...(guarded ? { opened: (_flags: number, caller: Caller) => requireInspect(caller, task) } : {}),
  });
}

/** Owned by whoever the task is now. */
export class TaskFile extends GeneratedFile {
  constructor(
    view: ProcView,
    private readonly owner: Task,
    permissions: number,
    content: GeneratedFile["content"],
  ) {
    super(view.sb, view.inode(), permissions, content);
    this.ownedBy = owner;
  }

  get task(): Task {
    return this.owner;
  }
}
