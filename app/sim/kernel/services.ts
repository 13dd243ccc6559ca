/** What the kernel offers its own parts. One object, made by the Kernel; parts keep a reference to it. */
import type { SeededRandom } from "../time/random";
import type { CgroupTree } from "./cgroup/tree";
import type { MemoryPort } from "./memory/port";
import type { Lifetimes } from "./ns/lifetimes";
import type { NamespaceKind } from "./ns/namespaces";
import type { PidNamespace } from "./ns/pid";
import type { UserNamespace } from "./ns/user";
import type { Process } from "./process/process";
import type { Task } from "./process/task";

export interface Timer {
  cancel(): void;
}

export interface KernelServices {
  /** Since boot, ns. */
  nowNs(): number;
  /** Since the epoch, ns. */
  realtimeNs(): number;
  /** Calls `then` after so much virtual time; timers of one moment run in the order in which they were set. */
  after(delayNs: number, then: () => void): Timer;
  readonly random: SeededRandom;
  readonly cpus: number;
  /** Adds a line to the kernel's log (dmesg). */
  log(text: string): void;
  logText(): string;

  readonly initialUserNs: UserNamespace;
  readonly initialPidNs: PidNamespace;
  /** A number for a new namespace, as in "uts:[4026532155]". */
  namespaceInode(kind: NamespaceKind): number;
  /** A number for a pipe or socket. */
  objectInode(): number;
  /** A minor number for a file system without a device (major 0). */
  anonymousDevice(): number;

  readonly lifetimes: Lifetimes;
  readonly cgroups: CgroupTree;
  readonly memory: MemoryPort;

  /** All living and dead (not yet waited for) processes, in order of birth. */
  processes(): Iterable<Process>;
  /** Sends a signal to a process or one thread without asking who sends; 0 does nothing. */
  signal(target: Process | Task, signal: number): void;
  /** Ends the process (or all threads of it) with SIGKILL for memory, as the OOM killer does. */
  oomKill(process: Process): void;
  /** Forks since boot, and context switches: for /proc/stat. */
  readonly forks: number;
  readonly contextSwitches: number;
  /** Processor time since boot of all cores, ns, by kind. */
  cpuTimes(): { readonly userNs: number; readonly systemNs: number; readonly idleNs: number };
}
