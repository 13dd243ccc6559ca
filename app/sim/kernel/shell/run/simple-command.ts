/** Simple commands: assignments, redirections, and a function, builtin or program. */

import type { Builtin } from "../builtins/builtin";
import { BUILTINS } from "../builtins/table";
import { expandFields, expandText } from "../expand/expander";
import { Problem } from "../expand/problem";
import { assignmentOf } from "../syntax/assignment";
import type { Node, SimpleCommand, Word } from "../syntax/ast";
import { WORK } from "../work";
import { ShellFailure } from "./control";
import { execute } from "./execute";
import { nest, type ShellCall } from "./frames";
import { fork, makeJob, waitForJob } from "./jobs";
import { STACK_PER_CALL } from "./limits";
import { findOnPath } from "./lookup";
import { quoteIfNeeded } from "./quote";
import { RedirectionFailure, redirect, restore, type SavedDescriptors } from "./redirect";
import type { EvaluationFlags, Shell } from "./shell";
import { ERR_TRAP } from "./signals";

type Assigned = readonly { readonly name: string; readonly value: string }[];

export function* runSimple(sh: Shell, node: SimpleCommand, flags: EvaluationFlags): ShellCall<number> {
  sh.errorLine = sh.line = node.line;
  sh.substitutionStatus = undefined;
  yield* sh.work(WORK.command);
  const words = yield* expandArguments(sh, node.words);
  const { argv, builtin, plain, standardPath } = yield* resolve(sh, words);
  const special = builtin?.special === true && words[0] === argv[0];
  const keep = argv[0] === "exec" && builtin !== undefined;
  let saved: SavedDescriptors;
  try {
    saved = yield* redirect(sh, node.redirections, keep);
  } catch (error) {
    if (!(error instanceof RedirectionFailure)) throw error;
    if (!special) return 1;
    sh.status = 1;
    throw new ShellFailure();
  }
  const local = words.length > 0 && !special;
  if (local) sh.variables.enterScope();
  const depth = sh.variables.depth;
  try {
    const assigned = yield* assign(sh, node, local);
    if (sh.options.has("xtrace") && (assigned.length > 0 || words.length > 0)) {
      const stderr = saved.find((each) => each.fd === 2)?.copy ?? 2;
      yield* trace(sh, assigned, words, stderr);
    }
    if (argv.length === 0) return words.length > 0 ? 0 : (sh.substitutionStatus ?? 0);
    const defined = plain ? undefined : sh.functions.get(argv[0] as string);
    if (defined && !(special && builtin)) return yield* callFunction(sh, defined, argv, flags);
    if (builtin) return yield* callBuiltin(sh, builtin, argv, special, flags);
    return yield* runProgram(sh, node, argv, flags, standardPath);
  } finally {
    while (local && sh.variables.depth >= depth) sh.variables.leaveScope();
    yield* restore(sh, saved);
  }
}

/** Arguments; words that look like assignments are not split where the command makes assignments of them. */
function* expandArguments(sh: Shell, words: readonly Word[]): ShellCall<string[]> {
  const first = words[0]?.[0];
  const assigns =
    first?.kind === "text" && words[0]?.length === 1 && BUILTINS.get(first.text)?.assigns === true;
  if (!assigns) return yield* expandFields(sh, words);
  const result: string[] = [];
  for (const word of words) {
    const assignment = assignmentOf(word);
    if (assignment) result.push(`${assignment.name}=${yield* expandText(sh, assignment.value, true)}`);
    else result.push(...(yield* expandFields(sh, [word])));
  }
  return result;
}

interface Resolved {
  readonly argv: readonly string[];
  readonly builtin: Builtin | undefined;
  /** Functions do not count: `command` was before it. */
  readonly plain: boolean;
  /** `command -p`. */
  readonly standardPath: boolean;
}

/** Looks through `command` prefixes; `command -v` stays a builtin. */
// biome-ignore lint/correctness/useYield: a step of the shell's computation, like its neighbours
function* resolve(sh: Shell, words: readonly string[]): ShellCall<Resolved> {
  let argv = words;
  let standardPath = false;
  let plain = false;
  for (;;) {
    const name = argv[0];
    const builtin = name === undefined ? undefined : BUILTINS.get(name);
    const shadowed = !plain && builtin?.special !== true && name !== undefined && sh.functions.has(name);
    if (name !== "command" || shadowed)
      return { argv, builtin: shadowed ? undefined : builtin, plain, standardPath };
    let at = 1;
    for (; argv[at]?.startsWith("-") && argv[at] !== "-"; at++) {
      if (argv[at] === "--") {
        at++;
        break;
      }
      if (!/^-p+$/.test(argv[at] as string)) return { argv, builtin, plain, standardPath };
      standardPath = true;
    }
    argv = argv.slice(at);
    plain = true;
    if (argv.length === 0) return { argv: [], builtin: undefined, plain, standardPath };
  }
}

