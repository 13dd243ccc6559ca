import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { statOrNothing } from "../lib/directories";
import { parseOptions } from "../lib/getopt";
import { Input, openOrWarn } from "../lib/input";
import { applet, type Io, sysError } from "../lib/io";
import { isDirectory } from "../lib/modes";
import { number } from "../lib/numbers";
import { joinPath } from "../lib/paths";
import { Regex, RegexError, TooComplex } from "../lib/regex/regex";
import { WORK } from "../lib/work";

/** Where a pattern matches in a line, at or after a position. */
type Matcher = (line: string, from: number) => readonly [number, number] | undefined;

interface Settings {
  readonly matchers: readonly Matcher[];
  readonly invert: boolean;
  readonly quiet: boolean;
  readonly only: boolean;
  readonly count: boolean;
  readonly list: boolean;
  readonly listOthers: boolean;
  readonly numbers: boolean;
  readonly silent: boolean;
  readonly maximum: number;
  readonly before: number;
  readonly after: number;
}

const isWord = (char: string | undefined): boolean => char !== undefined && /[A-Za-z0-9_]/.test(char);

/** -w: a match with no word characters around; shorter and later ones are tried as busybox does. */
function wholeWords(find: Matcher): Matcher {
  return (line, from) => {
    for (let at = from; at <= line.length; ) {
      const match = find(line, at);
      if (match === undefined) return undefined;
      const [start, end] = match;
      if (!isWord(line[start - 1]) && !isWord(line[end])) return match;
      at = start + 1;
      while (at < line.length && isWord(line[at - 1])) at++;
      if (at >= line.length) return undefined;
    }
    return undefined;
  };
}

function* compile(io: Io, pattern: string, extended: boolean, ignoreCase: boolean): Call<Matcher> {
  io.spend(WORK.regexCompile + pattern.length * 200);
  try {
    const regex = new Regex(pattern, { extended, ignoreCase });
    return (line, from) => {
      const match = regex.exec(line, from, from > 0);
      return match === undefined ? undefined : [match[0]!, match[1]!];
    };
  } catch (error) {
    if (error instanceof RegexError) return yield* io.die(`bad regex '${pattern}': ${error.text}`);
    throw error;
  }
}

function literal(pattern: string, ignoreCase: boolean): Matcher {
  const wanted = ignoreCase ? pattern.toLowerCase() : pattern;
  return (line, from) => {
    const at = (ignoreCase ? line.toLowerCase() : line).indexOf(wanted, from);
    return at < 0 ? undefined : [at, at + wanted.length];
  };
}

class Grep {
  /** For the "--" between groups of context. */
  private printed = false;

  constructor(
    private readonly io: Io,
    private readonly settings: Settings,
    private readonly withNames: boolean,
  ) {}

  /** Searches one input; answers whether anything was selected. */
  *file(input: Input, name: string): Call<boolean> {
    const { io, settings } = this;
    const context = settings.before > 0 || settings.after > 0;
    const held: { readonly line: string; readonly number: number }[] = [];
    let lastPrinted = 0;
    let trailing = 0;
    let lineNumber = 0;
    let matches = 0;
    input.nulEnds = true;
    while (matches < settings.maximum) {
      const line = yield* input.line();
      if (line === undefined) break;
      lineNumber++;
      io.spend(line.length * 25 + 150);
      let first: readonly [number, number] | undefined;
      for (const matcher of settings.matchers) {
        first = matcher(line, 0);
        if (first !== undefined) break;
      }
      if ((first !== undefined) !== settings.invert) {
        matches++;
        if (settings.quiet) io.exit(0);
        if (settings.list || settings.listOthers) break;
        if (settings.count) continue;
        if (context && this.printed && lastPrinted < lineNumber - held.length - 1) io.put("--\n");
        for (const early of held.splice(0)) this.line(early.line, early.number, "-", name);
        if (settings.only) yield* this.parts(line, lineNumber, first, name);
        else this.line(line, lineNumber, ":", name);
        lastPrinted = lineNumber;
        trailing = settings.after;
        this.printed = true;
      } else if (trailing > 0) {
        trailing--;
        this.line(line, lineNumber, "-", name);
        lastPrinted = lineNumber;
      } else if (settings.before > 0) {
        held.push({ line, number: lineNumber });
        if (held.length > settings.before) held.shift();
      }
      yield* io.drain();
    }
    const prefix = this.withNames ? `${name}:` : "";
    if (settings.count && !settings.list && !settings.listOthers) io.put(`${prefix}${matches}\n`);
    if (settings.list && matches > 0) io.put(`${name}\n`);
    if (settings.listOthers && matches === 0) io.put(`${name}\n`);
    yield* io.drain();
    return settings.listOthers ? matches === 0 : matches > 0;
  }

  private line(text: string, lineNumber: number, mark: string, name: string): void {
    if (this.settings.only && mark === "-") return;
    this.io.put(
      `${this.withNames ? name + mark : ""}${this.settings.numbers ? `${lineNumber}${mark}` : ""}${text}\n`,
    );
  }

