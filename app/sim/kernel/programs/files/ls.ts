import type { Call } from "../../abi/call";
import { S } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { compareText } from "../lib/bytes";
import { momentOf, strftime, type Zone, zoneOf } from "../lib/calendar";
import { listDirectory } from "../lib/directories";
import { Options, parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { isDevice, isDirectory, isLink, modeString } from "../lib/modes";
import { humanSize, number } from "../lib/numbers";
import { joinPath } from "../lib/paths";
import { Accounts } from "../lib/users";
import { WORK } from "../lib/work";
import { compareVersions } from "../text/sort-keys";

interface Entry {
  /** As shown. */
  readonly name: string;
  /** As the system calls want it. */
  readonly path: string;
  readonly stat: Stat;
}

/** Half a year: older files show their year instead of the time. */
const RECENT_SECONDS = (3600 * 24 * 365) / 2;

class Lister {
  private readonly accounts: Accounts;
  private readonly zone: Zone;
  private nowSeconds = 0;
  status = 0;
  private printedAny = false;

  constructor(
    private readonly io: Io,
    private readonly options: Options,
    private readonly width: number,
  ) {
    this.accounts = new Accounts(io.sys);
    this.zone = zoneOf(io.env);
  }

  *start(): Call<void> {
    this.nowSeconds = Math.floor((yield* this.io.sys.clockGettime("realtime")) / 1e9);
  }

  *stat(path: string, follow: boolean): Call<Stat | undefined> {
    try {
      return follow ? yield* this.io.sys.stat(path) : yield* this.io.sys.lstat(path);
    } catch (error) {
      yield* this.io.warnError(path, error);
      this.status = 1;
      return undefined;
    }
  }

  private compare(a: Entry, b: Entry): number {
    const { options } = this;
    let order = 0;
    if (options.has("group")) {
      order = Number(isDirectory(b.stat.mode)) - Number(isDirectory(a.stat.mode));
      if (order !== 0) return order;
    }
    const key = options.last("t", "S", "X", "v") ?? (options.has("l") ? undefined : options.last("c", "u"));
    if (key === "S") order = b.stat.size - a.stat.size;
    else if (key === "X") order = compareText(extension(a.name), extension(b.name));
    else if (key === "v") order = compareVersions(a.name, b.name);
    else if (key !== undefined)
      order = Math.floor(this.timeOf(b.stat) / 1e9) - Math.floor(this.timeOf(a.stat) / 1e9);
    if (order === 0) order = compareText(a.name, b.name);
    return options.has("r") ? -order : order;
  }

  private timeOf(stat: Stat): number {
    const which = this.options.last("c", "u");
    return which === "c" ? stat.ctimeNs : which === "u" ? stat.atimeNs : stat.mtimeNs;
  }

  sort(entries: Entry[]): Entry[] {
    this.io.spend(entries.length * Math.log2(entries.length + 1) * 60);
    return entries.sort((a, b) => this.compare(a, b));
  }

  /** Shows directories, each after the other, and with -R what is in them. */
  *directories(entries: readonly Entry[], headers: boolean): Call<void> {
    const { io, options } = this;
    for (const entry of entries) {
      if (headers) {
        io.put(`${this.printedAny ? "\n" : ""}${entry.name}:\n`);
        this.printedAny = true;
      }
      let children: Entry[];
      try {
        children = yield* this.read(entry.path);
      } catch (error) {
        yield* io.warnError(`can't open '${entry.path}'`, error);
        this.status = 1;
        continue;
      }
      if (options.has("l", "g", "n", "full", "s")) {
        const blocks = children.reduce((sum, child) => sum + child.stat.blocks, 0);
        io.put(`total ${options.has("h") ? wholeHumanSize(blocks * 512) : Math.floor(blocks / 2)}\n`);
      }
      this.sort(children);
      yield* this.show(children);
      yield* io.drain();
      if (options.has("R")) {
        const inner = children
          .filter((child) => isDirectory(child.stat.mode) && child.name !== "." && child.name !== "..")
          .map((child) => ({ ...child, name: child.path }));
        yield* this.directories(inner, true);
      }
    }
  }

  private *read(path: string): Call<Entry[]> {
    const { io, options } = this;
    const names = (yield* listDirectory(io, path)).map(({ name }) => name);
    const wanted = names.filter((name) => options.has("a", "A") || !name.startsWith("."));
    if (options.has("a") && !options.has("A")) wanted.push(".", "..");
    const entries: Entry[] = [];
    for (const name of wanted) {
      io.spend(WORK.entry);
      const full = joinPath(path, name);
      const stat = yield* this.stat(full, options.has("L"));
      if (stat !== undefined) entries.push({ name, path: full, stat });
    }
    yield* io.pace();
    return entries;
  }

  /** One list of entries, in the form asked for. */
  *show(entries: readonly Entry[]): Call<void> {
    if (entries.length > 0) this.printedAny = true;
    const { io, options } = this;
    const columns = options.last("C", "x", "1", "l", "g", "n", "full");
    if (options.has("l", "g", "n", "full") || (columns !== "C" && columns !== "x")) {
      for (const entry of entries) {
        io.put(`${yield* this.text(entry)}\n`);
        yield* io.drain();
      }
      return;
    }
    const texts: string[] = [];
    let widest = 0;
    for (const entry of entries) {
      texts.push(yield* this.text(entry));
      widest = Math.max(widest, entry.name.length);
    }
    const columnWidth = widest + 2 + (options.has("s") ? 5 : 0) + (options.has("i") ? 8 : 0);
    const fit = Math.trunc(this.width / columnWidth);
    let rows = entries.length;
    let count = 1;
    if (fit > 1) {
      rows = Math.trunc(entries.length / fit);
      count = fit;
      if (rows * fit < entries.length) rows++;
    }
    for (let row = 0; row < rows; row++) {
      let line = "";
      let column = 0;
      let nextTab = 0;
      for (let i = 0; i < count; i++) {
        const index = columns === "x" ? row * count + i : i * rows + row;
        const text = texts[index];
        if (text === undefined) continue;
        if (column > 0) {
          line += " ".repeat(Math.max(0, nextTab - column));
          column = Math.max(column, nextTab);
        }
        nextTab = column + columnWidth;
        line += text;
        column += visibleLength(text);
      }
      io.put(`${line}\n`);
    }
    yield* io.drain();
  }

  private *text(entry: Entry): Call<string> {
    const { options } = this;
    const { stat } = entry;
    let out = "";
    if (options.has("i")) out += `${String(stat.ino).padStart(7)} `;
    if (options.has("s")) out += `${String(Math.floor(stat.blocks / 2)).padStart(6)} `;
    const long = options.has("l", "g", "n", "full");
    if (long) out += yield* this.longFields(stat);
    out += this.decorated(entry.name, stat, !(long && isLink(stat.mode)));
    if (long && isLink(stat.mode)) {
      let target = "";
      try {
        target = yield* this.io.sys.readlink(entry.path);
      } catch (error) {
        sysError(error);
      }
      let mark = "";
      if (options.has("F")) {
        try {
          mark = this.classify((yield* this.io.sys.stat(entry.path)).mode);
        } catch (error) {
          sysError(error);
        }
      }
      out += ` -> ${target}${mark}`;
    }
    return out;
  }

  private *longFields(stat: Stat): Call<string> {
    const { options } = this;
    let out = `${modeString(stat.mode)} ${String(stat.nlink).padStart(4)} `;
    const name = (text: string | number): string => `${String(text).slice(0, 8).padEnd(8)} `;
    if (options.has("n")) {
      if (!options.has("g")) out += `${String(stat.uid).padEnd(8)} `;
      out += `${String(stat.gid).padEnd(8)} `;
    } else {
      if (!options.has("g")) out += name((yield* this.accounts.userById(stat.uid))?.name ?? stat.uid);
      out += name((yield* this.accounts.groupById(stat.gid))?.name ?? stat.gid);
    }
    if (isDevice(stat.mode)) {
      out += `${String(stat.rdev.major).padStart(4)}, ${String(stat.rdev.minor).padStart(3)} `;
    } else if (options.has("h")) out += `${humanSize(stat.size).padStart(7)} `;
    else out += `${String(stat.size).padStart(9)} `;
    const seconds = Math.floor(this.timeOf(stat) / 1e9);
    const moment = momentOf(seconds, this.zone);
    if (options.has("full")) return `${out}${strftime("%Y-%m-%d %H:%M:%S %z ", moment)}`;
    const age = this.nowSeconds - seconds;
    const recent = age < RECENT_SECONDS && age > -15 * 60;
    return `${out}${strftime(recent ? "%b %e %H:%M " : "%b %e  %Y ", moment)}`;
  }

  private classify(mode: number): string {
    if (isDirectory(mode)) return "/";
    if (!this.options.has("F")) return "";
    switch (mode & S.IFMT) {
      case S.IFIFO:
        return "|";
      case S.IFSOCK:
        return "=";
      case S.IFLNK:
        return "@";
      case S.IFREG:
        return (mode & 0o111) !== 0 ? "*" : "";
      default:
        return "";
    }
  }

  private decorated(name: string, stat: Stat, mark: boolean): string {
    const printable = printableName(name);
    let text = this.options.has("Q") ? `"${printable.replace(/["\\]/g, "\\$&")}"` : printable;
    const color = this.options.value("color");
    const colored = this.options.has("color") && color !== "never" && color !== "auto";
    if (colored) text = `\x1b[${colorOf(stat.mode)}m${text}\x1b[m`;
    if (mark && this.options.has("F", "p")) text += this.classify(stat.mode);
    return text;
  }
}

/** "20K    ": whole units, in the seven columns that `ls -h` gives its total. */
function wholeHumanSize(bytes: number): string {
  const units = ["", "K", "M", "G", "T"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${Math.round(value)}${units[unit]!}`.padEnd(7);
}

/** The last character that busybox, as the guest has it, takes for printable (Unicode). */
const LAST_PRINTABLE = 767;

/** A character of UTF-8, or any byte. */
const CHARACTER =
  /[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}|./gs;

/** Characters that are not printable, and bytes that are no characters, become question marks. */
function printableName(name: string): string {
  return name.replace(CHARACTER, (text) => {
    const [first, second] = [text.charCodeAt(0), text.charCodeAt(1)];
    if (text.length === 1) return first >= 32 && first < 127 ? text : "?";
    const code = ((first & 31) << 6) | (second & 63);
    return text.length === 2 && code >= 160 && code <= LAST_PRINTABLE ? text : "?";
  });
}

function extension(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

/** Length without the color sequences. */
function visibleLength(text: string): number {
  return text
    .split("\x1b[")
    .reduce((sum, part, i) => sum + part.length - (i === 0 ? 0 : part.indexOf("m") + 1), 0);
}

function colorOf(mode: number): string {
  switch (mode & S.IFMT) {
    case S.IFDIR:
      return "1;34";
    case S.IFLNK:
      return "1;36";
    case S.IFIFO:
      return "0;35";
    case S.IFREG:
      return (mode & 0o111) !== 0 ? "1;32" : "0;0";
    default:
      return "1;35";
  }
}

export const ls = applet(function* (io) {
  const options = yield* parseOptions(io, "AaRr1lgniskhpFLHdtSXvcuxCw:T:Q", {
    long: {
      "full-time": ["full"],
      "group-directories-first": ["group"],
      color: ["color", "optional"],
      all: ["a"],
      "almost-all": ["A"],
      directory: ["d"],
      recursive: ["R"],
    },
  });
  let width = 79;
  if (options.has("w")) width = yield* number(io, options.value("w")!);
  else {
    try {
      width = (yield* io.sys.getTerminal(1)).columns || 79;
    } catch (error) {
      sysError(error);
    }
  }
  const terminal = yield* io.sys.isatty(1);
  const effective =
    terminal && options.last("C", "x", "1", "l", "g", "n", "full") === undefined
      ? new Options([...options.all, { key: "C", value: undefined }], options.rest)
      : options;
  const lister = new Lister(io, effective, width);
  yield* lister.start();
  const follow = options.has("H", "L") || !options.has("l", "g", "n", "full", "i", "s", "F");
  const entries: Entry[] = [];
  for (const path of options.rest.length === 0 ? ["."] : options.rest) {
    const stat = yield* lister.stat(path, follow);
    if (stat !== undefined) entries.push({ name: path, path, stat });
  }
  if (entries.length === 0) return lister.status;
  const multiple = options.rest.length > 1;
  lister.sort(entries);
  if (options.has("d")) yield* lister.show(entries);
  else {
    const files = entries.filter(({ stat }) => !isDirectory(stat.mode));
    const directories = entries.filter(({ stat }) => isDirectory(stat.mode));
    if (files.length > 0) yield* lister.show(files);
    if (directories.length > 0) yield* lister.directories(directories, multiple || options.has("R"));
  }
  return lister.status;
});
