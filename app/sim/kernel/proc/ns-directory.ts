/** /proc/PID/ns: a magic link to each namespace of a task. */
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import { ChildTable, LazyChildren } from "../fs/child-table";
import { type Caller, type DirEntry, Inode, type PathLike } from "../fs/contract";
import { userNamespaceRef } from "../ns/changes";
import type { Namespace } from "../ns/namespaces";
import type { Task } from "../process/task";
import { ProcDirectory } from "./directory";
import { mayInspect, type ProcView } from "./view";

/** By file name, in the kernel's order. */
const NAMESPACES: readonly (readonly [string, (task: Task) => Namespace | undefined])[] = [
  ["net", ({ ns }) => ns.net],
  ["uts", ({ ns }) => ns.uts],
  ["ipc", ({ ns }) => ns.ipc],
  ["pid", ({ ns }) => ns.pid],
  // Until a first child has been born in it, there is nothing to show.
  ["pid_for_children", ({ ns }) => (ns.pidForChildren.init === undefined ? undefined : ns.pidForChildren)],
  ["user", ({ creds }) => userNamespaceRef(creds.userNs)],
  ["mnt", ({ ns }) => ns.mnt],
  ["cgroup", ({ ns }) => ns.cgroup],
  ["time", ({ ns }) => ns.time],
  ["time_for_children", ({ ns }) => ns.timeForChildren],
];

class NamespaceLink extends Inode {
  constructor(
    private readonly view: ProcView,
    private readonly of: Task,
    private readonly namespace: (task: Task) => Namespace | undefined,
    private readonly file: string,
  ) {
    super(view.sb, view.inode(), S.IFLNK | 0o777);
    this.ownedBy = of;
  }

  private get(caller: Caller): Namespace {
    if (!mayInspect(caller, this.of)) throw new SysError("EACCES");
    const found = this.of.process.zombie ? undefined : this.namespace(this.of);
    if (found === undefined) throw new SysError("ENOENT");
    return found;
  }

  override readlink(caller: Caller): string {
    const { kind, inode } = this.get(caller);
    return `${this.file.startsWith("pid") ? "pid" : kind}:[${inode}]`;
  }

  override jump(caller: Caller): PathLike {
    return this.view.kernel.nsfs.path(this.get(caller));
  }
}

const LINKS = new ChildTable<NamespaceDirectory>();
for (const [name, namespace] of NAMESPACES)
  LINKS.file(name, ({ view, of }) => new NamespaceLink(view, of, namespace, name));

export class NamespaceDirectory extends ProcDirectory {
  private readonly children = new LazyChildren<NamespaceDirectory>(LINKS, this);

  constructor(
    readonly view: ProcView,
    readonly of: Task,
  ) {
    super(view.sb, view.inode(), S.IFDIR | 0o511);
    this.nlink = 2;
    this.ownedBy = of;
  }

  override lookup(name: string): Inode | undefined {
    return this.children.lookup(name);
  }

  override entries(): readonly DirEntry[] {
    return this.children.entries();
  }
}
