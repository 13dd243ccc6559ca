/** Links of /proc/PID that lead to a place. */
import { SysError } from "../abi/errno";
import { S } from "../abi/flags";
import { type Caller, Inode, type PathLike } from "../fs/contract";
import { type Path, shownPath } from "../fs/path";
import type { Task } from "../process/task";
import { requireInspect } from "./task-file";
import type { ProcView } from "./view";

/** exe, cwd, root, fd/N, map_files/RANGE. */
export abstract class PlaceLink extends Inode {
  constructor(
    view: ProcView,
    protected readonly of: Task,
    permissions: number,
  ) {
    super(view.sb, view.inode(), S.IFLNK | permissions);
    this.ownedBy = of;
  }

  protected abstract place(): PathLike | undefined;
  protected abstract text(caller: Caller): string;

  override readlink(caller: Caller): string {
    requireInspect(caller, this.of);
    return this.text(caller);
  }

  override jump(caller: Caller): PathLike | undefined {
    requireInspect(caller, this.of);
    const place = this.place();
    if (place === undefined) throw new SysError("ENOENT");
    return place;
  }
}

/** cwd and root. */
export class OwnPlaceLink extends PlaceLink {
  constructor(
    view: ProcView,
    of: Task,
    private readonly which: "cwd" | "root",
  ) {
    super(view, of, 0o777);
  }

  protected place(): PathLike | undefined {
    return alive(this.of)?.fs[this.which];
  }

  protected text(caller: Caller): string {
    return shownPath(this.of.process.fs[this.which], shownFrom(caller, this.of));
  }
}

/** exe, and the mappings of it. */
export class ProgramLink extends PlaceLink {
  constructor(
    view: ProcView,
    of: Task,
    permissions = 0o777,
    private readonly shownSize = 0,
  ) {
    super(view, of, permissions);
  }

  override get size(): number {
    return this.shownSize;
  }

  protected place(): PathLike | undefined {
    return alive(this.of)?.executable;
  }

  protected text(caller: Caller): string {
    const { executable, zombie } = this.of.process;
    if (executable === undefined || zombie) throw new SysError("ENOENT");
    return shownPath(executable, shownFrom(caller, this.of));
  }
}

/** What paths in the files of a task are shown from. */
export function shownFrom(caller: Caller, task: Task): Path {
  return (caller.task ?? task).process.fs.root;
}

/** The process of a task; undefined: it has no program and no places any more, or never had. */
export function alive(task: Task): Task["process"] | undefined {
  return task.process.zombie || task.process.kernelThread ? undefined : task.process;
}
