/** The proc file system: one superblock for each PID namespace, whose numbers it shows. */
import type { Call } from "../abi/call";
import { S } from "../abi/flags";
import type { Caller, DirEntry, Inode, OpenFile, SuperBlock } from "../fs/contract";
import { DirectoryFile } from "../fs/directory-file";
import { StaticSymlink, type TableDirectory } from "../fs/generated";
import type { FileSystemType } from "../fs/mount-table";
import { PseudoSuperBlock } from "../fs/pseudo-super-block";
import type { Kernel } from "../kernel";
import type { PidNamespace } from "../ns/pid";
import type { Task } from "../process/task";
import { ProcDirectory } from "./directory";
import { hardwareFiles } from "./hardware-files";
import { machineFiles } from "./machine-files";
import { NetDirectories } from "./net-files";
import { taskDirectory } from "./pid-directory";
import { sysctlDirectory } from "./sysctl";
import type { ProcView } from "./view";

const PROC_MAGIC = 0x9fa0;

class ProcSuperBlock extends PseudoSuperBlock implements ProcView {
  private nextInode = 4026531850;
  private readonly net: NetDirectories = new NetDirectories(this);

  constructor(
    readonly kernel: Kernel,
    readonly pidNs: PidNamespace,
  ) {
    super("proc", PROC_MAGIC, kernel.anonymousDevice(), pidNs.userNs);
    this.root = new ProcRoot(this);
  }

  get sb(): SuperBlock {
    return this;
  }

  inode(): number {
    return this.nextInode++;
  }

  netOf(task: Task): Inode {
    return this.net.of(task);
  }
}

/** The root: fixed files, then a directory for each process. */
class ProcRoot extends ProcDirectory {
  private readonly fixed = new Map<string, Inode>();
  private readonly tasks = new WeakMap<Task, Inode>();

  constructor(private readonly view: ProcSuperBlock) {
    super(view, 1, S.IFDIR | 0o555);
    const own = (caller: Caller) => caller.task?.process.main.pidIn(view.pidNs) ?? 0;
    for (const [name, inode] of machineFiles(view)) this.fixed.set(name, inode);
    for (const [name, inode] of hardwareFiles(view)) this.fixed.set(name, inode);
    this.fixed.set("sys", sysctlDirectory(view));
    this.fixed.set("mounts", new StaticSymlink(view, view.inode(), "self/mounts", 11));
    this.fixed.set("net", new StaticSymlink(view, view.inode(), "self/net", 8));
    this.fixed.set("self", new StaticSymlink(view, view.inode(), (caller) => String(own(caller))));
    this.fixed.set(
      "thread-self",
      new StaticSymlink(
        view,
        view.inode(),
        (caller) => `${own(caller)}/task/${caller.task?.pidIn(view.pidNs) ?? 0}`,
      ),
    );
    Object.defineProperty(this, "nlink", { get: () => this.links(), set: () => {} });
  }

  /** A directory has a link for each directory in it: the fixed ones and one a process. */
  private links(): number {
    let directories = 2;
    for (const inode of this.fixed.values()) if (inode.isDirectory) directories++;
    for (const [, task] of this.view.pidNs.all()) if (task.process.main === task) directories++;
    return directories;
  }

  override lookup(name: string): Inode | undefined {
    const fixed = this.fixed.get(name);
    if (fixed !== undefined) return fixed;
    if (!/^[1-9]\d*$/.test(name)) return undefined;
    const task = this.view.pidNs.find(Number(name));
    return task === undefined ? undefined : this.directoryOf(task);
  }

  private directoryOf(task: Task): Inode {
    const known = this.tasks.get(task);
    if (known !== undefined) return known;
    const directory = taskDirectory(this.view, task, false);
    directory.add("task", new ThreadsDirectory(this.view, task));
    this.tasks.set(task, directory);
    return directory;
  }

  override entries(): readonly DirEntry[] {
    const fixed = [...this.fixed].map(([name, { ino, type }]) => ({ name, ino, type }));
    const processes = this.view.pidNs
      .all()
      .filter(([, task]) => task.process.main === task)
      .map(([number, task]) => ({ name: String(number), ino: this.directoryOf(task).ino, type: S.IFDIR }));
    return [...fixed, ...processes];
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}

/** /proc/PID/task. */
class ThreadsDirectory extends ProcDirectory {
  private readonly known = new WeakMap<Task, TableDirectory>();

  constructor(
    private readonly view: ProcView,
    private readonly of: Task,
  ) {
    super(view.sb, view.inode(), S.IFDIR | 0o555);
    this.nlink = 3;
  }

  override lookup(name: string): Inode | undefined {
    const task = this.of.process.threads.find((one) => String(one.pidIn(this.view.pidNs)) === name);
    if (task === undefined) return undefined;
    let directory = this.known.get(task);
    if (directory === undefined) {
      directory = taskDirectory(this.view, task, true);
      this.known.set(task, directory);
    }
    return directory;
  }

  override entries(): readonly DirEntry[] {
    return this.of.process.threads.map((task) => {
      const name = String(task.pidIn(this.view.pidNs));
      return { name, ino: this.lookup(name)!.ino, type: S.IFDIR };
    });
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}

/** proc for the registry of file systems. */
export function procType(kernel: Kernel): FileSystemType {
  return {
    type: "proc",
    nodev: true,
    userMountable: true,
    visibilityRule: true,
    owner: (caller) => (caller.task?.ns.pid ?? kernel.initialPidNs).userNs,
    // Every mount is an instance of its own (since Linux 5.8).
    make: (_source, _data, _flags, caller) =>
      new ProcSuperBlock(kernel, caller.task?.ns.pid ?? kernel.initialPidNs),
  };
}
