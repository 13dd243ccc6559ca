/** export, readonly, local, unset, set, getopts, let, alias, unalias. */

import { evaluateArithmetic } from "../expand/arithmetic";
import { Problem } from "../expand/problem";
import type { ShellCall } from "../run/frames";
import { listOptions, OPTIONS, type OptionName, optionByLetter, optionByName } from "../run/options";
import { singleQuote } from "../run/quote";
import type { Shell } from "../run/shell";
import { byHashChain } from "../run/variables";
import { isName } from "../syntax/characters";
import { type Builtin, immediate } from "./builtin";
import { parseOptions } from "./options";

const flagged = (flag: "exported" | "readonly", word: string): Builtin => ({
  special: true,
  assigns: true,
  run: immediate((sh, argv) => {
    const { letters, rest } = parseOptions(argv, flag === "exported" ? "pn" : "p");
    if (rest.length === 0 || letters.includes("p")) {
      sh.out += sh.variables.list(`${word} `, (variable) => variable[flag]);
      return 0;
    }
    const on = !letters.includes("n");
    for (const each of rest) {
      const { name, value } = splitAssignment(each);
      sh.variables.declare(name, { [flag]: on }, value);
    }
    return 0;
  }),
});

function splitAssignment(word: string): { name: string; value: string | undefined } {
  const equals = word.indexOf("=");
  return equals < 0
    ? { name: word, value: undefined }
    : { name: word.slice(0, equals), value: word.slice(equals + 1) };
}

function local(sh: Shell, argv: readonly string[]): number {
  if (sh.functionDepth === 0) throw new Problem("not in a function");
  for (const word of argv.slice(1)) {
    if (word === "-") sh.localOptions ??= new Set(sh.options);
    else {
      const { name, value } = splitAssignment(word);
      sh.variables.makeLocal(name, value);
    }
  }
  return 0;
}

function unset(sh: Shell, argv: readonly string[]): number {
  const { letters, rest } = parseOptions(argv, "vf");
  const kind = letters.at(-1);
  for (const name of rest) {
    if (kind === "f") sh.functions.delete(name);
    else {
      if (!isName(name)) throw new Problem(`${name}: bad variable name`);
      sh.variables.unset(name);
    }
  }
  return 0;
}

/** Reads the options of `set` and of the shell itself. Answers the words after them and whether they replace the parameters. */
export function* readSetOptions(
  sh: Shell,
  words: readonly string[],
  atStart: boolean,
): ShellCall<{
  rest: readonly string[];
  replaces: boolean;
  command: boolean;
  login: boolean;
  failed: boolean;
}> {
  const result = { replaces: false, command: false, login: false, failed: false };
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] as string;
    const on = word[0] === "-";
    if (!on && word[0] !== "+") break;
    if (word === "-" || word === "--") {
      if (word === "-" && !atStart)
        for (const name of ["xtrace", "verbose"] as const) sh.options.delete(name);
      const none = words.length === at + 1;
      return { ...result, rest: words.slice(at + 1), replaces: word === "--" || !none };
    }
    if (word === "+") return { ...result, rest: words.slice(at + 1), replaces: true };
    if (atStart && word === "--login") {
      result.login = true;
      continue;
    }
    for (const letter of word.slice(1)) {
      if (atStart && letter === "c" && on) {
        sh.options.add("command");
        result.command = true;
      } else if (letter === "o") {
        if (!(yield* setByName(sh, words[at + 1], on, atStart))) result.failed = true;
        at++;
      } else if (atStart && letter === "l") result.login = on;
      else {
        const name = optionByLetter(letter);
        if (name === undefined || name === "command")
          throw new Problem(`illegal option ${on ? "-" : "+"}${letter}`);
        setOption(sh, name, on);
      }
    }
  }
  return { ...result, rest: words.slice(at), replaces: at < words.length };
}

function setOption(sh: Shell, name: OptionName, on: boolean): void {
  if (on) sh.options.add(name);
  else sh.options.delete(name);
}

function* setByName(sh: Shell, text: string | undefined, on: boolean, atStart: boolean): ShellCall<boolean> {
  if (text === undefined) {
    // While ash reads its own arguments no option is off yet.
    sh.out += listOptions(atStart ? new Set(OPTIONS.map((option) => option.name)) : sh.options, !on);
    if (atStart) yield* sh.flush();
    return true;
  }
  const name = optionByName(text);
  if (name === undefined) {
    yield* sh.warn(`illegal option ${on ? "-" : "+"}o ${text}`);
    return false;
  }
  setOption(sh, name, on);
  return true;
}

