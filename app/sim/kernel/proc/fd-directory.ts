/** /proc/PID/fd and fdinfo: entries come and go with the descriptors. */
import { ACCESS, S } from "../abi/flags";
import { anonymousPath } from "../fs/anonymous";
import type { Caller, DirEntry, Inode, OpenFile, PathLike } from "../fs/contract";
import { type Path, shownPath } from "../fs/path";
import type { Task } from "../process/task";
import { ProcDirectory } from "./directory";
import { PlaceLink, shownFrom } from "./place-link";
import { requireInspect, TaskFile } from "./task-file";
import type { ProcView } from "./view";

const LINK_BYTES = 64;

class FdLink extends PlaceLink {
  constructor(
    view: ProcView,
    of: Task,
    readonly shown: OpenFile,
  ) {
    super(view, of, 0o100 | (shown.readable ? 0o400 : 0) | (shown.writable ? 0o200 : 0));
  }

  override get size(): number {
    return LINK_BYTES;
  }

  protected place(): PathLike {
    return this.shown.path ?? anonymousPath(this.shown);
  }

  protected text(caller: Caller): string {
    const { path, label } = this.shown;
    return path === undefined ? label : shownPath(path as Path, shownFrom(caller, this.of));
  }
}

class FdInfoFile extends TaskFile {
  constructor(
    view: ProcView,
    of: Task,
    fd: number,
    readonly shown: OpenFile,
  ) {
    super(view, of, 0o444, {
      show: () => {
        const cloexec = of.process.files.cloexec(fd) ? 0o2000000 : 0;
        const mount = (shown.path as Path | undefined)?.mount.id ?? 9;
        return `pos:\t${shown.position}\nflags:\t0${(shown.flags | cloexec).toString(8)}\nmnt_id:\t${mount}\nino:\t${shown.inode?.ino ?? 0}\n`;
      },
      opened: (_flags, caller) => requireInspect(caller, of),
    });
  }
}

export class FdDirectory extends ProcDirectory {
  private readonly known = new Map<number, FdLink | FdInfoFile>();

  constructor(
    private readonly view: ProcView,
    private readonly of: Task,
    private readonly info: boolean,
  ) {
    super(view.sb, view.inode(), S.IFDIR | (info ? 0o555 : 0o500));
    this.nlink = 2;
    this.ownedBy = of;
  }

  override permission(mask: number, caller: Caller): boolean | undefined {
    if (caller.task?.process === this.of.process) return (mask & ACCESS.W_OK) === 0;
    return undefined;
  }

  override lookup(name: string): Inode | undefined {
    if (!/^(0|[1-9]\d*)$/.test(name)) return undefined;
    const fd = Number(name);
    const open = this.of.process.files.find(fd);
    if (open === undefined) {
      this.known.delete(fd);
      return undefined;
    }
    const known = this.known.get(fd);
    if (known?.shown === open) return known;
    const made = this.info
      ? new FdInfoFile(this.view, this.of, fd, open)
      : new FdLink(this.view, this.of, open);
    this.known.set(fd, made);
    return made;
  }

  override entries(caller: Caller): readonly DirEntry[] {
    requireInspect(caller, this.of);
    return this.of.process.files.open().map(([fd]) => ({
      name: String(fd),
      ino: this.lookup(String(fd))!.ino,
      type: this.info ? S.IFREG : S.IFLNK,
    }));
  }
}
