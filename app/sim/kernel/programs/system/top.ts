/** busybox's top, in batches or on a terminal. */
import type { Call } from "../../abi/call";
import { POLL } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { number } from "../lib/numbers";
import { readTextFile } from "../lib/users";
import { type ProcessInfo, processTable } from "./kill";
import { memoryRow } from "./machine";
import { Users } from "./names";
import { args, state } from "./ps";
import { cpuTicks } from "./statistics";

const PAGE_KB = 4;
const BATCH_LINES = 0x7fff;
const BATCH_COLUMNS = 79;

interface Row extends ProcessInfo {
  /** Ticks since the last look; since its start at the first. */
  readonly ticks: number;
}

/** "100%" has no decimal, others one. */
function percent(value: number, width: number): string {
  return (value >= 99.95 ? "100" : value.toFixed(1)).padStart(width);
}

class Screen {
  private before = new Map<number, number>();
  private cpuBefore: readonly number[] | undefined;
  private order: "cpu" | "mem" | "time" | "pid" = "cpu";

  constructor(
    private readonly io: Io,
    private readonly users: Users,
  ) {}

  /** A key that was pressed. Answers whether to go on. */
  key(key: string): boolean {
    const letter = key.toLowerCase();
    if (letter === "q" || key === "\x03") return false;
    const orders = { n: "pid", m: "mem", p: "cpu", t: "time" } as const;
    if (letter in orders) this.order = orders[letter as keyof typeof orders];
    return true;
  }

  private sorted(rows: Row[]): Row[] {
    const keys: Record<typeof this.order, (row: Row) => number> = {
      cpu: ({ ticks }) => ticks,
      mem: ({ vszBytes }) => vszBytes,
      time: ({ userTicks, systemTicks }) => userTicks + systemTicks,
      pid: ({ pid }) => pid,
    };
    const by = keys[this.order];
    return rows.sort((a, b) => by(b) - by(a) || b.vszBytes - a.vszBytes || b.pid - a.pid);
  }

  *show(lines: number, columns: number): Call<void> {
    const { io } = this;
    const meminfo = (yield* readTextFile(io.sys, "/proc/meminfo")) ?? "";
    const row = (name: string) => memoryRow(meminfo, name);
    const total = row("MemTotal");
    const unused = row("MemFree");
    io.put(
      `Mem: ${total - unused}K used, ${unused}K free, ${row("Shmem")}K shrd, ${row("Buffers")}K buff, ${row("Cached")}K cached\n`,
    );
    const ticks = (yield* cpuTicks(io)).get("cpu") ?? [];
    const passed = ticks.map((value, index) => value - (this.cpuBefore?.[index] ?? 0));
    const first = this.cpuBefore === undefined;
    this.cpuBefore = ticks;
    const all = passed.slice(0, 8).reduce((sum, value) => sum + value, 0) || 1;
    const part = (index: number) => percent(((passed[index] ?? 0) * 100) / all, 4);
    io.put(
      `CPU: ${part(0)}% usr ${part(2)}% sys ${part(1)}% nic ${part(3)}% idle ${part(4)}% io ${part(5)}% irq ${part(6)}% sirq\n`,
    );
    io.put(`Load average: ${((yield* readTextFile(io.sys, "/proc/loadavg")) ?? "").trim()}\n`);
    io.put("  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\n");
    const table = yield* processTable(io.sys);
    const rows = this.sorted(
      table.map((info) => {
        const used = info.userTicks + info.systemTicks;
        const since = first ? 0 : used - (this.before.get(info.pid) ?? used);
        return { ...info, ticks: since };
      }),
    );
    this.before = new Map(table.map((info) => [info.pid, info.userTicks + info.systemTicks]));
    for (const info of rows.slice(0, Math.max(0, lines - 5))) {
      const kb = info.vszBytes / 1024;
      const size = kb >= 100_000 ? `${Math.floor(kb / 1024)}m` : String(kb);
      const user = this.users.byUid(info.uid)?.name ?? String(info.uid);
      const share = percent(((info.vszBytes / 1024) * 100) / total, 4);
      const cpu = percent((info.ticks * 100) / all, 4);
      const head = `${String(info.pid).padStart(5)} ${String(info.ppid).padStart(5)} ${user.slice(0, 8).padEnd(8)} ${state(info).padEnd(4)} ${size.padStart(5)} ${share} ${cpu} `;
      io.put(`${(head + args(info)).slice(0, columns)}\n`);
      yield* io.drain();
    }
    yield* io.flush();
  }

