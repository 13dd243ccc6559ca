/** busybox's ps and pstree. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { type ProcessInfo, processInfo, processTable } from "./kill";
import { Users } from "./names";

interface Column {
  readonly name: string;
  readonly header: string;
  readonly width: number;
  readonly show: (info: ProcessInfo, context: Context) => string;
}

interface Context {
  readonly users: Users;
  readonly uptimeTicks: number;
}

const TICKS = 100;
/** A line is cut at the terminal's width, or here where there is none (busybox's MAX_WIDTH). */
const WIDTH = 2048;

/** As busybox shows what a process runs: its words, or its name in brackets where it has none. */
export function args({ argv, comm }: ProcessInfo): string {
  if (argv.length === 0) return `[${comm}]`;
  const line = argv
    .join(" ")
    .replace(/[\t\n\r\v\f]/g, " ")
    .replace(/[^\x20-\x7e]/g, "?");
  const base = (argv[0] ?? "").replace(/^-/, "").replace(/^.*\//, "");
  return base.startsWith(comm) || comm.startsWith(base.slice(0, 15)) ? line : `{${comm}} ${line}`;
}

function minutes(ticks: number): string {
  const seconds = Math.floor(ticks / TICKS);
  const total = Math.floor(seconds / 60);
  return `${total}:${String(seconds % 60).padStart(2, "0")}`;
}

export function state({ state: letter, nice, rssPages, argv }: ProcessInfo): string {
  const kernel = argv.length === 0 && rssPages === 0 && letter !== "Z" ? "W" : "";
  const priority = nice < 0 ? "<" : nice > 0 ? "N" : "";
  return `${letter}${kernel}${priority}`;
}

function size(kb: number): string {
  return kb >= 100_000 ? `${Math.floor(kb / 1024)}m` : String(kb);
}

const user = (uid: number, { users }: Context): string => users.byUid(uid)?.name ?? String(uid);
const group = (gid: number, { users }: Context): string => users.groupByGid(gid)?.name ?? String(gid);

const COLUMNS: readonly Column[] = [
  { name: "user", header: "USER", width: 8, show: (info, context) => user(info.uid, context) },
  { name: "group", header: "GROUP", width: 8, show: (info, context) => group(info.gid, context) },
  { name: "comm", header: "COMMAND", width: 16, show: ({ comm }) => comm },
  { name: "args", header: "COMMAND", width: WIDTH, show: args },
  { name: "pid", header: "PID", width: 5, show: ({ pid }) => String(pid).padStart(5) },
  { name: "ppid", header: "PPID", width: 5, show: ({ ppid }) => String(ppid).padStart(5) },
  { name: "pgid", header: "PGID", width: 5, show: ({ pgid }) => String(pgid).padStart(5) },
  {
    name: "etime",
    header: "ELAPSED",
    width: 7,
    show: ({ startTicks }, { uptimeTicks }) => minutes(uptimeTicks - startTicks).padStart(5),
  },
  { name: "nice", header: "NI", width: 5, show: ({ nice }) => String(nice).padStart(5) },
  { name: "rgroup", header: "RGROUP", width: 8, show: (info, context) => group(info.gid, context) },
  { name: "ruser", header: "RUSER", width: 8, show: (info, context) => user(info.uid, context) },
  {
    name: "time",
    header: "TIME",
    width: 5,
    show: ({ userTicks, systemTicks }) => minutes(userTicks + systemTicks).padStart(5),
  },
  { name: "tty", header: "TT", width: 6, show: ({ tty }) => (tty === 0 ? "?" : `${tty >> 8},${tty & 0xff}`) },
  { name: "vsz", header: "VSZ", width: 4, show: ({ vszBytes }) => size(vszBytes / 1024).padStart(4) },
  { name: "sid", header: "SID", width: 5, show: ({ sid }) => String(sid).padStart(5) },
  { name: "stat", header: "STAT", width: 4, show: state },
  { name: "rss", header: "RSS", width: 4, show: ({ rssPages }) => size(rssPages * 4).padStart(4) },
];

function* chosen(io: Io, specs: readonly string[]): Call<readonly Column[]> {
  const columns: Column[] = [];
  for (const spec of specs) {
    const words = spec.split(",");
    for (const [index, word] of words.entries()) {
      const equals = word.indexOf("=");
      const name = equals < 0 ? word : word.slice(0, equals);
      const column = COLUMNS.find((one) => one.name === name);
      if (column === undefined)
        return yield* io.die(
          `bad -o argument '${name}', supported arguments: user,group,comm,args,pid,ppid,pgid,etime,nice,rgroup,ruser,time,tty,vsz,sid,stat,rss`,
        );
      if (equals < 0) {
        columns.push(column);
        continue;
      }
      const header = [word.slice(equals + 1), ...words.slice(index + 1)].join(",");
      columns.push({ ...column, header, width: Math.max(column.width, header.length) });
      break;
    }
  }
  return columns;
}

/** Columns up to the one that reaches the edge: the rest does not fit. */
function fitting(columns: readonly Column[], columnsWide: number): readonly Column[] {
  let width = 0;
  const last = columns.findIndex((column) => {
    width += column.width + 1;
    return width > columnsWide;
  });
  return last < 0 ? columns : columns.slice(0, last + 1);
}

const DEFAULT = ["pid", "user", "time", "args"];

export const ps = applet(function* (io) {
  const options = yield* parseOptions(io, "o:aAdeflT");
  const specs = options.values("o");
  const [, columnsWide] = yield* terminal(io);
  const columns = fitting(yield* chosen(io, specs.length > 0 ? specs : DEFAULT), columnsWide);
  const context: Context = {
    users: yield* Users.read(io.sys),
    uptimeTicks: (yield* io.sys.sysinfo()).uptimeNs / 1e7,
  };
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, index) => {
      const { width } = columns[index]!;
      return index === cells.length - 1 ? cell : cell.slice(0, Math.max(width, 0)).padEnd(width);
    });
    io.put(`${padded.join(" ").slice(0, columnsWide)}\n`);
  };
  if (columns.some(({ header }) => header !== "")) line(columns.map(({ header }) => header));
  for (const info of yield* rows(io, options.has("T"))) {
    line(columns.map(({ show }) => show(info, context)));
    yield* io.drain();
  }
  return 0;
});

