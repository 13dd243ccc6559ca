/**
 * The system calls, as programs see them: one object a task. Names, arguments, order of checks and errors are Linux's; strings are
 * byte strings (one char a byte). Every call may throw SysError, block, and be interrupted (EINTR) unless said otherwise.
 */
import type { Call } from "./call";
import type { CapabilitySet, Rlimit } from "./flags";
import type { NetlinkReply, NetlinkRequest } from "./netlink";

export interface Device {
  readonly major: number;
  readonly minor: number;
}

export interface Stat {
  readonly dev: Device;
  readonly ino: number;
  /** Type and permissions, as st_mode. */
  readonly mode: number;
  readonly nlink: number;
  /** As the caller's user namespace maps them; 65534 where it does not. */
  readonly uid: number;
  readonly gid: number;
  readonly rdev: Device;
  readonly size: number;
  /** Of 512 bytes. */
  readonly blocks: number;
  readonly blksize: number;
  /** Since the epoch; the simulated machine starts at 1970-01-01 00:00:00 UTC, as the guest does. */
  readonly atimeNs: number;
  readonly mtimeNs: number;
  readonly ctimeNs: number;
}

export interface StatFs {
  readonly type: number;
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
  readonly namelen: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly ino: number;
  /** S_IF… */
  readonly type: number;
}

export interface WaitResult {
  /** 0 if WNOHANG and none has changed. */
  readonly pid: number;
  readonly end:
    | { readonly kind: "exited"; readonly status: number }
    | { readonly kind: "signaled"; readonly signal: number; readonly core: boolean }
    | { readonly kind: "stopped"; readonly signal: number }
    | { readonly kind: "continued" };
  /** Processor time of the child and its waited-for children, ns. */
  readonly userNs: number;
  readonly systemNs: number;
}

export interface UtsName {
  readonly sysname: string;
  readonly nodename: string;
  readonly release: string;
  readonly version: string;
  readonly machine: string;
  readonly domainname: string;
}

/** A handler runs inside the task, between two of its steps. It may make system calls. */
export interface SignalHandler {
  readonly handler: (sys: Sys, signal: number) => Call<void>;
  /** SA_RESTART: a blocking call that the signal interrupted goes on instead of failing with EINTR. */
  readonly restart?: boolean;
}
export type SignalAction = "default" | "ignore" | SignalHandler;

export interface SocketAddress {
  /** Dotted IPv4 address, or for AF_UNIX the path. */
  readonly address: string;
  readonly port: number;
}
export type SocketDomain = "inet" | "unix" | "packet" | "netlink";
export type SocketType = "stream" | "dgram" | "raw";

export interface PollRequest {
  readonly fd: number;
  readonly events: number;
}

export interface Terminal {
  readonly rows: number;
  readonly columns: number;
  readonly echo: boolean;
  readonly canonical: boolean;
  /** Whether ^C and ^Z send signals. */
  readonly signals: boolean;
}

/** What a child or a thread runs: with the child's own Sys. It answers the exit status. */
export type ChildMain = (sys: Sys) => Call<number>;

/** A program: main(). Its environment is the map that execve was given. */
export type Program = (sys: Sys, argv: readonly string[], env: ReadonlyMap<string, string>) => Call<number>;

export interface Usage {
  readonly userNs: number;
  readonly systemNs: number;
  readonly maxRssPages: number;
}

export interface Sys {
  // Processor
  /** The program's own work: so many instructions in user mode. */
  compute(instructions: number): Call<void>;
  schedYield(): Call<void>;

