import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { askTerminal } from "../lib/ask";
import { spawn } from "../lib/children";
import { parseOptions } from "../lib/getopt";
import { Input, openOrDie } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { number } from "../lib/numbers";

/** Bytes of a command line, as busybox bounds it. */
const LINE_BYTES = 32 * 1024 - 2048;

/** Reads words: blanks part them, quotes and backslashes keep. */
class Words {
  private ended = false;

  constructor(
    private readonly io: Io,
    private readonly input: Input,
    private readonly mode: "words" | "nul" | "lines",
    private readonly endWord: string | undefined,
  ) {}

  *next(): Call<string | undefined> {
    if (this.ended) return undefined;
    let word: string | undefined;
    if (this.mode === "nul") word = yield* this.input.line("\0");
    else if (this.mode === "lines") {
      do {
        word = yield* this.line();
      } while (word === "");
    } else word = yield* this.word();
    if (word === undefined || (this.endWord !== undefined && word === this.endWord)) {
      this.ended = true;
      return undefined;
    }
    return word;
  }

  /** For -I: a line without its leading blanks, quotes undone. */
  private *line(): Call<string | undefined> {
    const line = yield* this.input.line();
    if (line === undefined) return undefined;
    let out = "";
    const trimmed = line.replace(/^[ \t]+/, "");
    for (let i = 0; i < trimmed.length; i++) {
      const char = trimmed[i]!;
      if (char === "\\" && i + 1 < trimmed.length) out += trimmed[++i];
      else if (char === "'" || char === '"') {
        const end = trimmed.indexOf(char, i + 1);
        if (end < 0) return yield* this.unmatched(char);
        out += trimmed.slice(i + 1, end);
        i = end;
      } else out += char;
    }
    return out;
  }

  private *unmatched(quote: string): Call<never> {
    return yield* this.io.die(`unmatched ${quote === "'" ? "single" : "double"} quote`);
  }

  private *word(): Call<string | undefined> {
    let out: string | undefined;
    for (;;) {
      const code = yield* this.input.byte();
      if (code < 0) return out;
      const char = String.fromCharCode(code);
      if (char === " " || char === "\t" || char === "\n" || char === "\v" || char === "\f" || char === "\r") {
        if (out !== undefined) return out;
      } else if (char === "\\") {
        const next = yield* this.input.byte();
        out = (out ?? "") + (next < 0 ? "\\" : String.fromCharCode(next));
      } else if (char === "'" || char === '"') {
        out ??= "";
        for (;;) {
          const inner = yield* this.input.byte();
          if (inner < 0 || inner === 10) return yield* this.unmatched(char);
          if (inner === code) break;
          out += String.fromCharCode(inner);
        }
      } else out = (out ?? "") + char;
    }
  }
}

class Runner {
  private running = 0;
  private status = 0;

  constructor(
    private readonly io: Io,
    private readonly parallel: number,
    private readonly trace: boolean,
    private readonly prompt: boolean,
  ) {}

  *run(argv: readonly string[]): Call<void> {
    if (this.trace || this.prompt) {
      const line = argv.join(" ");
      if (this.prompt) {
        if (!(yield* askTerminal(this.io, line))) return;
      } else yield* this.io.complain(`${line}\n`);
    }
    while (this.running >= this.parallel) yield* this.waitOne(argv[0]!);
    yield* spawn(this.io, argv, {
      prepare: function* (sys) {
        yield* sys.dup2(yield* sys.open("/dev/null", O.RDONLY), 0);
      },
      failed: (error) => ({
        message: `xargs: ${argv[0]!}: ${error.text}\n`,
        status: error.code === "ENOENT" ? 127 : 126,
      }),
    });
    this.running++;
    if (this.parallel === 1) yield* this.waitOne(argv[0]!);
  }

  private *waitOne(name: string): Call<void> {
    const { end } = yield* this.io.sys.waitpid(-1, 0);
    this.running--;
    if (end.kind === "signaled") yield* this.io.die(`'${name}' terminated by signal ${end.signal}`, 125);
    if (end.kind !== "exited") return;
    if (end.status === 255) yield* this.io.die(`${name}: exited with status 255; aborting`, 124);
    if (end.status === 126 || end.status === 127) this.io.exit(end.status);
    if (end.status !== 0) this.status = 123;
  }

  *finish(name: string): Call<number> {
    while (this.running > 0) yield* this.waitOne(name);
    return this.status;
  }
}

export const xargs = applet(function* (io) {
  const options = yield* parseOptions(io, "+trn:s:e::E:ptxI:i::P:0a:", {
    long: { "no-run-if-empty": ["r"], null: ["0"] },
  });
  const command = options.rest.length === 0 ? ["echo"] : [...options.rest];
  const replace = options.has("I")
    ? options.value("I")!
    : options.has("i")
      ? (options.value("i") ?? "{}")
      : undefined;
  const perCall = yield* number(io, options.value("n") ?? "2147483647", { min: 1, max: 2147483647 });
  const bytes = Math.min(yield* number(io, options.value("s") ?? String(LINE_BYTES), { min: 1 }), LINE_BYTES);
  const parallel = (yield* number(io, options.value("P") ?? "1")) || 100;
  const endWord = options.value("E") ?? options.value("e");
  const file = options.value("a");
  const input = file === undefined ? new Input(io, 0, "-") : yield* openOrDie(io, file, { cannotOpen: true });
  const mode = options.has("0") ? "nul" : replace !== undefined ? "lines" : "words";
  const words = new Words(io, input, mode, endWord);
  const runner = new Runner(io, parallel, options.has("t"), options.has("p"));
  if (replace !== undefined) {
    for (;;) {
      const word = yield* words.next();
      if (word === undefined) return yield* runner.finish(command[0]!);
      yield* runner.run(command.map((part) => part.replaceAll(replace, () => word)));
    }
  }
  const fixed = command.reduce((sum, word) => sum + word.length + 1, 0);
  let pending = yield* words.next();
  let first = true;
  while (pending !== undefined || (first && !options.has("r"))) {
    const args: string[] = [];
    let used = fixed;
    while (pending !== undefined && args.length < perCall) {
      used += pending.length + 1;
      if (used > bytes && args.length > 0) break;
      if (used > bytes) yield* io.die("argument line too long");
      args.push(pending);
      pending = yield* words.next();
    }
    yield* runner.run([...command, ...args]);
    first = false;
  }
  return yield* runner.finish(command[0]!);
});
