/** The proc file system: one superblock for each PID namespace, whose numbers it shows. */
import { S } from "../abi/flags";
import { ChildTable, LazyChildren } from "../fs/child-table";
import type { Caller, DirEntry, Inode, SuperBlock } from "../fs/contract";
import { StaticSymlink } from "../fs/generated";
import type { FileSystemType } from "../fs/mount-table";
import { PseudoSuperBlock } from "../fs/pseudo-super-block";
import type { Kernel } from "../kernel";
import type { PidNamespace } from "../ns/pid";
import type { Task } from "../process/task";
import { ProcDirectory } from "./directory";
import { addHardwareFiles } from "./hardware-files";
import { addMachineFiles } from "./machine-files";
import { NetDirectories } from "./net-files";
import { ProcessDirectory } from "./pid-directory";
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

const FIXED = new ChildTable<ProcView>();
addMachineFiles(FIXED);
addHardwareFiles(FIXED);
FIXED.directory("sys", sysctlDirectory);
const link = (
  name: string,
  target: string | ((caller: Caller, pidNs: PidNamespace) => string),
  shownSize?: number,
) =>
  FIXED.file(name, (view) => {
    const text = typeof target === "string" ? target : (caller: Caller) => target(caller, view.pidNs);
    return new StaticSymlink(view.sb, view.inode(), text, shownSize);
  });
link("mounts", "self/mounts", 11);
link("net", "self/net", 8);
const own = (caller: Caller, pidNs: PidNamespace) => caller.task?.process.main.pidIn(pidNs) ?? 0;
link("self", (caller, pidNs) => String(own(caller, pidNs)));
link("thread-self", (caller, pidNs) => `${own(caller, pidNs)}/task/${caller.task?.pidIn(pidNs) ?? 0}`);

/** The root: fixed files, then a directory for each process. */
class ProcRoot extends ProcDirectory {
  private readonly fixed: LazyChildren<ProcView>;
  private readonly tasks = new WeakMap<Task, Inode>();

  constructor(private readonly view: ProcSuperBlock) {
    super(view, 1, S.IFDIR | 0o555);
    this.fixed = new LazyChildren(FIXED, view);
  }

  /** A directory has a link for each directory in it: the fixed ones and one a process. */
  override get nlink(): number {
    let directories = 2 + FIXED.directories;
    for (const [, task] of this.view.pidNs.all()) if (task.process.main === task) directories++;
    return directories;
  }

  override lookup(name: string): Inode | undefined {
    const fixed = this.fixed.lookup(name);
    if (fixed !== undefined) return fixed;
    if (!/^[1-9]\d*$/.test(name)) return undefined;
    const task = this.view.pidNs.find(Number(name));
    return task === undefined ? undefined : this.directoryOf(task);
  }

  private directoryOf(task: Task): Inode {
    const known = this.tasks.get(task);
    if (known !== undefined) return known;
    const directory = new ProcessDirectory(this.view, task);
    this.tasks.set(task, directory);
    return directory;
  }

  override entries(): readonly DirEntry[] {
    const processes = this.view.pidNs
      .all()
      .filter(([, task]) => task.process.main === task)
      .map(([number, task]) => ({ name: String(number), ino: this.directoryOf(task).ino, type: S.IFDIR }));
    return [...this.fixed.entries(), ...processes];
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
