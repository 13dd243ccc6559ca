/** The terminal: stty, ttysize, resize, reset, clear, cttyhack. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import type { Terminal } from "../../abi/sys";
import { execOrDie } from "../lib/children";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";

/** Of a terminal that has no size. */
const ROWS = 24;
const COLUMNS = 80;

function* sizeOf(io: Io, fd: number): Call<readonly [columns: number, rows: number]> {
  try {
    const { columns, rows } = yield* io.sys.getTerminal(fd);
    return [columns || COLUMNS, rows || ROWS];
  } catch (error) {
    sysError(error);
    return [COLUMNS, ROWS];
  }
}

export const ttysize = applet(function* (io) {
  const [width, height] = yield* sizeOf(io, 0);
  if (io.args.length === 0) {
    io.put(`${width} ${height}\n`);
    return 0;
  }
  const shown = io.args.map((word) => (word === "w" ? String(width) : word === "h" ? String(height) : ""));
  io.put(`${shown.join(" ")}\n`);
  return 0;
});

export const clear = applet(function* (io) {
  yield* parseOptions(io, "");
  io.put("\x1b[H\x1b[J");
  return 0;
});

export const reset = applet(function* (io) {
  yield* parseOptions(io, "");
  if ((yield* io.sys.isatty(0)) && (yield* io.sys.isatty(1))) {
    io.put("\x1bc\x1b(B\x1b[m\x1b[J\x1b[?25h");
    yield* io.flush();
    yield* io.sys.setTerminal(0, { echo: true, canonical: true, signals: true });
  }
  return 0;
});

/** Without an answer from a terminal there is no size: as busybox leaves it. */
export const resize = applet(function* (io) {
  yield* parseOptions(io, "");
  const known = yield* io.sys.isatty(2);
  const [columns, rows] = known ? yield* sizeOf(io, 2) : [0, 0];
  if (!known) yield* io.complain("\x1b7\x1b[r\x1b[999;999H\x1b[6n\x1b8");
  io.put(`COLUMNS=${columns};LINES=${rows};export COLUMNS LINES;\n`);
  return known ? 0 : 255;
});

const FLAGS: Readonly<Record<string, keyof Terminal>> = {
  echo: "echo",
  icanon: "canonical",
  isig: "signals",
};

/** What one word changes; undefined if it is no setting. */
function change(word: string): Partial<Terminal> | undefined {
  if (word === "sane" || word === "cooked" || word === "-raw")
    return { echo: true, canonical: true, signals: true };
  if (word === "raw") return { canonical: false, signals: false };
  if (word === "cbreak") return { canonical: false };
  const off = word.startsWith("-");
  const flag = FLAGS[off ? word.slice(1) : word];
  return flag === undefined ? undefined : { [flag]: !off };
}

function shown({ rows, columns, echo, canonical, signals }: Terminal, all: boolean): string {
  const flag = (on: boolean, name: string) => `${on ? "" : "-"}${name}`;
  const head = all
    ? `speed 38400 baud; rows ${rows}; columns ${columns}; line = 0;\n`
    : "speed 38400 baud; line = 0;\n";
  const flags = all || !(echo && canonical && signals);
  const kept = [
    [signals, "isig"],
    [canonical, "icanon"],
    [echo, "echo"],
  ] as const;
  const words = kept.filter(([on]) => all || !on).map(([on, name]) => flag(on, name));
  return flags ? `${head}${words.join(" ")}\n` : head;
}

export const stty = applet(function* (io) {
  let words = [...io.args];
  let fd = 0;
  let name = "standard input";
  const at = words.findIndex((word) => word.startsWith("-F"));
  if (at >= 0) {
    const given = words[at]!.slice(2);
    name = given === "" ? (words[at + 1] ?? "") : given;
    words = [...words.slice(0, at), ...words.slice(at + (given === "" ? 2 : 1))];
    try {
      fd = yield* io.sys.open(name, O.RDWR | O.NONBLOCK);
    } catch (error) {
      return yield* io.dieError(`can't open '${name}'`, error);
    }
  }
  const all = words.includes("-a");
  words = words.filter((word) => word !== "-a" && word !== "-g");
  let terminal: Terminal;
  try {
    terminal = yield* io.sys.getTerminal(fd);
  } catch (error) {
    return yield* io.dieError(name, error);
  }
  if (words.length === 0) {
    io.put(shown(terminal, all));
    return 0;
  }
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === "size") {
      io.put(`${terminal.rows} ${terminal.columns}\n`);
      continue;
    }
    if (word === "rows" || word === "cols" || word === "columns") {
      const value = words[++index];
      if (value === undefined) return yield* io.die(`missing argument to '${word}'`);
      if (!/^\d+$/.test(value)) return yield* io.die(`invalid number '${value}'`);
      yield* io.sys.setTerminal(fd, word === "rows" ? { rows: Number(value) } : { columns: Number(value) });
      continue;
    }
    const wanted = change(word);
    if (wanted === undefined) return yield* io.die(`invalid argument '${word}'`);
    yield* io.sys.setTerminal(fd, wanted);
  }
  return 0;
});

/** Gives a program the terminal on its standard input as its controlling one, where it has none. */
export const cttyhack = applet(function* (io) {
  const words = io.args.length > 0 ? io.args : ["/bin/sh"];
  try {
    yield* io.sys.close(yield* io.sys.open("/dev/tty", O.RDWR));
  } catch (error) {
    sysError(error);
    try {
      yield* io.sys.setControllingTerminal(0);
    } catch (problem) {
      if (!(problem instanceof SysError)) throw problem;
    }
  }
  return yield* execOrDie(io, words);
});