  private *parts(
    line: string,
    lineNumber: number,
    first: readonly [number, number] | undefined,
    name: string,
  ): Call<void> {
    let match = first;
    while (match !== undefined) {
      const [start, end] = match;
      if (end > start) this.line(line.slice(start, end), lineNumber, ":", name);
      const from = end > start ? end : end + 1;
      if (from > line.length) return;
      match = undefined;
      for (const matcher of this.settings.matchers) {
        const found = matcher(line, from);
        if (found !== undefined && (match === undefined || found[0] < match[0])) match = found;
      }
      yield* this.io.drain();
    }
  }
}

const grepMain = (fixed: "E" | "F" | undefined) =>
  applet(function* (io) {
    io.failStatus = 2;
    const options = yield* parseOptions(io, "lnqvscFiHhe:f:Lorm:wxEA:B:C:aRI", {
      long: { color: ["color", "optional"], colour: ["color", "optional"] },
    });
    const rest = [...options.rest];
    const ignoreCase = options.has("i");
    const isFixed = options.has("F") || fixed === "F";
    const extended = options.has("E") || fixed === "E";
    const patterns: string[] = [];
    for (const { key, value } of options.all) {
      if (key === "e") patterns.push(...value!.split("\n"));
      if (key === "f") {
        const input = yield* openOrWarn(io, value!);
        if (input === undefined) return 2;
        const text = yield* input.rest();
        if (text !== "") patterns.push(...text.replace(/\n$/, "").split("\n"));
        yield* input.close();
      }
    }
    const context = yield* number(io, options.value("C") ?? "0", { max: 0x7fffffff });
    const after = yield* number(io, options.value("A") ?? String(context), { max: 0x7fffffff });
    const before = yield* number(io, options.value("B") ?? String(context), { max: 0x7fffffff });
    const maximum = yield* number(io, options.value("m") ?? String(Number.MAX_SAFE_INTEGER), { min: -1 });
    if (!options.has("e", "f")) {
      const pattern = rest.shift();
      if (pattern === undefined) yield* io.usage();
      patterns.push(...pattern!.split("\n"));
    }
    const matchers: Matcher[] = [];
    for (const pattern of patterns) {
      let matcher: Matcher;
      if (isFixed) matcher = literal(pattern, ignoreCase);
      else {
        const source = options.has("x") ? (extended ? `^(${pattern})$` : `^\\(${pattern}\\)$`) : pattern;
        matcher = yield* compile(io, source, extended, ignoreCase);
      }
      if (options.has("x") && isFixed) {
        const find = matcher;
        const wanted = pattern.length;
        matcher = (line, from) => (from === 0 && line.length === wanted ? find(line, 0) : undefined);
      }
      matchers.push(options.has("w") ? wholeWords(matcher) : matcher);
    }
    const paths = rest.length === 0 ? ["-"] : rest;
    const recursive = options.has("r", "R");
    const names = options.last("h", "H");
    const withNames =
      names === "H" || (names !== "h" && (paths.length > 1 || (recursive && (yield* isTree(io, paths[0]!)))));
    const silent = options.has("s");
    const grep = new Grep(
      io,
      {
        matchers,
        invert: options.has("v"),
        quiet: options.has("q"),
        only: options.has("o") && !options.has("v"),
        count: options.has("c"),
        list: options.has("l"),
        listOthers: options.has("L"),
        numbers: options.has("n"),
        silent,
        maximum,
        before: options.has("o") ? 0 : before,
        after: options.has("o") ? 0 : after,
      },
      withNames,
    );
    let failed = false;
    let found = false;
    function* search(path: string, named: boolean): Call<void> {
      if (recursive && path !== "-") {
        try {
          // Links are followed where the user named them, or with -R.
          const stat = named || options.has("R") ? yield* io.sys.stat(path) : yield* io.sys.lstat(path);
          if (isDirectory(stat.mode)) {
            const fd = yield* io.sys.open(path, O.RDONLY | O.DIRECTORY);
            const entries = yield* io.sys.readdir(fd);
            yield* io.sys.close(fd);
            for (const { name } of entries)
              if (name !== "." && name !== "..") yield* search(joinPath(path, name), false);
            return;
          }
        } catch (error) {
          if (!silent) yield* io.warnError(path, error);
          else sysError(error);
          failed = true;
          return;
        }
      }
      let input: Input;
      if (path === "-") input = new Input(io, 0, "-");
      else {
        try {
          input = new Input(io, yield* io.sys.open(path, O.RDONLY), path);
        } catch (error) {
          if (!(error instanceof SysError)) throw error;
          if (!silent) yield* io.warnError(path, error);
          failed = true;
          return;
        }
      }
      if (yield* grep.file(input, path === "-" ? "(standard input)" : path)) found = true;
      yield* input.close();
    }
    try {
      for (const path of paths) yield* search(path, true);
    } catch (error) {
      if (error instanceof TooComplex) return yield* io.die("regular expression is too complex");
      throw error;
    }
    if (failed && !options.has("q")) return 2;
    return found ? 0 : failed ? 2 : 1;
  });

/** Whether -r goes into what is there. */
function* isTree(io: Io, path: string): Call<boolean> {
  const stat = path === "-" ? undefined : yield* statOrNothing(io, path);
  return stat !== undefined && isDirectory(stat.mode);
}

export const grep = grepMain(undefined);
export const egrep = grepMain("E");
export const fgrep = grepMain("F");
