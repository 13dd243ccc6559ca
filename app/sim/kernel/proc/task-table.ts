/** What /proc/PID and /proc/PID/task/TID have in them. */
import { SysError } from "../abi/errno";
import { ChildTable } from "../fs/child-table";
import type { Caller } from "../fs/contract";
import { mountinfoText, mountsText, mountstatsText } from "../fs/mount-text";
import { type Path, shownPath } from "../fs/path";
import { showMap, writeMap, writeSetgroups } from "../ns/id-map-text";
import type { Task } from "../process/task";
import { FdDirectory } from "./fd-directory";
import { MapFiles } from "./map-files";
import { mapsText, smapsRollupText, smapsText } from "./memory-map";
import { NamespaceDirectory } from "./ns-directory";
import { oomAdj, oomScore, oomScoreAdj } from "./oom-files";
import { cgroupText, limitsText, statText, statusText } from "./pid-texts";
import { alive, OwnPlaceLink, ProgramLink, shownFrom } from "./place-link";
import { file } from "./task-file";
import { timeOffsetsText, writeTimeOffsets } from "./time-offsets";
import type { ProcView, TaskView } from "./view";

type Table = ChildTable<TaskView>;

/** `caller` is whoever reads or writes. */
type Show = (task: Task, view: ProcView, caller: Caller) => string;
type Store = (task: Task, text: string, caller: Caller, view: ProcView) => void;

function add(
  table: Table,
  name: string,
  permissions: number,
  show: Show | undefined,
  store?: Store,
  guarded = false,
): void {
  table.file(name, ({ view, of }) =>
    file(
      view,
      of,
      permissions,
      show && ((caller) => show(of, view, caller)),
      store && ((text, caller) => store(of, text, caller, view)),
      guarded,
    ),
  );
}

const text = (table: Table, name: string, show: Show) => add(table, name, 0o444, show);
const secret = (table: Table, name: string, show: Show) => add(table, name, 0o400, show, undefined, true);
const ignored: Store = () => {};

/** Of the memory of a process, as long as it has any. */
function mapped(
  table: Table,
  name: string,
  show: (process: Task["process"], program: (path: Path) => string) => string,
): void {
  const shown: Show = (task, _view, caller) =>
    alive(task) ? show(task.process, (path) => shownPath(path, shownFrom(caller, task))) : "";
  add(table, name, 0o444, shown, undefined, true);
}

function makeTable(isThread: boolean): Table {
  const table: Table = new ChildTable();
  addDirectories(table, isThread);
  secret(table, "environ", ({ process }) =>
    zeroEnded([...process.env].map(([name, value]) => `${name}=${value}`)),
  );
  secret(table, "auxv", () => "");
  text(table, "status", (task, { kernel, pidNs }, caller) => statusText(kernel, task, caller, pidNs));
  secret(table, "personality", () => "00000000\n");
  text(table, "limits", limitsText);
  add(table, "comm", 0o644, ({ comm }) => `${comm}\n`, writeComm);
  secret(table, "syscall", ({ state }) => (state === "R" ? "running\n" : "0\n"));
  text(table, "cmdline", ({ process }) =>
    process.zombie || process.kernelThread ? "" : zeroEnded(process.argv),
  );
  text(table, "stat", (task, { kernel, pidNs }) => statText(kernel, task, pidNs));
  text(table, "statm", statmText);
  addPlaces(table);
  addMounts(table, isThread);
  add(table, "clear_refs", 0o200, undefined, ignored);
  mapped(table, "smaps", smapsText);
  mapped(table, "smaps_rollup", smapsRollupText);
  secret(table, "pagemap", () => "");
  text(table, "cgroup", (task, { kernel }, caller) => cgroupText(kernel, task, caller));
  table.file("oom_score", oomScore);
  table.file("oom_adj", oomAdj);
  table.file("oom_score_adj", oomScoreAdj);
  addIdMaps(table);
  if (!isThread) {
    const offsets: Show = ({ ns }) => timeOffsetsText(ns.timeForChildren);
    add(table, "timens_offsets", 0o644, offsets, ({ ns }, written, caller, { kernel }) =>
      writeTimeOffsets(kernel, ns.timeForChildren, written, caller),
    );
    add(table, "timerslack_ns", 0o666, () => "50000\n", ignored);
    add(table, "coredump_filter", 0o644, () => "00000023\n", ignored);
  }
  text(table, "arch_status", () => "AVX512_elapsed_ms:\t-1\n");
  secret(table, "ksm_merging_pages", () => "0\n");
  secret(table, "ksm_stat", () => "ksm_rmap_items 0\n");
  return table;
}

function addDirectories(table: Table, isThread: boolean): void {
  table.directory("fd", ({ view, of }) => new FdDirectory(view, of, false));
  if (!isThread) table.directory("map_files", ({ view, of }) => new MapFiles(view, of));
  table.directory("fdinfo", ({ view, of }) => new FdDirectory(view, of, true));
  table.directory("ns", ({ view, of }) => new NamespaceDirectory(view, of));
  table.directory("net", ({ view, of }) => view.netOf(of));
}

function addPlaces(table: Table): void {
  mapped(table, "maps", mapsText);
  const unreadable: Show = () => {
    throw new SysError("EIO");
  };
  add(table, "mem", 0o600, unreadable, undefined, true);
  for (const which of ["cwd", "root"] as const)
    table.file(which, ({ view, of }) => new OwnPlaceLink(view, of, which));
  table.file("exe", ({ view, of }) => new ProgramLink(view, of));
}

function addMounts(table: Table, isThread: boolean): void {
  text(table, "mounts", ({ ns, process }) => mountsText(ns.mnt, process.fs.root));
  text(table, "mountinfo", ({ ns, process }, _view, caller) =>
    mountinfoText(ns.mnt, process.fs.root, caller.task?.ns.cgroup.root),
  );
  if (!isThread) secret(table, "mountstats", ({ ns, process }) => mountstatsText(ns.mnt, process.fs.root));
}

function addIdMaps(table: Table): void {
  for (const kind of ["uid", "gid"] as const)
    add(
      table,
      `${kind}_map`,
      0o644,
      ({ creds }, _view, caller) => showMap(creds.userNs, kind, caller.creds.userNs),
      ({ creds }, written, caller) => writeMap(creds.userNs, kind, written, caller),
    );
  add(table, "projid_map", 0o644, () => "         0          0 4294967295\n");
  add(
    table,
    "setgroups",
    0o644,
    ({ creds }) => `${creds.userNs.setgroups}\n`,
    ({ creds }, written, caller) => writeSetgroups(creds.userNs, written, caller),
  );
}

function writeComm(task: Task, written: string, caller: Caller): void {
  if (caller.task?.process !== task.process) throw new SysError("EINVAL");
  task.comm = written.slice(0, 15);
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

export const THREAD_TABLE = makeTable(true);
export const PROCESS_TABLE = makeTable(false);
