import type { Call } from "../../../abi/call";
import { O } from "../../../abi/flags";
import type { Io } from "../../lib/io";
import type { Regex } from "../../lib/regex/regex";
import { readTextFile } from "../../lib/users";
import { WORK } from "../../lib/work";
import type { Command, Pattern, Substitution } from "./commands";
import type { SedInput } from "./sed-input";
import { substituted } from "./substitute";

/** A run of a script over its input. */
export class ScriptRun {
  private pattern = "";
  private hold = "";
  private spaceBytes = 0;
  private lineNumber = 0;
  private substituted = false;
  private appended: { readonly text: string; readonly isFile: boolean }[] = [];
  private previous: Regex | undefined;
  private readonly files = new Map<string, number>();
  /** Whether what was put last lacks its newline: the next output supplies it. */
  private missingNewline = false;

  constructor(
    private readonly io: Io,
    private readonly commands: readonly Command[],
    private readonly input: SedInput,
    private readonly quiet: boolean,
  ) {}

  /** Empties the files that the script writes to, before any line is read. */
  *openFiles(): Call<void> {
    for (const command of this.commands) {
      const name = command.name === "w" ? command.text : command.substitution?.file;
      if (name === undefined || this.files.has(name)) continue;
      try {
        this.files.set(name, yield* this.io.sys.open(name, O.WRONLY | O.CREAT | O.TRUNC, 0o666));
      } catch (error) {
        yield* this.io.dieError(name, error);
      }
    }
  }

  private put(text: string, terminated = true): void {
    this.input.put((this.missingNewline ? "\n" : "") + text + (terminated ? "\n" : ""));
    this.missingNewline = !terminated;
  }

  private putRaw(text: string): void {
    if (text === "") return;
    this.input.put((this.missingNewline ? "\n" : "") + text);
    this.missingNewline = false;
  }

  private *flushAppended(): Call<void> {
    for (const { text, isFile } of this.appended) {
      if (!isFile) {
        this.putRaw(text);
        continue;
      }
      const content = yield* readTextFile(this.io.sys, text);
      if (content !== undefined) this.putRaw(content);
    }
    this.appended = [];
  }

  private *matches(pattern: Pattern): Call<boolean> {
    const regex = yield* this.resolve(pattern);
    this.io.spend(this.pattern.length * WORK.regexByte * 0.2 + 300);
    return regex.test(this.pattern);
  }

  private *resolve(pattern: Pattern): Call<Regex> {
    if (pattern !== "previous") this.previous = pattern;
    return this.previous ?? (yield* this.io.die("no previous regexp"));
  }

  /** Whether a command's addresses select the current line. */
  private *selected(command: Command): Call<boolean> {
    const wasIn = command.inMatch;
    const ranged = command.endLine !== 0 || command.endPattern !== undefined;
    let matched = wasIn;
    if (!matched) {
      if (command.beginPattern !== undefined) matched = yield* this.matches(command.beginPattern);
      else if (command.beginLine > 0)
        matched = ranged ? command.beginLine <= this.lineNumber : command.beginLine === this.lineNumber;
      else if (command.beginLine === -1) matched = yield* this.input.isLast();
      else matched = command.beginLine === 0 && !ranged;
    }
    if (matched) {
      if (command.endLine <= -2) command.endLine = this.lineNumber + (-command.endLine - 2);
      if (command.beginLine > 0 && ranged) command.beginLine = -2;
      let ends: boolean;
      if (command.endLine !== 0)
        ends = command.endLine === -1 ? yield* this.input.isLast() : command.endLine <= this.lineNumber;
      else ends = command.endPattern === undefined;
      if (!ends && command.endPattern !== undefined && wasIn) ends = yield* this.matches(command.endPattern);
      command.inMatch = !ends;
      if (ends && command.writtenEnd <= -2) command.endLine = command.writtenEnd;
    }
    return matched !== command.invert;
  }

  private *nextLine(): Call<boolean> {
    const line = yield* this.input.next();
    if (line === undefined) return false;
    this.pattern = line;
    this.lineNumber++;
    return true;
  }

