/** /proc/PID and /proc/PID/task/TID. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { ACCESS, S } from "../abi/flags";
import { anonymousPath } from "../fs/anonymous";
import {
  type Caller,
  type DirEntry,
  Inode,
  type OpenFile,
  type PathLike,
  type SuperBlock,
} from "../fs/contract";
import { DirectoryFile } from "../fs/directory-file";
import type { TableDirectory } from "../fs/generated";
import { mountinfoText, mountsText, mountstatsText } from "../fs/mount-text";
import type { Path } from "../fs/path";
import { shownPath } from "../fs/path";
import { showMap, writeMap, writeSetgroups } from "../ns/id-map-text";
import type { Task } from "../process/task";
import { ProcDirectory, ProcTable } from "./directory";
import { mapRows, mapsText, smapsRollupText, smapsText } from "./memory-map";
import { NamespaceDirectory } from "./ns-directory";
import { addOomFiles } from "./oom-files";
import { cgroupText, limitsText, statText, statusText } from "./pid-texts";
import { file, requireInspect } from "./task-file";
import { timeOffsetsText, writeTimeOffsets } from "./time-offsets";
import { followOwner, type ProcView } from "./view";

/** exe, cwd, root, fd/N: leads to a place. */
export class PlaceLink extends Inode {
  constructor(
    view: ProcView,
    private readonly of: Task,
    private readonly place: (caller: Caller) => PathLike | undefined,
    private readonly text: (caller: Caller) => string,
    permissions = 0o777,
    private readonly shownSize = 0,
  ) {
    super(view.sb, view.inode(), S.IFLNK | permissions);
    followOwner(this, of);
  }

  override get size(): number {
    return this.shownSize;
  }

  override readlink(caller: Caller): string {
    requireInspect(caller, this.of);
    return this.text(caller);
  }

  override jump(caller: Caller): PathLike | undefined {
    requireInspect(caller, this.of);
    const place = this.place(caller);
    if (place === undefined) throw new SysError("ENOENT");
    return place;
  }
}

const root = (caller: Caller, task: Task): Path => (caller.task ?? task).process.fs.root;

/** /proc/PID/fd: entries come and go with the descriptors. */
class FdDirectory extends ProcDirectory {
  private readonly links = new Map<number, { readonly file: OpenFile; readonly link: Inode }>();

  constructor(
    private readonly view: ProcView,
    private readonly of: Task,
    private readonly info: boolean,
  ) {
    super(view.sb, view.inode(), S.IFDIR | (info ? 0o555 : 0o500));
    this.nlink = 2;
    followOwner(this, of);
  }

  override permission(mask: number, caller: Caller): boolean | undefined {
    if (caller.task?.process === this.of.process) return (mask & ACCESS.W_OK) === 0;
    return undefined;
  }

  override lookup(name: string): Inode | undefined {
    if (!/^(0|[1-9]\d*)$/.test(name)) return undefined;
    const fd = Number(name);
    const open = this.of.process.files.open().find(([number]) => number === fd)?.[1];
    if (open === undefined) {
      this.links.delete(fd);
      return undefined;
    }
    const known = this.links.get(fd);
    if (known?.file === open) return known.link;
    const link = this.info ? this.infoFile(fd, open) : this.linkTo(open);
    this.links.set(fd, { file: open, link });
    return link;
  }

  private linkTo(open: OpenFile): Inode {
    const bits = 0o100 | (open.readable ? 0o400 : 0) | (open.writable ? 0o200 : 0);
    return new PlaceLink(
      this.view,
      this.of,
      () => (open.path as PathLike | undefined) ?? anonymousPath(open),
      (caller) =>
        open.path === undefined ? open.label : shownPath(open.path as Path, root(caller, this.of)),
      bits,
      64,
    );
  }

  private infoFile(fd: number, open: OpenFile): Inode {
    return file(
      this.view,
      this.of,
      0o444,
      () => {
        const cloexec = this.of.process.files.cloexec(fd) ? 0o2000000 : 0;
        const mount = (open.path as Path | undefined)?.mount.id ?? 9;
        return `pos:\t${open.position}\nflags:\t0${(open.flags | cloexec).toString(8)}\nmnt_id:\t${mount}\nino:\t${open.inode?.ino ?? 0}\n`;
      },
      undefined,
      true,
    );
  }

