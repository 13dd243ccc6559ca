/** type, command, hash, help, history, times, ulimit. */

import { SysError } from "../../abi/errno";
import { ACCESS, type Rlimit } from "../../abi/flags";
import { Problem } from "../expand/problem";
import type { ShellCall } from "../run/frames";
import { findOnPath, searchPath } from "../run/lookup";
import { singleQuote } from "../run/quote";
import type { Shell } from "../run/shell";
import { hashChain } from "../run/variables";
import { KEYWORDS } from "../syntax/characters";
import { type Builtin, immediate } from "./builtin";
import { BUILTIN_NAMES } from "./names";
import { parseOptions } from "./options";
import { isSpecialBuiltin } from "./special";

/** ash keeps the places of commands in a table of so many chains. */
const COMMAND_CHAINS = 31;

/** What a name means as a command: in words for `type`, or as `command -v` prints it. Answers the status. */
function* meaning(sh: Shell, name: string, inWords: boolean, path: string): ShellCall<number> {
  const print = (words: string, short: string): number => {
    sh.out += inWords ? `${name}${words}\n` : `${short}\n`;
    return 0;
  };
  if (KEYWORDS.has(name)) return print(" is a shell keyword", name);
  const alias = sh.aliases.get(name);
  if (alias !== undefined) return print(` is an alias for ${alias}`, `alias ${name}=${singleQuote(alias)}`);
  if (isSpecialBuiltin(name)) return print(" is a special shell builtin", name);
  if (sh.functions.has(name)) return print(" is a function", name);
  if (BUILTIN_NAMES.has(name)) return print(" is a shell builtin", name);
  if (name.includes("/")) {
    try {
      yield* sh.sys.access(name, ACCESS.F_OK);
      return print(` is ${name}`, name);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  } else {
    const found = yield* findOnPath(sh, name, path);
    if ("file" in found) return print(` is ${found.file}`, found.file);
  }
  if (inWords) sh.out += `${name}: not found\n`;
  return 127;
}

function* type(sh: Shell, argv: readonly string[]): ShellCall<number> {
  let status = 0;
  // Any option is taken for -p.
  const verbose = argv[1]?.startsWith("-") !== true;
  for (const name of argv.slice(verbose ? 1 : 2))
    status |= yield* meaning(sh, name, verbose, sh.variables.get("PATH") ?? "");
  return status;
}

/** Only with -v or -V; as a prefix it is looked through before. */
function* command(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters, rest } = parseOptions(argv, "pvV");
  const [name] = rest;
  if (name === undefined) return 0;
  return yield* meaning(sh, name, letters.includes("V"), sh.variables.get("PATH") ?? "");
}

function* hash(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters, rest } = parseOptions(argv, "r");
  if (letters.includes("r")) {
    sh.hashed.clear();
    return 0;
  }
  const path = sh.variables.get("PATH") ?? "";
  if (rest.length === 0) {
    const inOrder = [...sh.hashed].sort(
      ([a], [b]) => hashChain(a, COMMAND_CHAINS) - hashChain(b, COMMAND_CHAINS),
    );
    for (const [name, index] of inOrder) sh.out += `${searchPath(path, name)[index] ?? name}\n`;
    return 0;
  }
  let status = 0;
  for (const name of rest) {
    if (name.includes("/") || BUILTIN_NAMES.has(name) || sh.functions.has(name)) continue;
    sh.hashed.delete(name);
    const found = yield* findOnPath(sh, name, path);
    if ("file" in found) continue;
    yield* sh.warn(`${name}: ${found.missing}`);
    status = 1;
  }
  return status;
}

/** The columns of `help` are those of a screen of 80. */
const HELP = [
  "Built-in commands:",
  "------------------",
  "\t. : [ [[ alias bg break cd chdir command continue echo eval exec",
  "\texit export false fg getopts hash help history jobs kill let",
  "\tlocal printf pwd read readonly return set shift source test times",
  "\ttrap true type ulimit umask unalias unset wait",
  "",
].join("\n");

const seconds = (ns: number): string => {
  const whole = Math.floor(ns / 1e6);
  return `${Math.floor(whole / 60000)}m${((whole % 60000) / 1000).toFixed(3)}s`;
};

function* times(sh: Shell): ShellCall<number> {
  for (const who of ["self", "children"] as const) {
    const { userNs, systemNs } = yield* sh.sys.getrusage(who);
    sh.out += `${seconds(userNs)} ${seconds(systemNs)}\n`;
  }
  return 0;
}

