/** /proc/PID/map_files: a link for each mapping of the program's file. */
import { S } from "../abi/flags";
import type { Caller, DirEntry, Inode } from "../fs/contract";
import { shownPath } from "../fs/path";
import type { Task } from "../process/task";
import { ProcDirectory } from "./directory";
import { mapRows } from "./memory-map";
import { alive, ProgramLink, shownFrom } from "./place-link";
import { requireInspect } from "./task-file";
import type { ProcView } from "./view";

const LINK_BYTES = 64;

export class MapFiles extends ProcDirectory {
  private readonly known = new Map<string, Inode>();

  constructor(
    private readonly view: ProcView,
    private readonly of: Task,
  ) {
    super(view.sb, view.inode(), S.IFDIR | 0o500);
    this.nlink = 2;
    this.ownedBy = of;
  }

  private names(caller: Caller): readonly string[] {
    const process = alive(this.of);
    if (process === undefined) return [];
    return mapRows(process, (path) => shownPath(path, shownFrom(caller, this.of)))
      .filter(({ filePage }) => filePage !== undefined)
      .map(({ start, end }) => `${start.toString(16)}-${end.toString(16)}`);
  }

  override lookup(name: string, caller: Caller): Inode | undefined {
    requireInspect(caller, this.of);
    if (!this.names(caller).includes(name)) return undefined;
    let link = this.known.get(name);
    if (link === undefined) {
      link = new ProgramLink(this.view, this.of, 0o400, LINK_BYTES);
      this.known.set(name, link);
    }
    return link;
  }

  override entries(caller: Caller): readonly DirEntry[] {
    requireInspect(caller, this.of);
    return this.names(caller).map((name) => ({ name, ino: this.lookup(name, caller)!.ino, type: S.IFLNK }));
  }
}