  override entries(caller: Caller): readonly DirEntry[] {
    requireInspect(caller, this.of);
    return this.of.process.files.open().map(([fd]) => ({
      name: String(fd),
      ino: this.lookup(String(fd))!.ino,
      type: this.info ? S.IFREG : S.IFLNK,
    }));
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}

/** Its "net" is that of the namespace that the task is in at the moment. */
class TaskDirectory extends ProcTable {
  constructor(
    sb: SuperBlock,
    ino: number,
    private readonly view: ProcView,
    private readonly of: Task,
  ) {
    super(sb, ino, 0o555);
  }

  override lookup(name: string): Inode | undefined {
    this.requireThere();
    return name === "net" ? this.view.netOf(this.of) : super.lookup(name);
  }

  override entries(): readonly DirEntry[] {
    this.requireThere();
    return super.entries();
  }

  /** Whoever holds the directory of a process that is gone finds nothing in it. */
  private requireThere(): void {
    const { pidNs } = this.view;
    if (pidNs.find(this.of.pidIn(pidNs)) !== this.of) throw new SysError("ESRCH");
  }
}

/** Everything that a process and its threads both have. */
export function taskDirectory(view: ProcView, task: Task, isThread: boolean): TableDirectory {
  const { kernel, sb } = view;
  const directory = new TaskDirectory(sb, view.inode(), view, task);
  followOwner(directory, task);
  const { process } = task;
  const text = (name: string, show: (caller: Caller) => string, permissions = 0o444) =>
    directory.add(name, file(view, task, permissions, show));
  const secret = (name: string, show: (caller: Caller) => string) =>
    directory.add(name, file(view, task, 0o400, show, undefined, true));
  directory.add("fd", new FdDirectory(view, task, false));
  if (!isThread) directory.add("map_files", new MapFiles(view, task));
  directory.add("fdinfo", new FdDirectory(view, task, true));
  directory.add("ns", new NamespaceDirectory(view, task));
  directory.add("net", view.netOf(task));
  secret("environ", () => zeroEnded([...process.env].map(([name, value]) => `${name}=${value}`)));
  secret("auxv", () => "");
  text("status", (caller) => statusText(kernel, task, caller, view.pidNs));
  secret("personality", () => "00000000\n");
  text("limits", () => limitsText(task));
  directory.add(
    "comm",
    file(
      view,
      task,
      0o644,
      () => `${task.comm}\n`,
      (written, caller) => {
        if (caller.task?.process !== process) throw new SysError("EINVAL");
        task.comm = written.slice(0, 15);
      },
    ),
  );
  secret("syscall", () => (task.state === "R" ? "running\n" : "0\n"));
  text("cmdline", () => (process.zombie || process.kernelThread ? "" : zeroEnded(process.argv)));
  text("stat", () => statText(kernel, task, view.pidNs));
  text("statm", () => statmText(task));
  const program = (caller: Caller) => (path: Path) => shownPath(path, root(caller, task));
  const mapped = (name: string, show: (process: Task["process"], caller: Caller) => string) =>
    directory.add(
      name,
      file(view, task, 0o444, (caller) => (alive(task) ? show(process, caller) : ""), undefined, true),
    );
  mapped("maps", (of, caller) => mapsText(of, program(caller)));
  directory.add(
    "mem",
    file(
      view,
      task,
      0o600,
      () => {
        throw new SysError("EIO");
      },
      undefined,
      true,
    ),
  );
  directory.add(
    "cwd",
    new PlaceLink(
      view,
      task,
      () => alive(task)?.fs.cwd,
      (caller) => shownPath(process.fs.cwd, root(caller, task)),
    ),
  );
  directory.add(
    "root",
    new PlaceLink(
      view,
      task,
      () => alive(task)?.fs.root,
      (caller) => shownPath(process.fs.root, root(caller, task)),
    ),
  );
  directory.add(
    "exe",
    new PlaceLink(
      view,
      task,
      () => alive(task)?.executable,
      (caller) => {
        const { executable } = process;
        if (executable === undefined || process.zombie) throw new SysError("ENOENT");
        return shownPath(executable, root(caller, task));
      },
    ),
  );
  text("mounts", () => mountsText(task.ns.mnt, process.fs.root));
  text("mountinfo", (caller) => mountinfoText(task.ns.mnt, process.fs.root, caller.task?.ns.cgroup.root));
  if (!isThread) secret("mountstats", () => mountstatsText(task.ns.mnt, process.fs.root));
  directory.add(
    "clear_refs",
    file(view, task, 0o200, undefined, () => {}),
  );
  mapped("smaps", (of, caller) => smapsText(of, program(caller)));
  mapped("smaps_rollup", (of, caller) => smapsRollupText(of, program(caller)));
  secret("pagemap", () => "");
  text("cgroup", (caller) => cgroupText(kernel, task, caller));
  addOomFiles(directory, view, task);
  for (const kind of ["uid", "gid"] as const)
    directory.add(
      `${kind}_map`,
      file(
        view,
        task,
        0o644,
        (caller) => showMap(task.creds.userNs, kind, caller.creds.userNs),
        (written, caller) => writeMap(task.creds.userNs, kind, written, caller),
      ),
    );
  directory.add(
    "projid_map",
    file(view, task, 0o644, () => "         0          0 4294967295\n"),
  );
  directory.add(
    "setgroups",
    file(
      view,
      task,
      0o644,
      () => `${task.creds.userNs.setgroups}\n`,
      (written, caller) => writeSetgroups(task.creds.userNs, written, caller),
    ),
  );
  if (!isThread) {
    directory.add(
      "timens_offsets",
      file(
        view,
        task,
        0o644,
        () => timeOffsetsText(task.ns.timeForChildren),
        (written, caller) => writeTimeOffsets(kernel, task.ns.timeForChildren, written, caller),
      ),
    );
    directory.add(
      "timerslack_ns",
      file(
        view,
        task,
        0o666,
        () => "50000\n",
        () => {},
      ),
    );
    directory.add(
      "coredump_filter",
      file(
        view,
        task,
        0o644,
        () => "00000023\n",
        () => {},
      ),
    );
  }
  text("arch_status", () => "AVX512_elapsed_ms:\t-1\n");
  secret("ksm_merging_pages", () => "0\n");
  secret("ksm_stat", () => "ksm_rmap_items 0\n");
  return directory;
}

function alive(task: Task): Task["process"] | undefined {
  return task.process.zombie || task.process.kernelThread ? undefined : task.process;
}

/** A link for each mapping of the program's file. */
class MapFiles extends ProcDirectory {
  private readonly links = new Map<string, Inode>();