  // Processes
  getpid(): Call<number>;
  gettid(): Call<number>;
  getppid(): Call<number>;
  /** pid 0 is the caller. */
  getpgid(pid: number): Call<number>;
  setpgid(pid: number, group: number): Call<void>;
  getsid(pid: number): Call<number>;
  setsid(): Call<number>;
  /**
   * A child with copies of everything; it runs `child` instead of returning twice. The child must use its own Sys and copies of the
   * parent's data. Answers the child's pid in the caller's namespace.
   */
  fork(child: ChildMain): Call<number>;
  /** fork with CLONE_NEW… flags for the child alone, or CLONE_THREAD for a thread. */
  clone(flags: number, child: ChildMain): Call<number>;
  /** Never returns when it succeeds. */
  execve(path: string, argv: readonly string[], env: ReadonlyMap<string, string>): Call<never>;
  /** Ends the process (exit_group). */
  exit(status: number): Call<never>;
  /** pid > 0: that child; -1: any; 0: any of the caller's group; < -1: any of group -pid. @throws ECHILD */
  waitpid(pid: number, options: number): Call<WaitResult>;
  /** pid as in kill(2): 0 the caller's group, -1 all, < -1 a group. Signal 0 only asks. */
  kill(pid: number, signal: number): Call<void>;
  sigaction(signal: number, action: SignalAction): Call<SignalAction>;
  sigprocmask(how: "block" | "unblock" | "set", signals: readonly number[]): Call<readonly number[]>;
  /** Sleeps until a signal's handler has run; always throws EINTR. */
  pause(): Call<never>;
  /** Waits for one of the (blocked) signals and takes it. */
  sigwait(signals: readonly number[]): Call<number>;
  /** SIGALRM after so many ns; 0 cancels. Answers what was left. */
  alarm(ns: number): Call<number>;
  getpriority(pid: number): Call<number>;
  setpriority(pid: number, nice: number): Call<void>;
  getaffinity(pid: number): Call<readonly number[]>;
  setaffinity(pid: number, cpus: readonly number[]): Call<void>;
  getrusage(who: "self" | "children"): Call<Usage>;
  getrlimit(limit: Rlimit): Call<{ readonly soft: number; readonly hard: number }>;
  setrlimit(limit: Rlimit, soft: number, hard: number): Call<void>;
  umask(mask: number): Call<number>;
  /** PR_SET_NAME: the comm. */
  setname(name: string): Call<void>;
  /** PR_SET_PDEATHSIG. */
  setParentDeathSignal(signal: number): Call<void>;
  /** PR_SET_CHILD_SUBREAPER. */
  setSubreaper(on: boolean): Call<void>;

  // Time
  clockGettime(clock: "realtime" | "monotonic" | "boottime"): Call<number>;
  nanosleep(ns: number): Call<void>;

  // Credentials. Numbers are as the caller's user namespace maps them.
  getresuid(): Call<readonly [real: number, effective: number, saved: number]>;
  getresgid(): Call<readonly [real: number, effective: number, saved: number]>;
  /** -1 leaves one as it is. */
  setresuid(real: number, effective: number, saved: number): Call<void>;
  setresgid(real: number, effective: number, saved: number): Call<void>;
  /** setuid(2), setgid(2): all three where the caller may. */
  setuid(uid: number): Call<void>;
  setgid(gid: number): Call<void>;
  getgroups(): Call<readonly number[]>;
  setgroups(groups: readonly number[]): Call<void>;
  capget(): Call<CapabilitySets>;
  capset(sets: Pick<CapabilitySets, "effective" | "permitted" | "inheritable">): Call<void>;
  /** PR_CAPBSET_DROP. */
  dropBounding(capability: number): Call<void>;
  /** PR_CAP_AMBIENT. */
  ambient(how: "raise" | "lower" | "clear", capability: number): Call<void>;
  /** PR_SET_SECUREBITS / PR_GET_SECUREBITS, PR_SET_KEEPCAPS. */
  getSecurebits(): Call<number>;
  setSecurebits(bits: number): Call<void>;
  setKeepCaps(on: boolean): Call<void>;
  getNoNewPrivs(): Call<boolean>;
  setNoNewPrivs(): Call<void>;
  /** A filter by system call; checked from then on, inherited, and never removed. */
  seccomp(profile: SeccompProfile): Call<void>;

