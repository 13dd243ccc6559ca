/** diff: unified differences of files and directories. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { bytesToText, compareText } from "../lib/bytes";
import { listDirectory, statOrNothing } from "../lib/directories";
import { type Options, parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { isDirectory, isRegular } from "../lib/modes";
import { number } from "../lib/numbers";
import { joinPath, lastComponent } from "../lib/paths";
import { WORK } from "../lib/work";
import { readAll } from "./gunzip-stream";
import { type Change, changesOf, matchLines } from "./line-matching";

const NO_NEWLINE = "\n\\ No newline at end of file\n";

const LONG = {
  text: ["a"],
  "ignore-space-change": ["b"],
  "ignore-blank-lines": ["B"],
  minimal: ["d"],
  "ignore-case": ["i"],
  "new-file": ["N"],
  brief: ["q"],
  recursive: ["r"],
  "report-identical-files": ["s"],
  "expand-tabs": ["t"],
  "initial-tab": ["T"],
  "ignore-all-space": ["w"],
  unified: ["U", "value"],
  label: ["L", "value"],
  "starting-file": ["S", "value"],
  "no-dereference": ["no-dereference"],
} as const;

type Pair = readonly [string, string];

class Differ {
  status = 0;

  constructor(
    private readonly io: Io,
    private readonly options: Options,
    private readonly context: number,
    private readonly labels: readonly string[],
  ) {}

  /** Compares two files, of which one may be standard input; says what has to be said of them. */
  *files(paths: Pair): Call<void> {
    const { io, options } = this;
    const texts: string[] = [];
    for (const path of paths) {
      let fd = 0;
      if (path !== "-") {
        try {
          fd = yield* io.sys.open(path, O.RDONLY);
        } catch (error) {
          if (options.has("N") && sysError(error).code === "ENOENT") {
            texts.push("");
            continue;
          }
          yield* io.warnError(`can't open '${path}'`, error);
          this.status |= 1;
          return;
        }
      }
      texts.push(bytesToText(yield* readAll(io, fd)));
      if (fd !== 0) yield* io.sys.close(fd);
    }
    const [a, b] = texts as [string, string];
    io.spend((a.length + b.length) * WORK.lineByte);
    if (a === b) {
      if (options.has("s")) io.put(`Files ${paths[0]} and ${paths[1]} are identical\n`);
      return;
    }
    const binary = !options.has("a") && (a.includes("\0") || b.includes("\0"));
    const differ = binary || this.unified(a, b, paths);
    if (differ) {
      this.status |= 1;
      if (binary || options.has("q")) io.put(`Files ${paths[0]} and ${paths[1]} differ\n`);
    } else if (options.has("s")) io.put(`Files ${paths[0]} and ${paths[1]} are identical\n`);
    yield* io.drain();
  }

  private normal(line: string): string {
    const { options } = this;
    let text = line;
    if (options.has("w")) text = text.replace(/[ \t-\r]+/g, "");
    else if (options.has("b")) text = text.replace(/[ \t-\r]+/g, " ").replace(/ $/, "");
    return options.has("i") ? text.toLowerCase() : text;
  }

  /** Prints the differences unless -q; whether there are any that count. */
  private unified(a: string, b: string, paths: Pair): boolean {
    const { io, options, context } = this;
    const from = splitLines(a);
    const to = splitLines(b);
    const partners = matchLines(
      from.map((line) => this.normal(line)),
      to.map((line) => this.normal(line)),
      options.has("d"),
    );
    let any = false;
    for (const group of grouped(changesOf(partners, from.length), context)) {
      const blank = group.every((change) =>
        [
          ...from.slice(change.from[0] - 1, change.from[1]),
          ...to.slice(change.to[0] - 1, change.to[1]),
        ].every((line) => line === "\n"),
      );
      if (options.has("B") && blank) continue;
      if (!options.has("q")) {
        if (!any) io.put(`--- ${this.labels[0] ?? paths[0]}\n+++ ${this.labels[1] ?? paths[1]}\n`);
        this.hunk(group, from, to);
      }
      any = true;
    }
    return any;
  }

  private hunk(group: readonly Change[], from: readonly string[], to: readonly string[]): void {
    const { io, context } = this;
    const first = group[0]!;
    const last = group.at(-1)!;
    const span = (side: "from" | "to", lines: number): readonly [number, number] => [
      Math.max(1, first[side][0] - context),
      Math.min(lines, last[side][1] + context),
    ];
    const range = ([low, high]: readonly [number, number]): string =>
      `${Math.min(low, high)}${low === high ? "" : `,${low < high ? high - low + 1 : 0}`}`;
    const fromSpan = span("from", from.length);
    io.put(`@@ -${range(fromSpan)} +${range(span("to", to.length))} @@\n`);
    let low = fromSpan[0];
    for (const change of group) {
      this.lines(from, low, change.from[0] - 1, " ");
      this.lines(from, ...change.from, "-");
      this.lines(to, ...change.to, "+");
      low = change.from[1] + 1;
    }
    this.lines(from, low, fromSpan[1], " ");
  }

  private lines(all: readonly string[], first: number, last: number, sign: string): void {
    const { io, options } = this;
    for (let i = first; i <= last; i++) {
      const line = all[i - 1]!;
      const text = options.has("t") ? expandTabs(line) : line;
      io.put(sign + (options.has("T") ? "\t" : "") + (text.endsWith("\n") ? text : text + NO_NEWLINE));
    }
  }

  *directories(paths: Pair, start: string | undefined): Call<void> {
    const { io, options } = this;
    const lists: string[][] = [];
    for (const side of [0, 1] as const) {
      const names = yield* this.namesIn(paths[side], paths[1 - side]!, "");
      names.sort(compareText);
      lists.push(start === undefined ? names : names.filter((name) => name >= start));
    }
    const [a, b] = lists as [string[], string[]];
    const inA = new Set(a);
    const inB = new Set(b);
    for (const name of [...new Set([...a, ...b])].sort(compareText)) {
      yield* io.drain();
      const both = inA.has(name) && inB.has(name);
      if (!both && !options.has("N")) {
        io.put(`Only in ${paths[inA.has(name) ? 0 : 1]}: ${name}\n`);
        this.status |= 1;
        continue;
      }
      yield* this.entry([joinPath(paths[0], name), joinPath(paths[1], name)], [inA.has(name), inB.has(name)]);
    }
  }

  private *entry(full: Pair, exists: readonly [boolean, boolean]): Call<void> {
    const { io } = this;
    const paths: Pair = [exists[0] ? full[0] : "/dev/null", exists[1] ? full[1] : "/dev/null"];
    const stats: (Stat | undefined)[] = [];
    for (const path of paths) stats.push(yield* statOrNothing(io, path));
    const kinds = stats.map((stat) =>
      stat === undefined
        ? "other"
        : isDirectory(stat.mode)
          ? "directory"
          : isRegular(stat.mode)
            ? "file"
            : "other",
    );
    if (!exists[0]) kinds[0] = kinds[1]!;
    if (!exists[1]) kinds[1] = kinds[0]!;
    if (kinds[0] === "directory" && kinds[1] === "directory") {
      io.put(`Common subdirectories: ${full[0]} and ${full[1]}\n`);
      return;
    }
    for (const side of [0, 1] as const) {
      if (kinds[side] !== "other") continue;
      io.put(`File ${paths[side]} is not a regular file or directory and was skipped\n`);
      return;
    }
    if (kinds[0] === kinds[1]) return yield* this.files(paths);
    const word = (kind: string | undefined): string => (kind === "directory" ? "directory" : "regular file");
    io.put(`File ${paths[0]} is a ${word(kinds[0])} while file ${paths[1]} is a ${word(kinds[1])}\n`);
    this.status |= 1;
  }

  /**
   * Names in a directory; with -r those of the files below it, no directories, and nothing of a directory that the other side has not
   * (unless -N makes up for it).
   */
  private *namesIn(root: string, other: string, below: string): Call<string[]> {
    const { io, options } = this;
    const names: string[] = [];
    let entries: readonly { readonly name: string }[] = [];
    const path = below === "" ? root : joinPath(root, below);
    try {
      entries = yield* listDirectory(io, path);
    } catch (error) {
      yield* io.warnError(`can't open '${path}'`, error);
    }
    for (const { name } of entries) {
      const relative = below === "" ? name : `${below}/${name}`;
      let stat: Stat;
      try {
        stat = yield* io.sys.stat(joinPath(root, relative));
      } catch (error) {
        yield* io.warnError(joinPath(root, relative), error);
        continue;
      }
      if (!options.has("r") || !isDirectory(stat.mode)) {
        names.push(relative);
        continue;
      }
      const partner = yield* statOrNothing(io, joinPath(other, relative));
      if (options.has("N") || (partner !== undefined && isDirectory(partner.mode)))
        names.push(...(yield* this.namesIn(root, other, relative)));
    }
    return names;
  }
}

