/**
 * A thread of execution: the unit that the host schedules. Its program is a generator; see abi/call.ts. What threads of one process
 * share is in Process.
 */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import type { Capability } from "../abi/flags";
import type { SeccompProfile } from "../abi/sys";
import type { Caller } from "../fs/contract";
import type { NamespaceSet } from "../ns/namespaces";
import type { PidNamespace } from "../ns/pid";
import type { UserNamespace } from "../ns/user";
import { type Credentials, capableIn } from "./credentials";
import type { Process } from "./process";
import type { Sleeper, WaitQueue } from "./wait-queue";

/** R running or runnable, S asleep, D asleep and not to be interrupted, T stopped, Z ended. */
export type TaskState = "R" | "S" | "D" | "T" | "Z";

/** How the kernel's core wakes a task and reads the clock. */
export interface TaskHost {
  wake(task: Task): void;
  realtimeNs(): number;
}

const NO_SIGNALS: ReadonlySet<number> = new Set();

export class Task implements Sleeper, Caller {
  state: TaskState = "R";
  /** prctl(PR_SET_NAME), execve: at most 15 bytes. */
  comm = "";
  /** Sent to this thread alone. */
  readonly pending = new Set<number>();
  blocked: ReadonlySet<number> = NO_SIGNALS;
  /** Blocked signals that it waits for in sigwait. */
  awaited: readonly number[] = [];
  seccomp: readonly SeccompProfile[] = [];
  voluntarySwitches = 0;
  involuntarySwitches = 0;
  minorFaults = 0;
  majorFaults = 0;
  /** Instructions of kernel work since they were last charged. */
  owedInstructions = 0;
  /** A description of what it waits for, for /proc/PID/wchan and the page. */
  waitingFor: string | undefined;

  constructor(
    private readonly host: TaskHost,
    readonly process: Process,
    /** Its number in its PID namespace and in each above, the initial one first. */
    readonly numbers: readonly number[],
    public creds: Credentials,
    public ns: NamespaceSet,
  ) {}

  get task(): Task {
    return this;
  }

  /** Its number in the initial namespace. */
  get pid(): number {
    return this.numbers[0]!;
  }

  /** Its number as a namespace sees it; 0 if it is not visible there. */
  pidIn(namespace: PidNamespace): number {
    return this.ns.pid.within(namespace) ? (this.numbers[namespace.level] ?? 0) : 0;
  }

  get umask(): number {
    return this.process.fs.umask;
  }

  wake(): void {
    this.host.wake(this);
  }

  nowNs(): number {
    return this.host.realtimeNs();
  }

  charge(instructions: number): void {
    this.owedInstructions += instructions;
  }

  /** capable() over a user namespace; the initial one if none is named is a mistake that this signature prevents. */
  capable(capability: Capability, over: UserNamespace): boolean {
    return capableIn(this.creds, over, capability);
  }

  /** @throws SysError EPERM without the capability */
  require(capability: Capability, over: UserNamespace): void {
    if (!this.capable(capability, over)) throw new SysError("EPERM");
  }

  /** Whether a signal that will do something is waiting: interruptible sleeps end. */
  get signalPending(): boolean {
    return this.deliverable() !== undefined;
  }

  /** The signal that is delivered next: pending and not blocked. */
  deliverable(): number | undefined {
    let next: number | undefined;
    for (const set of [this.pending, this.process.pending])
      for (const signal of set)
        if (!this.blocked.has(signal) && (next === undefined || signal < next)) next = signal;
    return next;
  }

  /** See Caller.wait. */
  *wait(queues: readonly WaitQueue[], untilNs = Number.POSITIVE_INFINITY): Call<void> {
    if (this.signalPending) throw new SysError("EINTR");
    yield { kind: "block", queues, untilNs };
    if (this.signalPending) throw new SysError("EINTR");
  }
}