interface Limit {
  readonly letter: string;
  readonly words: string;
  readonly name: Rlimit;
  /** Bytes a unit. */
  readonly unit: number;
}

const LIMITS: readonly Limit[] = [
  { letter: "c", words: "core file size (blocks)", name: "CORE", unit: 512 },
  { letter: "d", words: "data seg size (kb)", name: "DATA", unit: 1024 },
  { letter: "e", words: "scheduling priority", name: "NICE", unit: 1 },
  { letter: "f", words: "file size (blocks)", name: "FSIZE", unit: 512 },
  { letter: "i", words: "pending signals", name: "SIGPENDING", unit: 1 },
  { letter: "l", words: "max locked memory (kb)", name: "MEMLOCK", unit: 1024 },
  { letter: "m", words: "max memory size (kb)", name: "RSS", unit: 1024 },
  { letter: "n", words: "open files", name: "NOFILE", unit: 1 },
  { letter: "q", words: "POSIX message queues (bytes)", name: "MSGQUEUE", unit: 1 },
  { letter: "r", words: "real-time priority", name: "RTPRIO", unit: 1 },
  { letter: "s", words: "stack size (kb)", name: "STACK", unit: 1024 },
  { letter: "t", words: "cpu time (seconds)", name: "CPU", unit: 1 },
  { letter: "u", words: "max user processes", name: "NPROC", unit: 1 },
  { letter: "v", words: "virtual memory (kb)", name: "AS", unit: 1024 },
  { letter: "x", words: "file locks", name: "LOCKS", unit: 1 },
];

function* ulimit(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const chosen: { limit: Limit; value: string | undefined }[] = [];
  let hard = false;
  let soft = false;
  let all = false;
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word[0] !== "-") {
      chosen.push({ limit: LIMITS[3] as Limit, value: word });
      continue;
    }
    for (const letter of word.slice(1)) {
      const limit = LIMITS.find((each) => each.letter === letter);
      if (letter === "H") hard = true;
      else if (letter === "S") soft = true;
      else if (letter === "a") all = true;
      else if (limit) {
        const next = argv[at + 1];
        const takes = word.endsWith(letter) && next !== undefined && next[0] !== "-";
        chosen.push({ limit, value: takes ? next : undefined });
        if (takes) at++;
      } else {
        yield* sh.error(`ulimit: unrecognized option: ${letter}\n`);
        return 1;
      }
    }
  }
  if (all) {
    for (const limit of LIMITS) {
      const shown = shownLimit(limit, yield* sh.sys.getrlimit(limit.name), hard);
      sh.out += `${limit.words.padEnd(32)}(-${limit.letter}) ${shown}\n`;
    }
    return 0;
  }
  if (chosen.length === 0) chosen.push({ limit: LIMITS[3] as Limit, value: undefined });
  for (const { limit, value } of chosen) {
    const held = yield* sh.sys.getrlimit(limit.name);
    if (value === undefined) {
      sh.out += `${shownLimit(limit, held, hard)}\n`;
      continue;
    }
    if (value !== "unlimited" && !/^[0-9]+$/.test(value)) {
      yield* sh.error(`${sh.appletName}: invalid number '${value}'\n`);
      return 1;
    }
    const bytes = value === "unlimited" ? Number.POSITIVE_INFINITY : Number(value) * limit.unit;
    const both = hard === soft;
    try {
      yield* sh.sys.setrlimit(limit.name, soft || both ? bytes : held.soft, hard || both ? bytes : held.hard);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sh.error(`${sh.appletName}: error setting limit: ${error.text}\n`);
      return 1;
    }
  }
  return 0;
}

function shownLimit(limit: Limit, held: { soft: number; hard: number }, hard: boolean): string {
  const value = hard ? held.hard : held.soft;
  return Number.isFinite(value) && value < Number.MAX_SAFE_INTEGER
    ? String(Math.floor(value / limit.unit))
    : "unlimited";
}

export const COMMANDS: readonly (readonly [string, Builtin])[] = [
  ["type", { run: type }],
  ["command", { run: command }],
  ["hash", { run: hash }],
  ["times", { special: true, run: times }],
  ["ulimit", { run: ulimit }],
  [
    "help",
    {
      run: immediate((sh) => {
        sh.out += HELP;
        return 0;
      }),
    },
  ],
  [
    "history",
    {
      run: immediate((sh, argv) => {
        if (argv[1]?.startsWith("-") === true) throw new Problem(`illegal option ${argv[1]}`);
        sh.history.forEach((line, index) => {
          sh.out += `${String(index).padStart(4)} ${line}\n`;
        });
        return 0;
      }),
    },
  ],
];
