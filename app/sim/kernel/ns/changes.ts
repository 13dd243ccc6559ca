/** How tasks come into namespaces: clone, unshare, setns. Rules of clone(2), unshare(2), setns(2), user_namespaces(7). */
import { SysError } from "../abi/errno";
import { CLONE } from "../abi/flags";
import { MountNamespace } from "../fs/mount-namespace";
import { crossMounts, samePath } from "../fs/path";
import { NetNamespace } from "../net/namespace";
import type { Credentials } from "../process/credentials";
import { inNewUserNamespace } from "../process/privileges";
import type { FsState } from "../process/process";
import type { Task } from "../process/task";
import type { KernelServices } from "../services";
import { IpcNamespace } from "./ipc";
import { checkLimit, unprivilegedAllowed } from "./limits";
import {
  CgroupNamespace,
  type Namespace,
  type NamespaceSet,
  TimeNamespace,
  UtsNamespace,
} from "./namespaces";
import { PidNamespace } from "./pid";
import type { UserNamespace } from "./user";

/** A user namespace as /proc/PID/ns shows it. */
export interface UserNamespaceRef extends Namespace {
  readonly kind: "user";
  readonly user: UserNamespace;
}

const USER_REFS = new WeakMap<UserNamespace, UserNamespaceRef>();

/** Owned by itself for permission to enter; its parent owns it for asking. */
export function userNamespaceRef(user: UserNamespace): UserNamespaceRef {
  let ref = USER_REFS.get(user);
  if (ref === undefined) {
    ref = { kind: "user", inode: user.inode, userNs: user, user };
    USER_REFS.set(user, ref);
  }
  return ref;
}

const NEEDS_ADMIN =
  CLONE.NEWNS | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWPID | CLONE.NEWNET | CLONE.NEWCGROUP | CLONE.NEWTIME;
const ALL = NEEDS_ADMIN | CLONE.NEWUSER;

export interface Changed {
  readonly creds: Credentials;
  readonly ns: NamespaceSet;
  /** Root and working directory in the new mount namespace, if there is one. */
  readonly fs: FsState | undefined;
}

/** Whether it is at the root of its mount namespace; a user namespace may not be made inside a chroot. */
function chrooted(task: Task): boolean {
  const { root } = task.ns.mnt;
  return !samePath(crossMounts({ mount: root, dentry: root.root }), task.process.fs.root);
}

/** What the flags make, beside the task's own. @throws SysError EPERM, EINVAL, ENOSPC */
export function newNamespaces(
  host: KernelServices,
  task: Task,
  flags: number,
  by: "clone" | "unshare",
): Changed {
  const { ns } = task;
  if ((flags & CLONE.NEWPID) !== 0 && by === "clone" && ns.pidForChildren !== ns.pid)
    throw new SysError("EINVAL");
  let creds = task.creds;
  if ((flags & CLONE.NEWUSER) !== 0) {
    if (!unprivilegedAllowed(host.initialUserNs)) task.require("SYS_ADMIN", host.initialUserNs);
    checkLimit(host, creds.userNs, "user");
    if (chrooted(task)) throw new SysError("EPERM");
    const { userNs, euid, egid } = creds;
    if (!userNs.mapsUid(euid) || !userNs.mapsGid(egid)) throw new SysError("EPERM");
    creds = inNewUserNamespace(creds, userNs.child(host.namespaceInode("user"), euid, egid));
  }
  const owner = creds.userNs;
  if ((flags & NEEDS_ADMIN) !== 0 && (flags & CLONE.NEWUSER) === 0) task.require("SYS_ADMIN", owner);
  const has = (flag: number) => (flags & flag) !== 0;
  for (const [kind, flag] of Object.entries(FLAG_OF) as [Namespace["kind"], number][])
    if (kind !== "user" && has(flag)) checkLimit(host, owner, kind);
  let { mnt, uts, ipc, cgroup, net, pidForChildren, timeForChildren } = ns;
  let fs: FsState | undefined;
  if (has(CLONE.NEWNS)) {
    const { ns: copy, map } = mnt.copy(owner);
    const { root, cwd, umask } = task.process.fs;
    mnt = copy;
    fs = { root: map(root), cwd: map(cwd), umask };
  }
  if (has(CLONE.NEWUTS))
    uts = new UtsNamespace(host.namespaceInode("uts"), owner, uts.nodename, uts.domainname);
  if (has(CLONE.NEWIPC)) ipc = new IpcNamespace(host.namespaceInode("ipc"), owner);
  if (has(CLONE.NEWPID)) pidForChildren = new PidNamespace(host.namespaceInode("pid"), owner, pidForChildren);
  if (has(CLONE.NEWCGROUP))
    cgroup = new CgroupNamespace(host.namespaceInode("cgroup"), owner, task.process.cgroup);
  if (has(CLONE.NEWNET)) net = NetNamespace.create(net.core, owner);
  if (has(CLONE.NEWTIME)) timeForChildren = timeLike(timeForChildren, host.namespaceInode("time"), owner);
  return { creds, ns: { ...ns, mnt, uts, ipc, cgroup, net, pidForChildren, timeForChildren }, fs };
}