  /** Runs the script over all lines; answers the exit status. */
  *run(): Call<number> {
    const { io, commands } = this;
    const labels = new Map<string, number>();
    for (const [i, command] of commands.entries())
      if (command.name === ":" && !labels.has(command.text)) labels.set(command.text, i);
    let keepPattern = false;
    for (;;) {
      if (keepPattern) keepPattern = false;
      else if (!(yield* this.nextLine())) return 0;
      this.substituted = false;
      let print = !this.quiet;
      let quit = false;
      let at = 0;
      let steps = 0;
      cycle: while (at < commands.length) {
        const command = commands[at++]!;
        io.spend(WORK.sedCommand);
        this.countSpaces();
        if ((++steps & 255) === 0 || io.dataDue) yield* io.pace();
        if (command.name === "}" || command.name === ":") continue;
        if (!(yield* this.selected(command))) {
          if (command.name === "{") at = yield* this.skipBlock(at);
          continue;
        }
        switch (command.name) {
          case "{":
            break;
          case "=":
            this.put(String(this.lineNumber));
            break;
          case "P":
            this.put(this.pattern.split("\n", 1)[0]!);
            break;
          case "D": {
            const newline = this.pattern.indexOf("\n");
            print = false;
            if (newline >= 0) {
              this.pattern = this.pattern.slice(newline + 1);
              keepPattern = true;
            }
            break cycle;
          }
          case "p":
            this.put(this.pattern, this.input.terminated);
            break;
          case "d":
            print = false;
            break cycle;
          case "s":
            if (yield* this.substitute(command.substitution!)) {
              this.substituted = true;
              if (command.substitution!.print) this.put(this.pattern, this.input.terminated);
              if (command.substitution!.file !== undefined) yield* this.writeTo(command.substitution!.file);
            }
            break;
          case "a":
            if (command.text !== "") this.appended.push({ text: command.text, isFile: false });
            break;
          case "i":
            this.putRaw(command.text);
            break;
          case "c":
            // With a range, at its end; with "!", on every line.
            if (command.invert || !command.inMatch) this.putRaw(command.text);
            print = false;
            break cycle;
          case "r":
            this.appended.push({ text: command.text, isFile: true });
            break;
          case "w":
            yield* this.writeTo(command.text);
            break;
          case "q":
            quit = true;
            break cycle;
          case "n":
            if (yield* this.input.isLast()) {
              quit = true;
              break cycle;
            }
            if (!this.quiet) this.put(this.pattern, this.input.terminated);
            yield* this.flushAppended();
            yield* this.nextLine();
            break;
          case "N": {
            if (yield* this.input.isLast()) {
              quit = true;
              break cycle;
            }
            yield* this.flushAppended();
            const before = this.pattern;
            yield* this.nextLine();
            this.pattern = `${before}\n${this.pattern}`;
            break;
          }
          case "b":
          case "t":
          case "T": {
            if (command.name === "t" && !this.substituted) break;
            if (command.name === "T" && this.substituted) {
              this.substituted = false;
              break;
            }
            if (command.name === "t") this.substituted = false;
            if (command.text === "") break cycle;
            const target = labels.get(command.text);
            if (target === undefined) return yield* io.die(`can't find label for jump to '${command.text}'`);
            at = target;
            break;
          }
          case "y":
            this.pattern = [...this.pattern].map((char) => command.map![char.charCodeAt(0) & 0xff]).join("");
            break;
          case "g":
            this.pattern = this.hold;
            break;
          case "G":
            this.pattern += `\n${this.hold}`;
            break;
          case "h":
            this.hold = this.pattern;
            break;
          case "H":
            this.hold += `\n${this.pattern}`;
            break;
          case "x":
            [this.pattern, this.hold] = [this.hold, this.pattern];
            break;
        }
      }
      if (print) this.put(this.pattern, this.input.terminated);
      yield* this.flushAppended();
      yield* this.input.drain();
      if (quit) {
        yield* this.input.finish();
        return 0;
      }
    }
  }

  /** The pattern space and the hold space may grow without end. */
  private countSpaces(): void {
    const bytes = this.pattern.length + this.hold.length;
    this.io.keep(bytes - this.spaceBytes);
    this.spaceBytes = bytes;
  }

  private *skipBlock(from: number): Call<number> {
    let depth = 1;
    for (let at = from; at < this.commands.length; at++) {
      const { name } = this.commands[at]!;
      if (name === "{") depth++;
      if (name === "}" && --depth === 0) return at + 1;
    }
    return yield* this.io.die("unterminated {");
  }

  private *writeTo(name: string): Call<void> {
    if (name === "/dev/stdout") yield* this.io.flush();
    yield* this.io.writeAll(this.files.get(name)!, `${this.pattern}\n`);
  }

  /** "s" on the pattern space; whether anything was replaced. */
  private *substitute(substitution: Substitution): Call<boolean> {
    const regex = yield* this.resolve(substitution.pattern);
    const line = yield* substituted(this.io, regex, substitution, this.pattern);
    if (line === undefined) return false;
    this.pattern = line;
    return true;
  }
}
