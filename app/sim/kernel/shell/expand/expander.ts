/** Expansion of words: parameters, commands, arithmetic, tilde; then fields, paths and quote removal. */

import { SysError } from "../../abi/errno";
import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";
import type { Word, WordPart } from "../syntax/ast";
import { WORK } from "../work";
import { evaluateArithmetic } from "./arithmetic";
import { splitFields } from "./fields";
import { expandPaths } from "./glob";
import { EXISTS, EXPANDED, mark, QUOTED, unmark } from "./marked-text";
import { expandParameter } from "./parameter";
import { compilePattern, type Pattern } from "./pattern";
import { substitute } from "./substitution";

/** How a word is expanded. */
export interface Context {
  /** Into fields; else into one text, with "$@" joined. */
  readonly fields: boolean;
  /** ~ after each colon too, as in assignments. */
  readonly assignment: boolean;
}

const ONE_TEXT: Context = { fields: false, assignment: false };
const ASSIGNMENT: Context = { fields: false, assignment: true };
const FIELDS: Context = { fields: true, assignment: false };

/** Expands to any number of arguments. */
export function* expandFields(sh: Shell, words: readonly Word[]): ShellCall<string[]> {
  const result: string[] = [];
  for (const word of words) {
    const only = word.length === 1 ? (word[0] as WordPart) : undefined;
    if (only?.kind === "text" && (only.quoted || !/[~*?[\\]/.test(only.text))) {
      result.push(only.text);
      continue;
    }
    const marked = yield* expandWord(sh, word, FIELDS);
    for (const field of splitFields(marked, sh.ifs)) {
      const paths = sh.options.has("noglob") ? [] : yield* expandPaths(sh, field);
      if (paths.length > 0) for (const path of paths) result.push(path);
      else result.push(unmark(field));
    }
  }
  yield* sh.work(words.length * WORK.word);
  return result;
}

/** Expands to one text without splitting: values of assignments, here-documents, targets of redirections. */
export function* expandText(sh: Shell, word: Word, assignment = false): ShellCall<string> {
  return unmark(yield* expandWord(sh, word, assignment ? ASSIGNMENT : ONE_TEXT));
}

/** Expands to a pattern, in which what is quoted stands for itself. */
export function* expandPattern(sh: Shell, word: Word): ShellCall<Pattern> {
  return compilePattern(yield* expandWord(sh, word, ONE_TEXT));
}

/** Expands to marked text. */
function* expandWord(sh: Shell, word: Word, context: Context): ShellCall<string> {
  let marked = "";
  for (let i = 0; i < word.length; i++) {
    const part = word[i] as WordPart;
    const bits = part.quoted ? QUOTED : EXPANDED;
    if (part.kind === "text") {
      if (part.quoted) marked += EXISTS + mark(part.text, QUOTED);
      else marked += yield* tilde(sh, part.text, i === 0, i === word.length - 1, context);
    } else if (part.kind === "command") {
      const text = yield* substitute(sh, part.body);
      marked += (part.quoted ? EXISTS : "") + mark(text, bits);
    } else if (part.kind === "arithmetic") {
      const expression = unmark(yield* expandWord(sh, part.expression, ONE_TEXT));
      const value = yield* sh.checked(() =>
        evaluateArithmetic(expression, {
          get: (name) => sh.variables.get(name),
          set: (name, text) => sh.variables.set(name, text),
        }),
      );
      marked += (part.quoted ? EXISTS : "") + mark(String(value), bits);
    } else marked += yield* expandParameter(sh, part, context, expandWord);
  }
  return marked;
}

/** Unquoted text with ~ at its start, in assignments also after colons, replaced by home directories. */
function* tilde(sh: Shell, text: string, first: boolean, last: boolean, context: Context): ShellCall<string> {
  if (!text.includes("~")) return text;
  const pieces = context.assignment ? text.split(/(?<=:)/) : [text];
  let result = "";
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as string;
    const match = /^~([^/:]*)/.exec(piece);
    const whole = match !== null && (match[0].length < piece.length || (i === pieces.length - 1 && last));
    const home = match && whole && (first || i > 0) ? yield* homeOf(sh, match[1] as string) : undefined;
    result +=
      home === undefined || match === null ? piece : mark(home, QUOTED) + piece.slice(match[0].length);
  }
  return result;
}

function* homeOf(sh: Shell, user: string): ShellCall<string | undefined> {
  if (user === "") return sh.variables.get("HOME");
  try {
    const fd = yield* sh.sys.open("/etc/passwd", 0);
    let text = "";
    for (;;) {
      const data = yield* sh.sys.read(fd, 4096);
      if (data.length === 0) break;
      text += String.fromCharCode(...data);
    }
    yield* sh.sys.close(fd);
    const line = text.split("\n").find((each) => each.startsWith(`${user}:`));
    return line?.split(":")[5];
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
