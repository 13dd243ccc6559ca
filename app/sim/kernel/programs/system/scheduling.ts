/** Where and how a process may run: taskset, chrt, ionice. The model has one scheduling policy, SCHED_OTHER, and no I/O priorities. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { ranges } from "../../proc/pid-texts";
import { execOrDie } from "../lib/children";
import { type Options, parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { number } from "../lib/numbers";

const MOST_CPUS = 1024;

function maskText(cpus: readonly number[]): string {
  return cpus.reduce((mask, cpu) => mask | (1n << BigInt(cpu)), 0n).toString(16);
}

/** "0-3,5", with strides as in "0-6:2"; undefined where it is none. */
function parseList(text: string): readonly number[] | undefined {
  const cpus = new Set<number>();
  for (const part of text.split(",")) {
    const match = part.match(/^(\d+)(?:-(\d+)(?::(\d+))?)?$/);
    if (match === null) return undefined;
    const from = Number(match[1]);
    const to = Number(match[2] ?? from);
    const step = Number(match[3] ?? 1);
    if (to < from || step < 1 || to >= MOST_CPUS) return undefined;
    for (let cpu = from; cpu <= to; cpu += step) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}

function parseMask(text: string): readonly number[] | undefined {
  const digits = text.replace(/^0x/i, "");
  if (!/^[0-9a-f]{1,256}$/i.test(digits)) return undefined;
  const mask = BigInt(`0x${digits}`);
  return Array.from({ length: mask.toString(2).length }, (_, cpu) => cpu).filter(
    (cpu) => ((mask >> BigInt(cpu)) & 1n) === 1n,
  );
}

export const taskset = applet(function* (io) {
  const options = yield* parseOptions(io, "+pca", { min: 1 });
  const words = [...options.rest];
  let affinity: string | undefined;
  let pid = 0;
  if (options.has("p")) {
    const last = words.pop() ?? "";
    affinity = words.shift();
    pid = yield* number(io, last, { min: 1, max: 2 ** 22 });
  } else {
    affinity = words.shift();
    if (words.length === 0) return yield* io.usage();
  }
  const list = options.has("c");
  const show = function* (state: string): Call<void> {
    let cpus: readonly number[];
    try {
      cpus = yield* io.sys.getaffinity(pid);
    } catch (error) {
      return yield* io.dieError(`can't get pid ${pid}'s affinity`, error);
    }
    io.put(
      `pid ${pid}'s ${state} affinity ${list ? "list" : "mask"}: ${list ? ranges(cpus) : maskText(cpus)}\n`,
    );
  };
  if (options.has("p")) yield* show("current");
  if (affinity === undefined) return 0;
  const cpus = list ? parseList(affinity) : parseMask(affinity);
  if (cpus === undefined || (cpus.length === 0 && list)) return yield* io.die(`bad affinity '${affinity}'`);
  try {
    yield* io.sys.setaffinity(pid, cpus);
  } catch (error) {
    return yield* io.dieError(`can't set pid ${pid}'s affinity`, error);
  }
  if (!options.has("p")) return yield* execOrDie(io, words);
  yield* show("new");
  return 0;
});

const POLICIES = [
  ["o", "SCHED_OTHER", 0, 0],
  ["f", "SCHED_FIFO", 1, 99],
  ["r", "SCHED_RR", 1, 99],
  ["b", "SCHED_BATCH", 0, 0],
  ["i", "SCHED_IDLE", 0, 0],
] as const;

export const chrt = applet(function* (io) {
  const options = yield* parseOptions(io, "+mprfobi");
  if (options.has("m")) {
    for (const [, name, low, high] of POLICIES) io.put(`${name} min/max priority\t: ${low}/${high}\n`);
    return 0;
  }
  const [first] = options.rest;
  if (first === undefined) return yield* io.usage();
  const letter = options.last("r", "f", "o", "b", "i") ?? "r";
  const [, , low, high] = POLICIES.find(([key]) => key === letter)!;
  if (options.has("p")) {
    const pid = yield* number(io, options.rest.at(-1) ?? "", { min: 1, max: 2 ** 31 - 1 });
    yield* policyOf(io, pid);
    if (options.rest.length === 1) return 0;
    yield* number(io, first, { min: low, max: high });
    if (letter !== "o") return yield* refused(io, pid);
    io.put(`pid ${pid}'s new scheduling policy: SCHED_OTHER\npid ${pid}'s new scheduling priority: 0\n`);
    return 0;
  }
  if (options.rest.length < 2) return yield* io.usage();
  yield* number(io, first, { min: low, max: high });
  // Every policy is accepted; the scheduler knows SCHED_OTHER only.
  return yield* execOrDie(io, options.rest.slice(1));
});

function* policyOf(io: Io, pid: number): Call<void> {
  try {
    yield* io.sys.getpriority(pid);
  } catch (error) {
    yield* io.dieError(`can't get pid ${pid}'s policy`, error);
  }
  io.put(
    `pid ${pid}'s current scheduling policy: SCHED_OTHER\npid ${pid}'s current scheduling priority: 0\n`,
  );
}

function* refused(io: Io, pid: number): Call<never> {
  return yield* io.dieError(`can't set pid ${pid}'s policy`, new SysError("ENOSYS"));
}

export const ionice = applet(function* (io) {
  const options = yield* parseOptions(io, "+n:c:p:t");
  const level = yield* number(io, options.value("n") ?? "0");
  const wantedClass = options.value("c");
  if (wantedClass !== undefined && !["1", "2", "3"].includes(wantedClass)) {
    const numeric = yield* number(io, wantedClass);
    if (numeric > 3) return yield* io.die(`bad class ${numeric}`);
  }
  if (!options.has("n", "c")) return yield* ioClass(io, options);
  // Accepted, and without effect: there are no block devices to wait for.
  if (level > 7 && !options.has("t")) return yield* io.die("ioprio_set: Invalid argument");
  return options.rest.length > 0 ? yield* execOrDie(io, options.rest) : 0;
});

function* ioClass(io: Io, options: Options): Call<number> {
  const [word] = options.rest;
  const text = options.value("p") ?? word;
  if (options.value("p") === undefined && word !== undefined) return yield* execOrDie(io, options.rest);
  const pid = text === undefined ? 0 : yield* number(io, text);
  try {
    yield* io.sys.getpriority(pid);
  } catch (error) {
    return yield* io.dieError("ioprio_get", error);
  }
  io.put("none: prio 0\n");
  return 0;
}
