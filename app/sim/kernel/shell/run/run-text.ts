/** Running texts and files as lists of commands. */

import { SysError } from "../../abi/errno";
import { isSpecialBuiltin } from "../builtins/special";
import { expandText } from "../expand/expander";
import type { Word } from "../syntax/ast";
import { MoreInputNeeded, ShellSyntaxError } from "../syntax/errors";
import { type ParsedLine, parseLine } from "../syntax/parse-line";
import type { ParserOptions } from "../syntax/parser";
import { WORK } from "../work";
import { evaluate } from "./evaluate";
import type { ShellCall } from "./frames";
import type { EvaluationFlags, Shell } from "./shell";

/** What a real shell reads of its script at a time. */
const BLOCK_BYTES = 1023;

function parserOptions(sh: Shell): ParserOptions {
  return { aliasText: (name) => sh.aliases.get(name), isSpecialBuiltin, runningLine: sh.line };
}

/** Reports a syntax error; it ends a shell that is not interactive. */
function* syntaxFailure(sh: Shell, error: ShellSyntaxError): ShellCall<never> {
  sh.errorLine = error.line;
  return yield* sh.fail(`syntax error: ${error.message}`);
}

/** Where commands come from: a text that may still grow. */
export interface Input {
  text: string;
  complete: boolean;
  /** `set -v` shows its lines. */
  readonly shown: boolean;
  /** Appends more; sets `complete` where there is none. */
  more(): ShellCall<void>;
}

/** Reads the script on a descriptor as far as it is needed. */
export function fileInput(sh: Shell, fd: number): Input {
  const input: Input = {
    text: "",
    complete: false,
    shown: true,
    *more() {
      for (;;) {
        try {
          const data = yield* sh.sys.read(fd, BLOCK_BYTES);
          if (data.length === 0) input.complete = true;
          else input.text += String.fromCharCode(...data);
          return;
        } catch (error) {
          if (!(error instanceof SysError)) throw error;
          if (error.code !== "EINTR") {
            input.complete = true;
            return;
          }
        }
      }
    },
  };
  return input;
}

function textInput(text: string): Input {
  return { text, complete: true, shown: false, *more() {} };
}

/** Parses the next line, reading as much as it takes. */
export function* nextLine(sh: Shell, input: Input, position: number, line: number): ShellCall<ParsedLine> {
  for (;;) {
    try {
      const parsed = parseLine(input.text, position, line, input.complete, parserOptions(sh));
      yield* sh.work(WORK.parseLine + WORK.parseByte * (parsed.position - position));
      return parsed;
    } catch (error) {
      if (error instanceof ShellSyntaxError) {
        if (input.shown && sh.options.has("verbose")) yield* sh.error(input.text.slice(position));
        return yield* syntaxFailure(sh, error);
      }
      if (!(error instanceof MoreInputNeeded)) throw error;
      yield* input.more();
    }
  }
}

/** Runs all commands of an input. With `flags.exit` the last one may take the process over. */
export function* runInput(
  sh: Shell,
  input: Input,
  firstLine: number,
  flags: EvaluationFlags,
): ShellCall<number> {
  let position = 0;
  let line = firstLine;
  let status = 0;
  for (;;) {
    const parsed = yield* nextLine(sh, input, position, line);
    if (parsed.end) return status;
    if (input.shown && sh.options.has("verbose"))
      yield* sh.error(input.text.slice(position, parsed.position));
    position = parsed.position;
    line = parsed.line;
    sh.parserLine = line;
    if (parsed.node) {
      const last = flags.exit && input.complete && input.text.slice(position).trim() === "";
      status = yield* evaluate(sh, parsed.node, { tested: flags.tested, exit: last });
      if (sh.skip !== "none") return status;
    }
    if (position > 65536) {
      input.text = input.text.slice(position);
      position = 0;
    }
  }
}

/** `eval`, traps and `-c`: lines are counted on from the running one. */
export function* runText(sh: Shell, text: string, flags: EvaluationFlags): ShellCall<number> {
  const status = yield* runInput(sh, textInput(text), sh.line, flags);
  return status;
}

/** `.`: runs a file and closes it. */
export function* runFile(sh: Shell, fd: number, flags: EvaluationFlags): ShellCall<number> {
  try {
    return yield* runInput(sh, fileInput(sh, fd), 1, flags);
  } finally {
    yield* sh.sys.close(fd);
  }
}

/** Expands a prompt or PS4. Where it is no proper text it stays as it is. */
export function* expandPromptText(sh: Shell, text: string): ShellCall<string> {
  if (!/[$`\\]/.test(text)) return text;
  let word: Word;
  try {
    word = hereWord(sh, text);
  } catch (error) {
    if (error instanceof ShellSyntaxError) return text;
    throw error;
  }
  const { status, substitutionStatus } = sh;
  const trace = sh.options.delete("xtrace");
  const expanded = yield* expandText(sh, word);
  if (trace) sh.options.add("xtrace");
  sh.status = status;
  sh.substitutionStatus = substitutionStatus;
  return expanded;
}

/** A text read as the body of a here-document. */
function hereWord(sh: Shell, text: string): Word {
  const parsed = parseLine(`: <<\u0100\n${text}`, 0, sh.line, true, parserOptions(sh));
  const redirection = parsed.node?.kind === "simple" ? parsed.node.redirections[0] : undefined;
  return redirection?.kind === "here" ? redirection.document.body : [];
}
