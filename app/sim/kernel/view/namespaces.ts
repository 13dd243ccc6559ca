/** What the page and the checks see of namespaces: which there are, who is in them, and what they hold. */
import { MountNamespace } from "../fs/mount-namespace";
import type { Kernel } from "../kernel";
import { NetNamespace } from "../net/namespace";
import { userNamespaceRef } from "../ns/changes";
import { IpcNamespace } from "../ns/ipc";
import {
  CgroupNamespace,
  type Namespace,
  type NamespaceKind,
  TimeNamespace,
  UtsNamespace,
} from "../ns/namespaces";
import { PidNamespace } from "../ns/pid";
import type { Task } from "../process/task";

export interface NamespaceView {
  readonly kind: NamespaceKind;
  readonly inode: number;
  /** The user namespace that owns it. */
  readonly owner: number;
  /** For pid and user namespaces, which are nested. */
  readonly parent: number | undefined;
  /** Numbers, in the initial PID namespace, of the processes in it. */
  readonly members: readonly number[];
  /** A line about what it holds: a host name, how many mounts, which devices. */
  readonly holds: string;
}

export function namespaceViews(kernel: Kernel): readonly NamespaceView[] {
  const found = new Map<Namespace, number[]>();
  for (const process of kernel.processes()) {
    if (process.zombie) continue;
    for (const namespace of namespacesOf(process.main)) {
      const members = found.get(namespace) ?? [];
      members.push(process.main.pid);
      found.set(namespace, members);
    }
  }
  return [...found]
    .map(([namespace, members]) => ({
      kind: namespace.kind,
      inode: namespace.inode,
      owner: namespace.userNs.inode,
      parent: parentOf(namespace),
      members,
      holds: holds(namespace),
    }))
    .sort((a, b) => (a.kind === b.kind ? a.inode - b.inode : a.kind < b.kind ? -1 : 1));
}

function namespacesOf({ ns, creds }: Task): readonly Namespace[] {
  return [ns.cgroup, ns.ipc, ns.mnt, ns.net, ns.pid, ns.time, userNamespaceRef(creds.userNs), ns.uts];
}

function parentOf(namespace: Namespace): number | undefined {
  if (namespace instanceof PidNamespace) return namespace.parent?.inode;
  if (namespace.kind === "user") return namespace.userNs.parent?.inode;
  return undefined;
}

function holds(namespace: Namespace): string {
  if (namespace instanceof UtsNamespace) return namespace.nodename;
  if (namespace instanceof MountNamespace) return `${namespace.mounts.length} mounts`;
  if (namespace instanceof NetNamespace)
    return namespace
      .allDevices()
      .map(({ name }) => name)
      .join(" ");
  if (namespace instanceof PidNamespace) return `${namespace.count} tasks`;
  if (namespace instanceof CgroupNamespace) return namespace.root.path;
  if (namespace instanceof TimeNamespace) return `boot time ${namespace.boottimeOffsetNs / 1e9} s later`;
  if (namespace instanceof IpcNamespace)
    return `${namespace.all("shm").length + namespace.all("sem").length + namespace.all("msg").length} objects`;
  const map = namespace.userNs.uidMap?.map(({ inside, kernel, count }) => `${inside} ${kernel} ${count}`);
  return map === undefined ? "no uid map" : `uid map ${map.join(", ")}`;
}