function timeLike(from: TimeNamespace, inode: number, owner: UserNamespace): TimeNamespace {
  const made = new TimeNamespace(inode, owner);
  made.monotonicOffsetNs = from.monotonicOffsetNs;
  made.boottimeOffsetNs = from.boottimeOffsetNs;
  return made;
}

/** A child is in what its parent set aside for children. */
export function enterNamespaces(ns: NamespaceSet): NamespaceSet {
  return { ...ns, pid: ns.pidForChildren, time: ns.timeForChildren };
}

/** unshare(2). @throws SysError EINVAL, EPERM */
export function unshare(host: KernelServices, task: Task, flags: number): void {
  if ((flags & ~ALL) !== 0) throw new SysError("EINVAL");
  if ((flags & CLONE.NEWUSER) !== 0 && task.process.threads.length > 1) throw new SysError("EINVAL");
  apply(host, task, newNamespaces(host, task, flags, "unshare"));
}

/** New ones are entered before old ones are left. */
function become(host: KernelServices, task: Task, ns: NamespaceSet): void {
  const old = task.ns;
  host.lifetimes.entered(ns);
  task.ns = ns;
  host.lifetimes.left(old);
}

function apply(host: KernelServices, task: Task, { creds, ns, fs }: Changed): void {
  task.creds = creds;
  become(host, task, ns);
  if (fs !== undefined) Object.assign(task.process.fs, fs);
}

const FLAG_OF: Record<Namespace["kind"], number> = {
  mnt: CLONE.NEWNS,
  uts: CLONE.NEWUTS,
  ipc: CLONE.NEWIPC,
  pid: CLONE.NEWPID,
  net: CLONE.NEWNET,
  user: CLONE.NEWUSER,
  cgroup: CLONE.NEWCGROUP,
  time: CLONE.NEWTIME,
};

/** setns(2). @throws SysError EINVAL, EPERM */
export function setns(host: KernelServices, task: Task, target: Namespace, type: number): void {
  if (type !== 0 && type !== FLAG_OF[target.kind]) throw new SysError("EINVAL");
  if (target.kind === "user") {
    joinUser(task, (target as UserNamespaceRef).user);
    return;
  }
  task.require("SYS_ADMIN", target.userNs);
  task.require("SYS_ADMIN", task.creds.userNs);
  if (target instanceof UtsNamespace) become(host, task, { ...task.ns, uts: target });
  else if (target instanceof IpcNamespace) become(host, task, { ...task.ns, ipc: target });
  else if (target instanceof NetNamespace) become(host, task, { ...task.ns, net: target });
  else if (target instanceof CgroupNamespace) become(host, task, { ...task.ns, cgroup: target });
  else if (target instanceof PidNamespace) {
    if (!target.within(task.ns.pid)) throw new SysError("EINVAL");
    become(host, task, { ...task.ns, pidForChildren: target });
  } else if (target instanceof TimeNamespace) {
    if (task.process.threads.length > 1) throw new SysError("EUSERS");
    become(host, task, { ...task.ns, time: target, timeForChildren: target });
    target.frozen = true;
  } else if (target instanceof MountNamespace) {
    task.require("SYS_CHROOT", task.creds.userNs);
    const root = crossMounts({ mount: target.root, dentry: target.root.root });
    become(host, task, { ...task.ns, mnt: target });
    Object.assign(task.process.fs, { root, cwd: root });
  }
}

function joinUser(task: Task, target: UserNamespace): void {
  const { creds } = task;
  if (target === creds.userNs || task.process.threads.length > 1) throw new SysError("EINVAL");
  task.require("SYS_ADMIN", target);
  task.creds = inNewUserNamespace(creds, target);
}
