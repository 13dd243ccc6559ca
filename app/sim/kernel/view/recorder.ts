/** Keeps what a kernel was asked that changes the shape of its world: namespaces, mounts, roots, programs, cgroups, ends. */
import type { SysError } from "../abi/errno";
import type { Process } from "../process/process";
import type { Task } from "../process/task";
import type { CallTrace } from "../sys/invoke";

export interface KernelEvent {
  readonly fromNs: number;
  readonly toNs: number;
  /** In the initial PID namespace. */
  readonly pid: number;
  readonly comm: string;
  /** A container's number; 0: the host's own. */
  readonly owner: number;
  /** A system call, or "exit". */
  readonly call: string;
  readonly detail: string;
  /** The error's name; "" if it went well. */
  readonly error: string;
}

const NOTABLE = new Set([
  "clone",
  "unshare",
  "setns",
  "mount",
  "umount",
  "pivot_root",
  "chroot",
  "execve",
  "sethostname",
  "kill",
]);
/** Only under the cgroup file system: directories are cgroups there, and writes set limits. */
const IN_CGROUPS = new Set(["mkdir", "rmdir", "openat"]);
const CGROUPS = "/sys/fs/cgroup";
const MOST_EVENTS = 20_000;

export class Recorder implements CallTrace {
  /** All calls so far, by name. */
  readonly counts = new Map<string, number>();
  /** Those of them that processes in containers made. */
  readonly inContainers = new Map<string, number>();
  private readonly kept: KernelEvent[] = [];
  /** Events that were dropped at the beginning, when there were too many. */
  dropped = 0;

  constructor(private readonly nowNs: () => number) {}

  called(
    task: Task,
    call: { readonly name: string; readonly detail: string; readonly fromNs: number },
    error: SysError | undefined,
  ): void {
    const { name, detail, fromNs } = call;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (task.process.owner !== 0) this.inContainers.set(name, (this.inContainers.get(name) ?? 0) + 1);
    const wanted = NOTABLE.has(name) || (IN_CGROUPS.has(name) && detail.startsWith(CGROUPS));
    if (wanted) this.keep(task, name, detail, fromNs, error?.code ?? "");
  }

  ended(process: Process): void {
    const { end, main } = process;
    const detail =
      end?.kind === "exited" ? String(end.status) : end?.kind === "signaled" ? `signal ${end.signal}` : "";
    this.keep(main, "exit", detail, this.nowNs(), "");
  }

  private keep(task: Task, call: string, detail: string, fromNs: number, error: string): void {
    this.kept.push({
      fromNs,
      toNs: this.nowNs(),
      pid: task.pid,
      comm: task.comm,
      owner: task.process.owner,
      call,
      detail,
      error,
    });
    if (this.kept.length <= MOST_EVENTS) return;
    this.kept.splice(0, MOST_EVENTS >> 1);
    this.dropped += MOST_EVENTS >> 1;
  }

  get events(): readonly KernelEvent[] {
    return this.kept;
  }

  get calls(): number {
    let sum = 0;
    for (const count of this.counts.values()) sum += count;
    return sum;
  }
}
