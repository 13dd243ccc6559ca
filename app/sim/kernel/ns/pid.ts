/** PID namespaces: a tree of numberings. A task has a number in its own namespace and in every one above it. */
import { SysError } from "../abi/errno";
import type { Process } from "../process/process";
import type { Task } from "../process/task";
import type { Namespace } from "./namespaces";
import type { UserNamespace } from "./user";

/** pid_namespaces(7): at most 32 levels. */
const MAX_LEVEL = 32;
/** Linux starts again at 300 after the highest number (RESERVED_PIDS). */
const FIRST_AFTER_WRAP = 300;

export class PidNamespace implements Namespace {
  readonly kind = "pid";
  readonly level: number;
  /** Its pid 1; undefined before the first task and after that task's end. */
  init: Process | undefined;
  /** Its init has ended: nobody can be born here any more. */
  dead = false;
  last = 0;
  /** kernel.pid_max as the guest, with one processor, has it. */
  max = 4096;
  private readonly tasks = new Map<number, Task>();

  constructor(
    readonly inode: number,
    readonly userNs: UserNamespace,
    readonly parent: PidNamespace | undefined,
  ) {
    this.level = parent === undefined ? 0 : parent.level + 1;
    if (this.level > MAX_LEVEL) throw new SysError("ENOSPC");
  }

  /** Whether it is `ancestor` or below it. */
  within(ancestor: PidNamespace): boolean {
    let at: PidNamespace | undefined = this;
    while (at !== undefined && at.level > ancestor.level) at = at.parent;
    return at === ancestor;
  }

  /** The next free number. @throws SysError ENOMEM when init is gone, EAGAIN when all are taken */
  allocate(): number {
    if (this.dead) throw new SysError("ENOMEM");
    for (let tries = 0; tries < this.max; tries++) {
      this.last = this.last + 1 >= this.max ? FIRST_AFTER_WRAP : this.last + 1;
      if (!this.tasks.has(this.last)) return this.last;
    }
    throw new SysError("EAGAIN");
  }

  enter(number: number, task: Task): void {
    this.tasks.set(number, task);
  }

  leave(number: number): void {
    this.tasks.delete(number);
  }

  find(number: number): Task | undefined {
    return this.tasks.get(number);
  }

  /** Ascending by number, threads included. */
  all(): readonly (readonly [number, Task])[] {
    return [...this.tasks].sort(([a], [b]) => a - b);
  }

  get count(): number {
    return this.tasks.size;
  }
}
