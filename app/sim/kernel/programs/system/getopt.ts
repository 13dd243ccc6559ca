/** The getopt program: puts options into an order that a shell script can walk through. */
import type { Call } from "../../abi/call";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, ProgramExit } from "../lib/io";

type Argument = "none" | "value" | "optional";

/** The status that says: this is the getopt that knows long options. */
const ENHANCED = 4;
const LONG = {
  options: ["o", "value"],
  longoptions: ["l", "value"],
  quiet: ["q"],
  "quiet-output": ["Q"],
  shell: ["s", "value"],
  test: ["T"],
  unquoted: ["u"],
  alternative: ["a"],
  name: ["n", "value"],
} as const;

interface Style {
  readonly quote: boolean;
  readonly csh: boolean;
}

function quoted(text: string, { quote, csh }: Style): string {
  if (!quote) return text;
  let body = text.replace(/'/g, "'\\''");
  if (csh) body = body.replace(/!/g, "'\\!'").replace(/\n/g, "\\n").replace(/\s/g, "'\\ '");
  return `'${body}'`;
}

function argumentOf(colons: string | undefined): Argument {
  return colons === "::" ? "optional" : colons === ":" ? "value" : "none";
}

class Rearranger {
  private out = "";
  private failed = false;
  private readonly short = new Map<string, Argument>();
  private readonly long = new Map<string, Argument>();
  private readonly mode: "permute" | "stop" | "in-place";

  constructor(
    private readonly io: Io,
    private readonly label: string,
    optstring: string,
    longs: readonly string[],
    private readonly how: Style & { readonly alternative: boolean; readonly silent: boolean },
  ) {
    this.mode = optstring.startsWith("-") ? "in-place" : optstring.startsWith("+") ? "stop" : "permute";
    for (const [, letter, colons] of optstring
      .replace(/^[-+]/, "")
      .replace(/^:/, "")
      .matchAll(/([^:])(:{0,2})/g))
      this.short.set(letter!, argumentOf(colons));
    for (const word of longs) {
      const match = word.match(/^(.*?)(:{0,2})$/);
      if (match !== null) this.long.set(match[1]!, argumentOf(match[2]));
    }
  }

  private *complain(text: string): Call<void> {
    this.failed = true;
    if (!this.how.silent) yield* this.io.complain(`${this.label}: ${text}\n`);
  }

  /** The full name that a word stands for, if it is one. */
  private *find(name: string): Call<string | undefined> {
    if (this.long.has(name)) return name;
    const fitting = [...this.long.keys()].filter((one) => one.startsWith(name));
    if (fitting.length === 1) return fitting[0];
    yield* this.complain(
      fitting.length > 1 ? `option is ambiguous: ${name}` : `unrecognized option: ${name}`,
    );
    return undefined;
  }

  /** Answers the index after what it has used. */
  private *longOption(text: string, words: readonly string[], at: number): Call<number> {
    const equals = text.indexOf("=");
    const name = yield* this.find(equals < 0 ? text : text.slice(0, equals));
    if (name === undefined) return at;
    const kind = this.long.get(name);
    let value = equals < 0 ? undefined : text.slice(equals + 1);
    if (kind === "none" && value !== undefined) {
      yield* this.complain(`option does not take an argument: ${name}`);
      return at;
    }
    let next = at;
    if (kind === "value" && value === undefined) {
      value = words[next++];
      if (value === undefined) {
        yield* this.complain(`option requires an argument: ${name}`);
        return next;
      }
    }
    this.out += ` --${name}`;
    if (kind !== "none") this.out += ` ${quoted(value ?? "", this.how)}`;
    return next;
  }

  private *letters(text: string, words: readonly string[], at: number): Call<number> {
    for (let index = 0; index < text.length; index++) {
      const letter = text[index]!;
      const kind = this.short.get(letter);
      if (kind === undefined) {
        yield* this.complain(`unrecognized option: ${letter}`);
        continue;
      }
      if (kind === "none") {
        this.out += ` -${letter}`;
        continue;
      }
      let value: string | undefined = text.slice(index + 1);
      let next = at;
      if (value === "" && kind === "value") value = words[next++];
      if (value === undefined) yield* this.complain(`option requires an argument: ${letter}`);
      else this.out += ` -${letter} ${quoted(value, this.how)}`;
      return next;
    }
    return at;
  }

  *run(words: readonly string[]): Call<{ readonly text: string; readonly failed: boolean }> {
    const rest: string[] = [];
    let at = 0;
    while (at < words.length) {
      const word = words[at++]!;
      if (word === "--") {
        rest.push(...words.slice(at));
        break;
      }
      if (word.startsWith("--")) at = yield* this.longOption(word.slice(2), words, at);
      else if (word.startsWith("-") && word.length > 1) {
        const name = word.slice(1).replace(/=.*/s, "");
        const asLong = this.how.alternative && [...this.long.keys()].some((one) => one.startsWith(name));
        at = asLong
          ? yield* this.longOption(word.slice(1), words, at)
          : yield* this.letters(word.slice(1), words, at);
      } else if (this.mode === "stop") {
        rest.push(word, ...words.slice(at));
        break;
      } else if (this.mode === "in-place") this.out += ` ${quoted(word, this.how)}`;
      else rest.push(word);
    }
    const tail = rest.map((word) => ` ${quoted(word, this.how)}`).join("");
    return { text: `${this.out} --${tail}\n`, failed: this.failed };
  }
}

export const getopt = applet(function* (io) {
  const [first] = io.args;
  const compatible = io.env.has("GETOPT_COMPATIBLE");
  if (first === undefined) {
    if (!compatible) return yield* io.die("missing optstring argument");
    io.put(" --\n");
    return 0;
  }
  let label = io.name;
  let style = { quote: true, csh: false, alternative: false, silent: false };
  let words: readonly string[];
  let optstring: string;
  const longs: string[] = [];
  let output = true;
  if (!first.startsWith("-") || compatible) {
    optstring = first.replace(/^[-+]+/, "");
    words = io.args.slice(1);
    if (words[0] === "--") words = words.slice(1);
    style = { ...style, quote: false };
  } else {
    const options = yield* parseOptions(io, "+ao:n:l:qQs:Tu", { long: LONG });
    if (options.has("T")) throw new ProgramExit(ENHANCED);
    for (const list of options.values("l")) longs.push(...list.split(/[,\s]+/).filter((word) => word !== ""));
    const shell = options.value("s");
    label = options.value("n") ?? label;
    style = {
      quote: !options.has("u"),
      csh: shell === "csh" || shell === "tcsh",
      alternative: options.has("a"),
      silent: options.has("q"),
    };
    output = !options.has("Q");
    const given = options.value("o");
    words = given === undefined ? options.rest.slice(1) : options.rest;
    if (given === undefined && options.rest[0] === undefined)
      return yield* io.die("missing optstring argument");
    optstring = given ?? options.rest[0]!;
    if (given === undefined && words[0] === "--") words = words.slice(1);
  }
  const { text, failed } = yield* new Rearranger(io, label, optstring, longs, style).run(words);
  if (output) io.put(text);
  return failed ? 1 : 0;
});