function* set(sh: Shell, argv: readonly string[]): ShellCall<number> {
  if (argv.length === 1) {
    sh.out += sh.variables.list("", () => true);
    return 0;
  }
  const had = sh.options.has("monitor");
  const { rest, replaces, failed } = yield* readSetOptions(sh, argv.slice(1), false);
  if (replaces) {
    sh.positional = rest;
    sh.optionsAt = 0;
  }
  if (sh.options.has("monitor") && !had && !sh.jobControl) {
    yield* sh.warn("can't access tty; job control turned off");
    sh.options.delete("monitor");
  }
  return failed ? 1 : 0;
}

function* getopts(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const [, spec, variable] = argv;
  if (spec === undefined || variable === undefined) throw new Problem("usage: getopts optstring var [arg]");
  const words = argv.length > 3 ? argv.slice(3) : sh.positional;
  const silent = spec.startsWith(":");
  let index = Math.max(Number(sh.variables.get("OPTIND") ?? 1) || 1, 1);
  let offset = sh.optionsAt;
  const finish = (letter: string, argument: string | undefined, status: number): number => {
    sh.variables.set("OPTIND", String(index));
    sh.optionsAt = offset;
    if (argument !== undefined) sh.variables.set("OPTARG", argument);
    else sh.variables.unset("OPTARG");
    sh.variables.set(variable, letter);
    return status;
  };
  let word = offset > 0 && index > 1 ? words[index - 2] : undefined;
  if (word === undefined || offset >= word.length) {
    word = words[index - 1];
    offset = 0;
    if (word === undefined || word[0] !== "-" || word === "-") return finish("?", undefined, 1);
    index++;
    if (word === "--") return finish("?", undefined, 1);
    offset = 1;
  }
  const letter = word[offset++] as string;
  const place = letter === ":" ? -1 : spec.indexOf(letter);
  if (place < 0) {
    if (silent) return finish("?", letter, 0);
    yield* sh.error(`Illegal option -${letter}\n`);
    return finish("?", undefined, 0);
  }
  if (spec[place + 1] !== ":") return finish(letter, "", 0);
  let argument: string | undefined = word.slice(offset);
  if (argument === "") {
    argument = words[index - 1];
    if (argument === undefined) {
      if (silent) return finish(":", letter, 0);
      yield* sh.error(`No arg for -${letter} option\n`);
      return finish("?", undefined, 0);
    }
    index++;
  }
  offset = 0;
  return finish(letter, argument, 0);
}

function* alias(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const line = (name: string): string => `${name}=${singleQuote(sh.aliases.get(name) ?? "")}\n`;
  if (argv.length === 1) {
    for (const name of [...sh.aliases.keys()].sort(byHashChain)) sh.out += line(name);
    return 0;
  }
  let status = 0;
  for (const word of argv.slice(1)) {
    const equals = word.indexOf("=", 1);
    if (equals > 0) sh.aliases.set(word.slice(0, equals), word.slice(equals + 1));
    else if (sh.aliases.has(word)) sh.out += line(word);
    else {
      yield* sh.error(`alias: ${word} not found\n`);
      status = 1;
    }
  }
  return status;
}

function* unalias(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters, rest } = parseOptions(argv, "a");
  if (letters.includes("a")) sh.aliases.clear();
  let status = 0;
  for (const name of rest)
    if (!sh.aliases.delete(name)) {
      yield* sh.error(`unalias: ${name} not found\n`);
      status = 1;
    }
  return status;
}

export const VARIABLES: readonly (readonly [string, Builtin])[] = [
  ["export", flagged("exported", "export")],
  ["readonly", flagged("readonly", "readonly")],
  ["local", { special: true, assigns: true, run: immediate(local) }],
  ["unset", { special: true, run: immediate(unset) }],
  ["set", { special: true, run: set }],
  ["getopts", { run: getopts }],
  ["alias", { assigns: true, run: alias }],
  ["unalias", { run: unalias }],
  [
    "let",
    {
      run: immediate((sh, argv) => {
        if (argv.length < 2) throw new Problem("expression expected");
        let value = 0n;
        for (const expression of argv.slice(1))
          value = evaluateArithmetic(expression, {
            get: (name) => sh.variables.get(name),
            set: (name, text) => sh.variables.set(name, text),
          });
        return value === 0n ? 1 : 0;
      }),
    },
  ],
];
