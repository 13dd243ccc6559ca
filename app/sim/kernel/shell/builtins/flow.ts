/** break, continue, return, exit, eval, dot, exec, shift, true, false. */

import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { Problem } from "../expand/problem";
import { ShellExit } from "../run/control";
import { execute } from "../run/execute";
import { nest, type ShellCall } from "../run/frames";
import { searchPath } from "../run/lookup";
import type { EvaluationFlags, Shell } from "../run/shell";
import { type Builtin, immediate } from "./builtin";
import { parseNumber } from "./options";

const leaveLoops = (kind: "break" | "continue"): Builtin => ({
  special: true,
  run: immediate((sh, argv) => {
    const count = argv[1] === undefined ? 1 : parseNumber(argv[1]);
    if (count <= 0) throw new Problem(`Illegal number: ${argv[1]}`);
    const loops = Math.min(count, sh.loopDepth);
    if (loops > 0) {
      sh.skip = kind;
      sh.skipCount = loops;
    }
    return 0;
  }),
});

function* evalText(sh: Shell, argv: readonly string[], flags: EvaluationFlags): ShellCall<number> {
  const text = argv.slice(1).join(" ");
  if (text === "") return 0;
  return yield* nest(sh.evaluator.runText(sh, text, { tested: flags.tested, exit: false }));
}

function* dot(sh: Shell, argv: readonly string[], flags: EvaluationFlags): ShellCall<number> {
  const rest = argv[1] === "--" ? argv.slice(2) : argv.slice(1);
  const name = rest[0];
  if (name === undefined) throw new Problem("filename argument required");
  const path = name.includes("/") ? name : yield* findScript(sh, name);
  let fd: number;
  try {
    fd = yield* sh.sys.open(path, O.RDONLY | O.CLOEXEC);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new Problem(`can't open '${path}': ${error.text}`);
  }
  const positional = sh.positional;
  const replaced = rest.length > 1;
  if (replaced) sh.positional = rest.slice(1);
  sh.commandName = path;
  sh.sourced++;
  try {
    return yield* nest(sh.evaluator.runFile(sh, fd, { tested: flags.tested, exit: false }));
  } finally {
    sh.sourced--;
    if (replaced) sh.positional = positional;
    if (sh.skip === "return") sh.skip = "none";
  }
}

function* findScript(sh: Shell, name: string): ShellCall<string> {
  for (const file of searchPath(sh.variables.get("PATH") ?? "", name)) {
    try {
      yield* sh.sys.stat(file);
      return file;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
  throw new Problem(`${name}: not found`);
}

function* exec(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const words = argv[1] === "--" ? argv.slice(2) : argv.slice(1);
  if (words.length === 0) return 0;
  yield* sh.flush();
  const environment = sh.variables.environment(new Map());
  return yield* execute(sh, words, environment, sh.variables.get("PATH") ?? "");
}

export const FLOW: readonly (readonly [string, Builtin])[] = [
  [":", { special: true, run: immediate(() => 0) }],
  ["true", { run: immediate(() => 0) }],
  ["false", { run: immediate(() => 1) }],
  ["break", leaveLoops("break")],
  ["continue", leaveLoops("continue")],
  [
    "return",
    {
      special: true,
      run: immediate((sh, argv) => {
        const status = argv[1] === undefined ? sh.status : parseNumber(argv[1]) & 255;
        sh.skip = "return";
        return status;
      }),
    },
  ],
  [
    "exit",
    {
      special: true,
      run: immediate((sh, argv) => {
        if (argv[1] !== undefined) sh.status = parseNumber(argv[1]) & 255;
        throw new ShellExit();
      }),
    },
  ],
  ["eval", { special: true, run: evalText }],
  [".", { special: true, run: dot }],
  ["source", { special: true, run: dot }],
  ["exec", { special: true, run: exec }],
  [
    "shift",
    {
      special: true,
      run: immediate((sh, argv) => {
        const count = argv[1] === undefined ? 1 : parseNumber(argv[1]);
        if (count > sh.positional.length) return 1;
        sh.positional = sh.positional.slice(count);
        return 0;
      }),
    },
  ],
];