function* terminal(io: Io): Call<readonly [number, number]> {
  if (!(yield* io.sys.isatty(1))) return [0, WIDTH];
  const { rows: height, columns } = yield* io.sys.getTerminal(1);
  return [height, columns];
}

function* rows(io: Io, threads: boolean): Call<readonly ProcessInfo[]> {
  const table = yield* processTable(io.sys);
  if (!threads) return table;
  const all: ProcessInfo[] = [];
  for (const info of table) {
    const fd = yield* io.sys.open(`/proc/${info.pid}/task`, O.RDONLY | O.DIRECTORY);
    const entries = yield* io.sys.readdir(fd);
    yield* io.sys.close(fd);
    for (const { name } of entries) {
      if (!/^\d+$/.test(name)) continue;
      const thread = yield* processInfo(io.sys, Number(name), `/proc/${info.pid}/task/${name}`);
      if (thread !== undefined) all.push({ ...thread, argv: info.argv });
    }
  }
  return all;
}

export const pstree = applet(function* (io) {
  const options = yield* parseOptions(io, "p", { max: 1 });
  const table = yield* processTable(io.sys);
  const [root = "1"] = options.rest;
  const label = ({ comm, pid }: ProcessInfo) => (options.has("p") ? `${comm}(${pid})` : comm);
  const print = (info: ProcessInfo, prefix: string): string => {
    const children = table.filter(({ ppid }) => ppid === info.pid);
    const own = label(info);
    if (children.length === 0) return `${own}\n`;
    const indent = " ".repeat(own.length);
    return children
      .map((child, index) => {
        const last = index === children.length - 1;
        const branch = children.length === 1 ? "---" : index === 0 ? "-+-" : last ? " `-" : " |-";
        const below = `${prefix}${indent}${last ? "   " : " | "}`;
        return `${index === 0 ? own : `${prefix}${indent}`}${branch}${print(child, below)}`;
      })
      .join("");
  };
  const start = table.find(({ pid }) => pid === Number(root));
  if (start !== undefined) io.put(print(start, ""));
  return 0;
});
