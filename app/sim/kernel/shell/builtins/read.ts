/** read. */

import { SysError } from "../../abi/errno";
import { POLL } from "../../abi/flags";
import { Problem } from "../expand/problem";
import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";
import { isName } from "../syntax/characters";
import type { Builtin } from "./builtin";
import { parseOptions } from "./options";

interface Settings {
  readonly raw: boolean;
  readonly fd: number;
  readonly delimiter: string;
  /** At most so many characters. */
  readonly count: number;
  readonly deadlineNs: number;
}

/** A character read; escaped ones neither split nor are trimmed. */
interface ReadCharacter {
  readonly byte: string;
  readonly escaped: boolean;
}

/** One object for each that there can be: a line may be long. */
const CHARACTERS: readonly ReadCharacter[] = Array.from({ length: 512 }, (_, index) => ({
  byte: String.fromCharCode(index & 0xff),
  escaped: index > 0xff,
}));
const character = (byte: string, escaped: boolean): ReadCharacter =>
  CHARACTERS[byte.charCodeAt(0) + (escaped ? 256 : 0)]!;
/** So many characters of a line are read before the memory for them is asked for. */
const KEPT_AT_ONCE = 4096;

function* read(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters, values, rest } = parseOptions(argv, "p:u:rt:n:sd:");
  for (const name of rest)
    if (!isName(name)) {
      yield* sh.error(`${sh.appletName}: read: '${name}': bad variable name\n`);
      return 1;
    }
  const fd = Number(values.get("u") ?? 0);
  if (values.has("u") && !/^[0-9]+$/.test(values.get("u") as string))
    throw new Problem("invalid file descriptor");
  const timeout = values.get("t");
  if (timeout !== undefined && !/^[0-9]*\.?[0-9]*$/.test(timeout)) throw new Problem("invalid timeout");
  const count = values.get("n");
  if (count !== undefined && !/^[0-9]+$/.test(count)) throw new Problem("invalid count");
  const tty = yield* sh.sys.isatty(fd);
  if (values.has("p") && tty) yield* sh.error(values.get("p") as string);
  const timeoutNs = timeout === undefined ? Number.POSITIVE_INFINITY : Number(timeout || 0) * 1e9;
  if (timeoutNs === 0) {
    const ready = yield* sh.sys.poll([{ fd, events: POLL.IN }], 0);
    return ready.length > 0 ? 0 : 1;
  }
  const now = yield* sh.sys.clockGettime("monotonic");
  const settings: Settings = {
    raw: letters.includes("r"),
    fd,
    delimiter: values.has("d") ? (values.get("d") as string).slice(0, 1) || "\0" : "\n",
    count: count === undefined || count === "0" ? Number.POSITIVE_INFINITY : Number(count),
    deadlineNs: now + timeoutNs,
  };
  const silent = tty && letters.includes("s");
  const keys = tty && count !== undefined;
  if (silent || keys) yield* sh.sys.setTerminal(fd, { ...(silent ? { echo: false } : {}), canonical: !keys });
  const { characters, status } = yield* readCharacters(sh, settings);
  if (silent || keys) yield* sh.sys.setTerminal(fd, { echo: true, canonical: true });
  assignFields(sh, rest, characters);
  sh.keep(-characters.length);
  return status;
}

function* readCharacters(
  sh: Shell,
  { raw, fd, delimiter, count, deadlineNs }: Settings,
): ShellCall<{ characters: ReadCharacter[]; status: number }> {
  const characters: ReadCharacter[] = [];
  let escaped = false;
  for (let taken = 0; taken < count; ) {
    const byte = yield* readByte(sh, fd, deadlineNs);
    if (typeof byte === "number") return { characters, status: byte };
    taken++;
    if (byte === "\0" && delimiter !== "\0") continue;
    sh.keep(1);
    if (escaped) {
      escaped = false;
      if (byte === "\n") sh.keep(-1);
      else characters.push(character(byte, true));
      continue;
    }
    if (byte === delimiter) {
      sh.keep(-1);
      break;
    }
    if (!raw && byte === "\\") {
      escaped = true;
      sh.keep(-1);
      continue;
    }
    characters.push(character(byte, false));
    if (characters.length % KEPT_AT_ONCE === 0) yield* sh.work(0);
  }
  return { characters, status: 0 };
}

/** One byte, or the status with which `read` ends. */
function* readByte(sh: Shell, fd: number, deadlineNs: number): ShellCall<string | number> {
  for (;;) {
    try {
      if (deadlineNs !== Number.POSITIVE_INFINITY) {
        const left = deadlineNs - (yield* sh.sys.clockGettime("monotonic"));
        if (left <= 0) return 1;
        if ((yield* sh.sys.poll([{ fd, events: POLL.IN }], left)).length === 0) return 1;
      }
      const data = yield* sh.sys.read(fd, 1);
      return data.length === 0 ? 1 : String.fromCharCode(data[0] as number);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code !== "EINTR") return 1;
      if (sh.interrupted) return 130;
      const [signal] = sh.pending;
      if (signal !== undefined) return 128 + signal;
    }
  }
}

const isBlank = (byte: string): boolean => byte === " " || byte === "\t" || byte === "\n";

/** Splits what was read by IFS over the names; the last one takes the rest. */
function assignFields(sh: Shell, names: readonly string[], characters: readonly ReadCharacter[]): void {
  if (names.length === 0) {
    sh.variables.set("REPLY", characters.map((c) => c.byte).join(""));
    return;
  }
  const { ifs } = sh;
  const isSeparator = (c: ReadCharacter): boolean => !c.escaped && ifs.includes(c.byte);
  let at = 0;
  const skipBlanks = (): void => {
    while (at < characters.length && separatesBlank(characters[at] as ReadCharacter)) at++;
  };
  const separatesBlank = (c: ReadCharacter): boolean => isSeparator(c) && isBlank(c.byte);
  skipBlanks();
  for (const [index, name] of names.entries()) {
    let text = "";
    const start = at;
    while (at < characters.length && !isSeparator(characters[at] as ReadCharacter))
      text += characters[at++]?.byte;
    if (index === names.length - 1) {
      sh.variables.set(name, lastField(characters.slice(start), isSeparator));
      return;
    }
    skipBlanks();
    const c = characters[at];
    if (c && isSeparator(c)) {
      at++;
      skipBlanks();
    }
    sh.variables.set(name, text);
  }
}

/** The rest of the line: without blanks at its end, and without one other separator if that is all that follows a field. */
function lastField(rest: readonly ReadCharacter[], isSeparator: (c: ReadCharacter) => boolean): string {
  let end = rest.length;
  const blank = (c: ReadCharacter | undefined): boolean =>
    c !== undefined && isSeparator(c) && isBlank(c.byte);
  while (blank(rest[end - 1])) end--;
  const last = rest[end - 1];
  if (last && isSeparator(last) && !rest.slice(0, end - 1).some((c) => isSeparator(c) && !isBlank(c.byte))) {
    const field = rest.slice(0, end - 1);
    let stop = field.length;
    while (blank(field[stop - 1])) stop--;
    if (!field.slice(0, stop).some(isSeparator)) end = stop;
  }
  return rest
    .slice(0, end)
    .map((c) => c.byte)
    .join("");
}

export const READING: readonly (readonly [string, Builtin])[] = [["read", { run: read }]];
