/** /proc/PID and /proc/PID/task/TID. */
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import { LazyChildren } from "../fs/child-table";
import type { DirEntry, Inode } from "../fs/contract";
import type { Task } from "../process/task";
import { ProcDirectory } from "./directory";
import { PROCESS_TABLE, THREAD_TABLE } from "./task-table";
import type { ProcView, TaskView } from "./view";

/** Of a thread; its "net" is that of the namespace that the task is in at the moment. */
class TaskDirectory extends ProcDirectory implements TaskView {
  private readonly children: LazyChildren<TaskView>;

  constructor(
    readonly view: ProcView,
    readonly of: Task,
    table = THREAD_TABLE,
  ) {
    super(view.sb, view.inode(), S.IFDIR | 0o555);
    this.nlink = 2 + table.directories;
    this.ownedBy = of;
    this.children = new LazyChildren<TaskView>(table, this);
  }

  override lookup(name: string): Inode | undefined {
    this.requireThere();
    return name === "net" ? this.view.netOf(this.of) : this.children.lookup(name);
  }

  override entries(): readonly DirEntry[] {
    this.requireThere();
    return this.children.entries();
  }

  /** Whoever holds the directory of a process that is gone finds nothing in it. */
  private requireThere(): void {
    const { pidNs } = this.view;
    if (pidNs.find(this.of.pidIn(pidNs)) !== this.of) throw new SysError("ESRCH");
  }
}

/** Of a process: the directory of its main thread, with all threads in it. */
export class ProcessDirectory extends TaskDirectory {
  private readonly threads: ThreadsDirectory;

  constructor(view: ProcView, of: Task) {
    super(view, of, PROCESS_TABLE);
    this.threads = new ThreadsDirectory(view, of);
    this.nlink++;
  }

  override lookup(name: string): Inode | undefined {
    const found = super.lookup(name);
    return name === "task" ? this.threads : found;
  }

  override entries(): readonly DirEntry[] {
    const { ino, type } = this.threads;
    return [...super.entries(), { name: "task", ino, type }];
  }
}

/** /proc/PID/task. */
class ThreadsDirectory extends ProcDirectory {
  private readonly known = new WeakMap<Task, TaskDirectory>();

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
      directory = new TaskDirectory(this.view, task);
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
}