function* assign(sh: Shell, node: SimpleCommand, local: boolean): ShellCall<Assigned> {
  const assigned: { name: string; value: string }[] = [];
  for (const { name, value: word } of node.assignments) {
    const value = yield* expandText(sh, word, true);
    yield* sh.checked(() => {
      if (local) sh.variables.makeLocal(name, value, true);
      else sh.variables.set(name, value);
    });
    assigned.push({ name, value });
  }
  return assigned;
}

/** `set -x`: to what standard error was before the command's redirections. */
function* trace(sh: Shell, assigned: Assigned, words: readonly string[], stderr: number): ShellCall<void> {
  const prefix = yield* sh.expandPrompt(sh.variables.get("PS4") ?? "");
  const parts = [
    ...assigned.map(({ name, value }) => `${name}=${quoteIfNeeded(value)}`),
    ...words.map((word) => quoteIfNeeded(word)),
  ];
  yield* sh.writeAll(stderr, `${prefix}${parts.join(" ")}\n`);
}

function* callFunction(
  sh: Shell,
  body: Node,
  argv: readonly string[],
  flags: EvaluationFlags,
): ShellCall<number> {
  yield* sh.work(WORK.functionCall);
  const { positional, loopDepth, functionName, optionsAt, stackBytes } = sh;
  sh.positional = argv.slice(1);
  sh.loopDepth = 0;
  sh.functionDepth++;
  sh.functionName = argv[0] as string;
  sh.stackBytes += STACK_PER_CALL;
  sh.variables.enterScope();
  const restoreOptions = sh.rememberLocalOptions();
  const errorTrap = sh.options.has("errtrace") ? undefined : sh.traps.get(ERR_TRAP);
  if (errorTrap !== undefined) sh.traps.delete(ERR_TRAP);
  try {
    return yield* nest(sh.evaluator.evaluate(sh, body, { tested: flags.tested, exit: false }));
  } finally {
    restoreOptions();
    if (errorTrap !== undefined && !sh.traps.has(ERR_TRAP)) sh.traps.set(ERR_TRAP, errorTrap);
    sh.variables.leaveScope();
    sh.positional = positional;
    sh.loopDepth = loopDepth;
    sh.functionDepth--;
    sh.functionName = functionName;
    sh.optionsAt = optionsAt;
    sh.stackBytes = stackBytes;
    if (sh.skip === "return") sh.skip = "none";
  }
}

function* callBuiltin(
  sh: Shell,
  builtin: Builtin,
  argv: readonly string[],
  special: boolean,
  flags: EvaluationFlags,
): ShellCall<number> {
  const { commandName } = sh;
  sh.commandName = argv[0];
  yield* sh.work(WORK.builtin);
  try {
    let status = yield* builtin.run(sh, argv, flags);
    const failed = yield* sh.flush();
    if (failed) {
      if (builtin.reportsWriteErrors === true)
        yield* sh.error(`${sh.appletName}: write error: ${failed.text}\n`);
      status = 1;
    }
    return status;
  } catch (error) {
    yield* sh.flush();
    if (error instanceof Problem) {
      yield* sh.warn(error.message);
      sh.status = error.status;
      if (special) throw new ShellFailure();
      return sh.status;
    }
    if (error instanceof ShellFailure && !special) return sh.status;
    throw error;
  } finally {
    sh.commandName = commandName;
  }
}

/** The path of `command -p`. */
const STANDARD_PATH = "/sbin:/usr/sbin:/bin:/usr/bin";

function* runProgram(
  sh: Shell,
  node: SimpleCommand,
  argv: readonly string[],
  flags: EvaluationFlags,
  standardPath: boolean,
): ShellCall<number> {
  const name = argv[0] as string;
  const path = standardPath ? STANDARD_PATH : (sh.variables.get("PATH") ?? "");
  let index = 0;
  if (!name.includes("/")) {
    const found = yield* findOnPath(sh, name, path);
    if ("missing" in found) {
      yield* sh.warn(`${name}: ${found.missing}`);
      return 127;
    }
    index = found.index;
  }
  const environment = sh.variables.environment(new Map());
  if (flags.exit && !sh.hasTraps) return yield* execute(sh, argv, environment, path, index);
  const job = makeJob(sh);
  yield* fork(sh, job, node, "foreground", (child) => execute(child, argv, environment, path, index));
  return yield* waitForJob(sh, job);
}