/** Lines with their newlines. */
const splitLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function expandTabs(line: string): string {
  let out = "";
  for (const char of line) out += char === "\t" ? " ".repeat(8 - (out.length % 8)) : char;
  return out;
}

/** Changes that share their context are shown together. */
function grouped(changes: readonly Change[], context: number): Change[][] {
  const groups: Change[][] = [];
  const far = 2 * context + 1;
  for (const change of changes) {
    const previous = groups.at(-1)?.at(-1);
    const apart =
      previous === undefined ||
      (change.from[0] > previous.from[1] + far && change.to[0] > previous.to[1] + far);
    if (apart) groups.push([change]);
    else groups.at(-1)!.push(change);
  }
  return groups;
}

export const diff = applet(function* (io) {
  const options = yield* parseOptions(io, "abdiL:NqrsS:tTU:wupBE", { long: LONG, min: 2, max: 2 });
  const context = yield* number(io, options.value("U") ?? "3");
  const paths = [...options.rest] as [string, string];
  const stats: Stat[] = [];
  for (const path of paths) {
    try {
      stats.push(path === "-" ? yield* io.sys.fstat(0) : yield* io.sys.stat(path));
    } catch (error) {
      if (options.has("N") && sysError(error).code === "ENOENT") {
        stats.push(yield* io.sys.stat("/dev/null"));
        continue;
      }
      return yield* io.dieError(`can't stat '${path}'`, error, 2);
    }
  }
  const [a, b] = stats as [Stat, Stat];
  const directories = [isDirectory(a.mode), isDirectory(b.mode)] as const;
  if (paths.includes("-") && (directories[0] || directories[1]))
    return yield* io.die("can't compare stdin to a directory");
  if (a.ino === b.ino && a.dev.major === b.dev.major && a.dev.minor === b.dev.minor) return 0;
  const differ = new Differ(io, options, context, options.values("L"));
  if (directories[0] && directories[1]) {
    yield* differ.directories(paths, options.value("S"));
    return differ.status;
  }
  if (directories[0] || directories[1]) {
    const side = directories[0] ? 0 : 1;
    paths[side] = joinPath(paths[side], lastComponent(paths[1 - side]!));
    try {
      yield* io.sys.stat(paths[side]);
    } catch (error) {
      return yield* io.dieError(`can't stat '${paths[side]}'`, error);
    }
  }
  yield* differ.files(paths);
  return differ.status;
});
