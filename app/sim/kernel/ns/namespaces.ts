/** The namespaces of a task, and the small ones among them. Mount and network namespaces are in fs/ and net/. */

import type { Cgroup } from "../cgroup/cgroup";
import type { MountNamespace } from "../fs/mount-namespace";
import type { NetNamespace } from "../net/namespace";
import type { IpcNamespace } from "./ipc";
import type { PidNamespace } from "./pid";
import type { UserNamespace } from "./user";

/** As in /proc/PID/ns. */
export type NamespaceKind = "cgroup" | "ipc" | "mnt" | "net" | "pid" | "time" | "user" | "uts";

/** What setns, ioctl_ns and /proc/PID/ns see of a namespace. */
export interface Namespace {
  readonly kind: NamespaceKind;
  /** The number in "uts:[4026531838]". */
  readonly inode: number;
  /** The user namespace that owns it: whose capabilities count over it. */
  readonly userNs: UserNamespace;
}

export class UtsNamespace implements Namespace {
  readonly kind = "uts";

  constructor(
    readonly inode: number,
    readonly userNs: UserNamespace,
    public nodename: string,
    public domainname: string,
  ) {}
}

export class CgroupNamespace implements Namespace {
  readonly kind = "cgroup";

  constructor(
    readonly inode: number,
    readonly userNs: UserNamespace,
    /** What its members see as "/". */
    readonly root: Cgroup,
  ) {}
}

export class TimeNamespace implements Namespace {
  readonly kind = "time";
  /** Offsets can be set until a first task has entered. */
  frozen = false;
  monotonicOffsetNs = 0;
  boottimeOffsetNs = 0;

  constructor(
    readonly inode: number,
    readonly userNs: UserNamespace,
  ) {}
}

/** The namespaces of a task but for user, which is in its credentials. Values: a change makes a new set. */
export interface NamespaceSet {
  readonly uts: UtsNamespace;
  readonly ipc: IpcNamespace;
  readonly mnt: MountNamespace;
  readonly pid: PidNamespace;
  /** Where children will be; differs after unshare or setns. */
  readonly pidForChildren: PidNamespace;
  readonly net: NetNamespace;
  readonly cgroup: CgroupNamespace;
  readonly time: TimeNamespace;
  readonly timeForChildren: TimeNamespace;
}
