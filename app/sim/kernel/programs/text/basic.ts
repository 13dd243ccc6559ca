/** true, false, yes, sleep, usleep, env, printenv, tty, nohup, factor. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { SIG } from "../../abi/signals";
import { execOrDie } from "../lib/children";
import { parseOptions } from "../lib/getopt";
import { Input } from "../lib/input";
import { applet, type Io, sysError } from "../lib/io";
import { number } from "../lib/numbers";

// biome-ignore lint/correctness/useYield: a program is a generator, and this one asks nothing of the system
export const succeed = applet(function* () {
  return 0;
});

// biome-ignore lint/correctness/useYield: a program is a generator, and this one asks nothing of the system
export const failure = applet(function* () {
  return 1;
});

export const yes = applet(function* (io) {
  const words = io.args[0] === "--" ? io.args.slice(1) : io.args;
  const line = `${words.length === 0 ? "y" : words.join(" ")}\n`;
  for (;;) {
    io.put(line);
    io.spend(60);
    yield* io.drain();
    if (io.outputError !== undefined) return yield* io.dieError("(null)", io.outputError);
  }
});

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86400 };

/** "1.5m" in seconds; dies with "invalid number". */
export function* duration(io: Io, text: string): Call<number> {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (match === null) return yield* io.die(`invalid number '${text}'`);
  return Number(match[1]) * UNITS[match[2]!]!;
}

export const sleep = applet(function* (io) {
  const words = io.args[0] === "--" ? io.args.slice(1) : io.args;
  if (words.length === 0) yield* io.usage();
  let seconds = 0;
  for (const word of words)
    seconds += word === "inf" || word === "infinity" ? Infinity : yield* duration(io, word);
  yield* io.settle();
  yield* io.sys.nanosleep(Math.round(seconds * 1e9));
  return 0;
});

export const usleep = applet(function* (io) {
  const word = io.args[0] ?? (yield* io.usage());
  const micros = yield* number(io, word);
  yield* io.settle();
  yield* io.sys.nanosleep(micros * 1000);
  return 0;
});

export const env = applet(function* (io) {
  const options = yield* parseOptions(io, "+iu:0", {
    long: { "ignore-environment": ["i"], unset: ["u", "value"], null: ["0"] },
  });
  let words = options.rest;
  const clear = options.has("i") || words[0] === "-";
  if (words[0] === "-") words = words.slice(1);
  const environment = clear ? new Map<string, string>() : new Map(io.env);
  for (const name of options.values("u")) environment.delete(name);
  let at = 0;
  for (; at < words.length && words[at]!.includes("="); at++) {
    const equals = words[at]!.indexOf("=");
    environment.set(words[at]!.slice(0, equals), words[at]!.slice(equals + 1));
  }
  if (at < words.length) return yield* execOrDie(io, words.slice(at), environment);
  const end = options.has("0") ? "\0" : "\n";
  for (const [name, value] of environment) io.put(`${name}=${value}${end}`);
  return 0;
});

export const printenv = applet(function* (io) {
  const words = io.args[0] === "--" ? io.args.slice(1) : io.args;
  if (words.length === 0) for (const [name, value] of io.env) io.put(`${name}=${value}\n`);
  let status = 0;
  for (const name of words) {
    const value = io.env.get(name);
    if (value === undefined) status = 1;
    else io.put(`${value}\n`);
  }
  yield* io.drain();
  return status;
});

export const tty = applet(function* (io) {
  io.failStatus = 2;
  const options = yield* parseOptions(io, "s", { max: 0 });
  const terminal = yield* io.sys.isatty(0);
  if (!options.has("s")) {
    let name = "not a tty";
    if (terminal) {
      try {
        name = yield* io.sys.readlink("/proc/self/fd/0");
      } catch (error) {
        sysError(error);
        name = "/dev/tty";
      }
    }
    io.put(`${name}\n`);
  }
  return terminal ? 0 : 1;
});

export const nohup = applet(function* (io) {
  io.failStatus = 127;
  const words = io.args[0] === "--" ? io.args.slice(1) : io.args;
  if (words.length === 0) yield* io.usage();
  if (yield* io.sys.isatty(0)) yield* io.sys.dup2(yield* io.sys.open("/dev/null", O.RDONLY), 0);
  const terminalOut = yield* io.sys.isatty(1);
  if (terminalOut) {
    let name = "nohup.out";
    let fd: number;
    try {
      fd = yield* io.sys.open(name, O.CREAT | O.RDWR | O.APPEND, 0o600);
    } catch (error) {
      sysError(error);
      name = `${io.env.get("HOME") ?? ""}/nohup.out`;
      try {
        fd = yield* io.sys.open(name, O.CREAT | O.RDWR | O.APPEND, 0o600);
      } catch (again) {
        return yield* io.dieError(`can't open '${name}'`, again);
      }
    }
    yield* io.warn(`appending output to ${name}`);
    yield* io.sys.dup2(fd, 1);
  }
  if (yield* io.sys.isatty(2)) yield* io.sys.dup2(1, 2);
  yield* io.sys.sigaction(SIG.HUP, "ignore");
  return yield* execOrDie(io, words);
});

export const factor = applet(function* (io) {
  const factorize = function* (text: string): Call<void> {
    const trimmed = text.trim();
    if (!/^\+?\d+$/.test(trimmed) || BigInt(trimmed) >= 1n << 64n) yield* io.usage();
    let rest = BigInt(trimmed);
    let out = `${rest}:`;
    for (const prime of [2n, 3n, 5n, 7n]) {
      while (rest > 1n && rest % prime === 0n) {
        out += ` ${prime}`;
        rest /= prime;
      }
    }
    for (let divisor = 11n; divisor * divisor <= rest; divisor += 2n) {
      io.spend(40);
      yield* io.pace();
      while (rest % divisor === 0n) {
        out += ` ${divisor}`;
        rest /= divisor;
      }
    }
    if (rest > 1n) out += ` ${rest}`;
    io.put(`${out}\n`);
    yield* io.drain();
  };
  if (io.args.length === 0) {
    const input = new Input(io, 0, "-");
    for (;;) {
      const line = yield* input.line();
      if (line === undefined) return 0;
      for (const word of line.split(/\s+/)) if (word !== "") yield* factorize(word);
    }
  }
  for (const word of io.args) yield* factorize(word);
  return 0;
});