  // Files
  open(path: string, flags: number, mode?: number): Call<number>;
  close(fd: number): Call<void>;
  /** At most `count` bytes; empty at the end of the file. */
  read(fd: number, count: number): Call<Uint8Array>;
  pread(fd: number, count: number, offset: number): Call<Uint8Array>;
  /** A string is a byte string. Answers how many were written. */
  write(fd: number, data: Uint8Array | string): Call<number>;
  pwrite(fd: number, data: Uint8Array | string, offset: number): Call<number>;
  lseek(fd: number, offset: number, whence: number): Call<number>;
  ftruncate(fd: number, size: number): Call<void>;
  truncate(path: string, size: number): Call<void>;
  fallocate(fd: number, offset: number, length: number): Call<void>;
  fsync(fd: number): Call<void>;
  sync(): Call<void>;
  dup(fd: number, atLeast?: number): Call<number>;
  dup2(from: number, to: number): Call<number>;
  getCloexec(fd: number): Call<boolean>;
  setCloexec(fd: number, on: boolean): Call<void>;
  /** F_GETFL, F_SETFL (O.APPEND and O.NONBLOCK). */
  getFlags(fd: number): Call<number>;
  setFlags(fd: number, flags: number): Call<void>;
  flock(fd: number, how: "shared" | "exclusive" | "unlock", nonblocking: boolean): Call<void>;
  pipe(): Call<readonly [read: number, write: number]>;
  /** The ready ones, with what they are ready for; empty after `timeoutNs` (Infinity: wait for ever). */
  poll(
    requests: readonly PollRequest[],
    timeoutNs: number,
  ): Call<readonly { readonly fd: number; readonly revents: number }[]>;
  isatty(fd: number): Call<boolean>;
  /** TCGETS, TIOCGWINSZ in one. @throws ENOTTY */
  getTerminal(fd: number): Call<Terminal>;
  setTerminal(fd: number, change: Partial<Terminal>): Call<void>;
  /** TIOCGPGRP, TIOCSPGRP, TIOCSCTTY. */
  getForeground(fd: number): Call<number>;
  setForeground(fd: number, group: number): Call<void>;
  setControllingTerminal(fd: number): Call<void>;
  /** TIOCGPTN: the number of the terminal that belongs to a pseudo terminal's master. @throws ENOTTY */
  ptsNumber(fd: number): Call<number>;

  stat(path: string): Call<Stat>;
  lstat(path: string): Call<Stat>;
  fstat(fd: number): Call<Stat>;
  statfs(path: string): Call<StatFs>;
  access(path: string, mode: number): Call<void>;
  /** All entries of an open directory, "." and ".." included, in the order in which the kernel gives them. */
  readdir(fd: number): Call<readonly DirectoryEntry[]>;
  mkdir(path: string, mode: number): Call<void>;
  rmdir(path: string): Call<void>;
  unlink(path: string): Call<void>;
  rename(from: string, to: string): Call<void>;
  link(from: string, to: string): Call<void>;
  symlink(target: string, path: string): Call<void>;
  readlink(path: string): Call<string>;
  mknod(path: string, mode: number, device: Device): Call<void>;
  chmod(path: string, mode: number): Call<void>;
  fchmod(fd: number, mode: number): Call<void>;
  /** -1 leaves one as it is. */
  chown(path: string, uid: number, gid: number): Call<void>;
  lchown(path: string, uid: number, gid: number): Call<void>;
  /** Times since the epoch; undefined leaves one, "now" is the present. */
  utimens(
    path: string,
    atime: number | "now" | undefined,
    mtime: number | "now" | undefined,
    followLinks: boolean,
  ): Call<void>;
  chdir(path: string): Call<void>;
  fchdir(fd: number): Call<void>;
  getcwd(): Call<string>;
  getxattr(path: string, name: string, followLinks: boolean): Call<string>;
  setxattr(path: string, name: string, value: string, followLinks: boolean): Call<void>;
  removexattr(path: string, name: string, followLinks: boolean): Call<void>;
  listxattr(path: string, followLinks: boolean): Call<readonly string[]>;