  /** The -m form. */
  *showMemory(lines: number): Call<void> {
    const { io } = this;
    const meminfo = (yield* readTextFile(io.sys, "/proc/meminfo")) ?? "";
    const row = (name: string) => memoryRow(meminfo, name);
    io.put(
      `Mem total:${row("MemTotal")} anon:${row("AnonPages")} map:${row("Mapped")} free:${row("MemFree")}\n`,
    );
    io.put(
      ` slab:${row("Slab")} buf:${row("Buffers")} cache:${row("Cached")} dirty:${row("Dirty")} write:${row("Writeback")}\n`,
    );
    io.put(`Swap total:${row("SwapTotal")} free:${row("SwapFree")}\n`);
    io.put("  PID^^^VSZ^VSZRW   RSS (SHR) DIRTY (SHR) STACK COMMAND\n");
    const rows: {
      readonly info: ProcessInfo;
      readonly sums: ReadonlyMap<string, number>;
      readonly writable: number;
      readonly stack: number;
    }[] = [];
    for (const info of yield* processTable(io.sys)) {
      const text = (yield* readTextFile(io.sys, `/proc/${info.pid}/smaps`)) ?? "";
      if (text === "") continue;
      const sums = new Map<string, number>();
      let writable = 0;
      let stack = 0;
      let mode = "";
      let name = "";
      for (const line of text.split("\n")) {
        const head = line.match(/^[0-9a-f]+-[0-9a-f]+ (\S{4}) \S+ \S+ \d+\s*(.*)$/);
        if (head !== null) [, mode = "", name = ""] = head;
        const cell = line.match(/^(\w+):\s+(\d+) kB$/);
        if (cell === null) continue;
        const value = Number(cell[2]);
        sums.set(cell[1]!, (sums.get(cell[1]!) ?? 0) + value);
        if (cell[1] === "Size" && mode[1] === "w") writable += value;
        if (cell[1] === "Size" && name === "[stack]") stack = value;
      }
      rows.push({ info, sums, writable, stack });
    }
    rows.sort((a, b) => b.info.vszBytes - a.info.vszBytes || b.info.pid - a.info.pid);
    const cell = (value: number) => String(value).padStart(6);
    for (const { info, sums, writable, stack } of rows.slice(0, Math.max(0, lines - 5))) {
      const sum = (...names: string[]) => names.reduce((total, name) => total + (sums.get(name) ?? 0), 0);
      io.put(
        `${String(info.pid).padStart(5)}${cell(info.vszBytes / 1024)}${cell(writable)}${cell(info.rssPages * PAGE_KB)}${cell(sum("Shared_Clean", "Shared_Dirty"))}${cell(sum("Private_Dirty", "Shared_Dirty"))}${cell(sum("Shared_Dirty"))}${cell(stack)} ${args(info)}\n`.slice(
          0,
          BATCH_COLUMNS + 1,
        ),
      );
    }
    yield* io.flush();
  }
}

export const top = applet(function* (io) {
  const options = yield* parseOptions(io, "d:n:bHm");
  const users = yield* Users.read(io.sys);
  const delay = options.value("d");
  const delayNs = delay === undefined ? 5e9 : (yield* number(io, delay)) * 1e9;
  const turns = options.value("n");
  const count = turns === undefined ? Number.POSITIVE_INFINITY : yield* number(io, turns);
  const screen = new Screen(io, users);
  const batch = options.has("b") || !(yield* io.sys.isatty(1));
  const keys = !batch && (yield* io.sys.isatty(0));
  if (keys) yield* io.sys.setTerminal(0, { canonical: false, echo: false });
  try {
    for (let turn = 0; turn < count; turn++) {
      let lines = BATCH_LINES;
      let columns = BATCH_COLUMNS;
      if (!batch) {
        const size = yield* io.sys.getTerminal(1);
        lines = size.rows;
        columns = Math.max(10, size.columns - 1);
        io.put("\x1b[H\x1b[J");
      }
      if (options.has("m")) yield* screen.showMemory(lines);
      else yield* screen.show(lines, columns);
      if (turn + 1 >= count) break;
      if (!keys) yield* io.sys.nanosleep(delayNs);
      else if (!(yield* waitForKey(io, screen, delayNs))) break;
    }
  } finally {
    if (keys) yield* io.sys.setTerminal(0, { canonical: true, echo: true });
  }
  return 0;
});

/** Until the delay has passed or a key was pressed. Answers whether to go on. */
function* waitForKey(io: Io, screen: Screen, delayNs: number): Call<boolean> {
  const ready = yield* io.sys.poll([{ fd: 0, events: POLL.IN }], delayNs);
  if (ready.length === 0) return true;
  const bytes = yield* io.sys.read(0, 16);
  if (bytes.length === 0) return false;
  return [...bytes].every((byte) => screen.key(String.fromCharCode(byte)));
}
