/** /proc/net: the files of a task's network namespace. */
import type { Inode } from "../fs/contract";
import { GeneratedFile } from "../fs/generated";
import type { NetNamespace } from "../net/namespace";
import { procNetFiles } from "../net/proc-net";
import type { Task } from "../process/task";
import { ProcTable } from "./directory";
import type { ProcView } from "./view";

/** One directory for each namespace and superblock. */
export class NetDirectories {
  private readonly known = new WeakMap<NetNamespace, Inode>();

  constructor(private readonly view: ProcView) {}

  of(task: Task): Inode {
    const { net } = task.ns;
    let directory = this.known.get(net);
    if (directory === undefined) {
      const table = new ProcTable(this.view.sb, this.view.inode(), 0o555);
      for (const [name, show] of Object.entries(procNetFiles))
        table.add(name, new GeneratedFile(this.view.sb, this.view.inode(), 0o444, { show: () => show(net) }));
      directory = table;
      this.known.set(net, directory);
    }
    return directory;
  }
}