  // Mounts and roots
  mount(source: string, target: string, type: string, flags: number, data: string): Call<void>;
  umount(target: string, flags: number): Call<void>;
  chroot(path: string): Call<void>;
  pivotRoot(newRoot: string, putOld: string): Call<void>;

  // Namespaces
  unshare(flags: number): Call<void>;
  /** `type` 0 or the CLONE_NEW… flag that the file must be of. */
  setns(fd: number, type: number): Call<void>;
  uname(): Call<UtsName>;
  sethostname(name: string): Call<void>;
  setdomainname(name: string): Call<void>;

  // System V IPC, as far as ipcs, ipcrm and the lab's own programs need it. Keys and ids are numbers; 0 is IPC_PRIVATE.
  shmget(key: number, bytes: number, mode: number): Call<number>;
  semget(key: number, count: number, mode: number): Call<number>;
  msgget(key: number, mode: number): Call<number>;
  ipcRemove(kind: "shm" | "sem" | "msg", id: number): Call<void>;

  // Memory
  /**
   * The program's own data (what it has from malloc) are so many bytes in all; new pages are written at once, and may end in a kill
   * for memory. Below 64 KiB a program need not say. @throws ENOMEM
   */
  brk(bytes: number): Call<void>;
  /** Maps anonymous memory; answers a handle. Nothing is there until it is touched. @throws ENOMEM */
  mmap(bytes: number): Call<number>;
  munmap(handle: number): Call<void>;
  /** Touches every page of a range; may reclaim, sleep, or be killed for memory. */
  touch(handle: number, offset: number, bytes: number, write: boolean): Call<void>;

  // Network
  socket(domain: SocketDomain, type: SocketType, protocol: number): Call<number>;
  bind(fd: number, address: SocketAddress): Call<void>;
  connect(fd: number, address: SocketAddress): Call<void>;
  listen(fd: number, backlog: number): Call<void>;
  accept(fd: number): Call<{ readonly fd: number; readonly peer: SocketAddress }>;
  sendto(fd: number, data: Uint8Array | string, to: SocketAddress | undefined): Call<number>;
  recvfrom(
    fd: number,
    count: number,
  ): Call<{ readonly data: Uint8Array; readonly from: SocketAddress; readonly ttl: number }>;
  shutdown(fd: number, how: "read" | "write" | "both"): Call<void>;
  getsockname(fd: number): Call<SocketAddress>;
  getpeername(fd: number): Call<SocketAddress>;
  /** Options by their C names: SO_REUSEADDR, SO_BROADCAST, SO_RCVTIMEO (ns), IP_TTL … */
  setsockopt(fd: number, option: string, value: number | string): Call<void>;
  /** rtnetlink and netfilter, as typed requests to the caller's network namespace. */
  netlink(request: NetlinkRequest): Call<NetlinkReply>;

  /** The kernel's log, as dmesg reads it. */
  syslog(): Call<string>;
  sysinfo(): Call<SysInfo>;
  reboot(how: "halt" | "poweroff" | "restart"): Call<void>;
}

export interface SysInfo {
  readonly uptimeNs: number;
  /** Averages of 1, 5 and 15 minutes. */
  readonly loads: readonly [number, number, number];
  readonly totalPages: number;
  readonly freePages: number;
  readonly sharedPages: number;
  readonly bufferPages: number;
  readonly totalSwapPages: number;
  readonly freeSwapPages: number;
  readonly processes: number;
}

export interface CapabilitySets {
  readonly effective: CapabilitySet;
  readonly permitted: CapabilitySet;
  readonly inheritable: CapabilitySet;
  readonly bounding: CapabilitySet;
  readonly ambient: CapabilitySet;
}

/** OCI's seccomp in the subset that needs no arguments of calls: an action for the named calls, another for the rest. */
export interface SeccompProfile {
  readonly defaultAction: SeccompAction;
  readonly rules: readonly { readonly names: readonly string[]; readonly action: SeccompAction }[];
}
export type SeccompAction =
  | { readonly kind: "allow" }
  | { readonly kind: "errno"; readonly errno: number }
  | { readonly kind: "kill" };
