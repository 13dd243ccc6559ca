/** mpstat and iostat: shares of processor time since boot, or in each interval. The machine has no disks to count. */
import type { Call } from "../../abi/call";
import type { Moment } from "../lib/calendar";
import { momentOf, strftime } from "../lib/calendar";
import { type Options, parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { number } from "../lib/numbers";
import { readTextFile } from "../lib/users";

/** Ticks of a row of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal, guest. */
type Ticks = readonly number[];

export function* cpuTicks(io: Io): Call<ReadonlyMap<string, Ticks>> {
  const rows = new Map<string, Ticks>();
  for (const line of ((yield* readTextFile(io.sys, "/proc/stat")) ?? "").split("\n")) {
    const [name = "", ...cells] = line.trim().split(/\s+/);
    if (name.startsWith("cpu")) rows.set(name, cells.map(Number));
  }
  return rows;
}

const sum = (ticks: Ticks) => ticks.slice(0, 8).reduce((total, value) => total + value, 0);
const minus = (a: Ticks, b: Ticks | undefined) => a.map((value, index) => value - (b?.[index] ?? 0));
const share = (ticks: Ticks, index: number) => {
  const total = sum(ticks);
  return total === 0 ? 0 : ((ticks[index] ?? 0) * 100) / total;
};

function* now(io: Io): Call<Moment> {
  return momentOf(Math.floor((yield* io.sys.clockGettime("realtime")) / 1e9));
}

function* banner(io: Io, gap: string): Call<void> {
  const { sysname, release, nodename, machine } = yield* io.sys.uname();
  const cpus = [...(yield* cpuTicks(io)).keys()].length - 1;
  const day = strftime("%m/%d/%y", yield* now(io));
  io.put(`${sysname} ${release} (${nodename})${gap}\t${day}${gap}\t_${machine}_\t(${cpus} CPU)\n\n`);
}

/** INTERVAL and COUNT: undefined for a single report since boot. */
function* pace(io: Io, words: readonly string[]): Call<{ readonly ns: number; readonly count: number }> {
  const [interval, count] = words;
  if (interval === undefined) return { ns: 0, count: 1 };
  const seconds = yield* number(io, interval, { max: 2 ** 31 - 1 });
  const times = count === undefined ? Number.POSITIVE_INFINITY : yield* number(io, count, { min: 1 });
  return { ns: seconds * 1e9, count: times };
}

const MPSTAT_HEAD = "     CPU    %usr   %nice    %sys %iowait    %irq   %soft  %steal  %guest   %idle\n";

export const mpstat = applet(function* (io) {
  const options = yield* parseOptions(io, "AI:P:u", { max: 2 });
  if (options.has("I", "A"))
    return yield* io.die("the simulated kernel counts no interrupts: -I and -A are not there");
  const { ns, count } = yield* pace(io, options.rest);
  const wanted = options.value("P");
  const chosen = (rows: ReadonlyMap<string, Ticks>) =>
    [...rows].filter(([name]) => {
      if (name === "cpu") return wanted === undefined || wanted === "ALL";
      return wanted === "ALL" || name === `cpu${wanted}`;
    });
  yield* banner(io, "");
  const report = function* (
    label: string,
    rows: ReadonlyMap<string, Ticks>,
    before: ReadonlyMap<string, Ticks>,
  ): Call<void> {
    io.put(`${label}${MPSTAT_HEAD}`);
    for (const [name, ticks] of chosen(rows)) {
      const passed = minus(ticks, before.get(name));
      const cells = [0, 1, 2, 4, 5, 6, 7, 8, 3].map(
        (index) => ` ${share(passed, index).toFixed(2).padStart(7)}`,
      );
      io.put(`${label}    ${(name === "cpu" ? "all" : name.slice(3)).padStart(4)}${cells.join("")}\n`);
    }
    yield* io.flush();
  };
  const clock = function* () {
    return strftime("%H:%M:%S", yield* now(io));
  };
  if (ns === 0) {
    yield* report(yield* clock(), yield* cpuTicks(io), new Map());
    return 0;
  }
  const first = yield* cpuTicks(io);
  let before = first;
  for (let turn = 0; turn < count; turn++) {
    yield* io.sys.nanosleep(ns);
    const rows = yield* cpuTicks(io);
    if (turn > 0) io.put("\n");
    yield* report(yield* clock(), rows, before);
    before = rows;
  }
  io.put("\n");
  yield* report("Average:", before, first);
  return 0;
});

export const iostat = applet(function* (io) {
  const options = yield* parseOptions(io, "cdtzkm");
  const words = options.rest.filter((word) => /^\d+$/.test(word));
  const { ns, count } = yield* pace(io, words);
  const both = !options.has("c", "d");
  yield* banner(io, " ");
  let before: ReadonlyMap<string, Ticks> = new Map();
  for (let turn = 0; turn < count; turn++) {
    if (turn > 0) yield* io.sys.nanosleep(ns);
    const rows = yield* cpuTicks(io);
    if (options.has("t")) io.put(`${strftime("%m/%d/%y %H:%M:%S", yield* now(io))}\n`);
    if (both || options.has("c")) {
      const ticks = minus(rows.get("cpu") ?? [], before.get("cpu"));
      const cells = [0, 1, 2, 4, 7, 3].map((index) => ` ${share(ticks, index).toFixed(2).padStart(7)}`);
      io.put(
        `avg-cpu:  %user   %nice %system %iowait  %steal   %idle\n        ${cells.join("").slice(1).padStart(47)}\n\n`,
      );
    }
    if (both || options.has("d")) io.put(`${deviceHead(options)}\n\n`);
    yield* io.flush();
    before = rows;
  }
  return 0;
});

function deviceHead(options: Options): string {
  const unit = options.has("m") ? "MB" : options.has("k") ? "kB" : "Blk";
  const cells = ["tps", `${unit}_read/s`, `${unit}_wrtn/s`, `${unit}_read`, `${unit}_wrtn`];
  const [tps = "", readRate = "", writeRate = "", read = "", written = ""] = cells;
  return `Device:${tps.padStart(15)} ${readRate.padStart(12)} ${writeRate.padStart(12)} ${read.padStart(10)} ${written.padStart(10)}`;
}
