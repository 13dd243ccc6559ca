/** /proc/PID/ns: a magic link to each namespace of a task. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import { type Caller, type DirEntry, Inode, type OpenFile, type PathLike } from "../fs/contract";
import { DirectoryFile } from "../fs/directory-file";
import { userNamespaceRef } from "../ns/changes";
import type { Namespace } from "../ns/namespaces";
import type { Task } from "../process/task";
import { ProcDirectory } from "./directory";
import { followOwner, mayInspect, type ProcView } from "./view";

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
    followOwner(this, of);
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

export class NamespaceDirectory extends ProcDirectory {
  private readonly links = new Map<string, Inode>();

  constructor(view: ProcView, task: Task) {
    super(view.sb, view.inode(), S.IFDIR | 0o511);
    this.nlink = 2;
    followOwner(this, task);
    for (const [name, of] of NAMESPACES) this.links.set(name, new NamespaceLink(view, task, of, name));
  }

  override lookup(name: string): Inode | undefined {
    return this.links.get(name);
  }

  override entries(): readonly DirEntry[] {
    return [...this.links].map(([name, { ino }]) => ({ name, ino, type: S.IFLNK }));
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}