  constructor(
    private readonly view: ProcView,
    private readonly of: Task,
  ) {
    super(view.sb, view.inode(), S.IFDIR | 0o500);
    this.nlink = 2;
    followOwner(this, of);
  }

  private names(caller: Caller): readonly string[] {
    const process = alive(this.of);
    if (process === undefined) return [];
    return mapRows(process, (path) => shownPath(path, root(caller, this.of)))
      .filter(({ filePage }) => filePage !== undefined)
      .map(({ start, end }) => `${start.toString(16)}-${end.toString(16)}`);
  }

  override lookup(name: string, caller: Caller): Inode | undefined {
    requireInspect(caller, this.of);
    if (!this.names(caller).includes(name)) return undefined;
    let link = this.links.get(name);
    if (link === undefined) {
      const text = (reader: Caller) => {
        const { executable } = this.of.process;
        if (executable === undefined) throw new SysError("ENOENT");
        return shownPath(executable, root(reader, this.of));
      };
      link = new PlaceLink(this.view, this.of, () => alive(this.of)?.executable, text, 0o400, 64);
      this.links.set(name, link);
    }
    return link;
  }

  override entries(caller: Caller): readonly DirEntry[] {
    requireInspect(caller, this.of);
    return this.names(caller).map((name) => ({ name, ino: this.lookup(name, caller)!.ino, type: S.IFLNK }));
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
  }
}

function zeroEnded(words: readonly string[]): string {
  return words.map((word) => `${word}\0`).join("");
}

/** size resident shared text lib data dirty, pages. */
function statmText({ process }: Task): string {
  const { memory } = process;
  if (process.zombie || process.kernelThread) return "0 0 0 0 0 0 0\n";
  const rss = memory.rssPages;
  return `${memory.sizePages} ${rss} ${rss - memory.anonPages} 139 0 52 0\n`;
}
