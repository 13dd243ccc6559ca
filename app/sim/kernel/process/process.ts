/** A process: what its threads share, and its place among other processes. */
import type { SignalAction, WaitResult } from "../abi/sys";
import type { Cgroup } from "../cgroup/cgroup";
import type { Path } from "../fs/path";
import type { AddressSpace } from "./address-space";
import type { FdTable } from "./fd-table";
import type { Task } from "./task";
import { WaitQueue } from "./wait-queue";

/** fs_struct: shared by threads, copied by fork. */
export interface FsState {
  root: Path;
  cwd: Path;
  umask: number;
}

/** A controlling terminal, as far as processes know it: see tty/. */
export interface ControllingTerminal {
  readonly name: string;
  foreground: number;
  hangUp(): void;
}

export class Session {
  terminal: ControllingTerminal | undefined;

  /** `leader` is the number in the initial PID namespace. */
  constructor(readonly leader: Process) {}
}

export interface Limit {
  readonly soft: number;
  readonly hard: number;
}

export class Process {
  readonly threads: Task[] = [];
  readonly children = new Set<Process>();
  parent: Process | undefined;
  /** The leader of its process group: groups are named by their leader's process, also after its end. */
  group: ProcessGroup;
  session: Session;
  /** Set when the last thread has ended; the process is a zombie until it is waited for. */
  end: WaitResult["end"] | undefined;
  /** How it will have ended when its last thread has gone. */
  pendingEnd: WaitResult["end"] | undefined;
  /** Stopped by a signal (job control), with that signal. */
  stoppedBy: number | undefined;
  /** A stop or continuation that the parent has not yet been told by wait. */
  unreported: "stopped" | "continued" | undefined;
  /** Whoever waits for children of this process. */
  readonly childChanged = new WaitQueue();
  readonly actions = new Map<number, SignalAction>();
  /** Sent to the process as a whole. */
  readonly pending = new Set<number>();
  readonly limits = new Map<string, Limit>();
  nice = 0;
  cpus: readonly number[] | undefined;
  oomScoreAdj = 0;
  /** The value that a holder of CAP_SYS_RESOURCE last set: others go no lower. */
  oomScoreAdjMin = 0;
  subreaper = false;
  parentDeathSignal = 0;
  alarm: { readonly atNs: number; readonly cancel: () => void } | undefined;
  /** Processor time of itself and of waited-for children, ns. */
  userNs = 0;
  systemNs = 0;
  childrenUserNs = 0;
  childrenSystemNs = 0;
  startedNs = 0;
  /** The program's file and arguments, for /proc. */
  executable: Path | undefined;
  argv: readonly string[] = [];
  env: ReadonlyMap<string, string> = new Map();
  /** Whose time it is in the host's ledger: 0 the system's, else a container's number. */
  owner = 0;
  /** A thread of the kernel itself: no memory, shown in brackets. */
  kernelThread = false;
  /** Has called execve since it was forked: setpgid by the parent then fails (EACCES). */
  hasExeced = false;

  constructor(
    public fs: FsState,
    public files: FdTable,
    public memory: AddressSpace,
    public cgroup: Cgroup,
    group: ProcessGroup | undefined,
    session: Session | undefined,
  ) {
    this.session = session ?? new Session(this);
    this.group = group ?? new ProcessGroup(this, this.session);
    this.group.members.add(this);
  }

  /** The thread that stands for it. */
  get main(): Task {
    return this.threads[0]!;
  }

  get zombie(): boolean {
    return this.end !== undefined;
  }
}

export class ProcessGroup {
  readonly members = new Set<Process>();
  private founder: Task | undefined;

  constructor(
    readonly leader: Process,
    readonly session: Session,
  ) {}

  /** The leader's first task, whose number names the group even after its end. */
  get leaderTask(): Task {
    this.founder ??= this.leader.main;
    return this.founder;
  }
}
