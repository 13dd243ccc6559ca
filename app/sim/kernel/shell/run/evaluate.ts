/** Runs what the parser made. */

import { SIG } from "../../abi/signals";
import { expandFields, expandPattern, expandText } from "../expand/expander";
import { matches } from "../expand/pattern";
import type { Node } from "../syntax/ast";
import { WORK } from "../work";
import { ShellExit, ShellInterrupt } from "./control";
import { nest, type ShellCall } from "./frames";
import { fork, makeJob, quietly, waitForJob } from "./jobs";
import { STACK_BYTES, STACK_PER_NODE } from "./limits";
import { RedirectionFailure, redirect, restore, type SavedDescriptors } from "./redirect";
import { type EvaluationFlags, LAST, type Shell, TESTED } from "./shell";
import { runErrorTrap, runPendingTraps } from "./signals";
import { runSimple } from "./simple-command";

export function* evaluate(sh: Shell, node: Node, flags: EvaluationFlags): ShellCall<number> {
  sh.stackBytes += STACK_PER_NODE;
  if (sh.stackBytes > STACK_BYTES) yield* quietly(sh.sys.kill(yield* sh.sys.getpid(), SIG.SEGV));
  const stackBytes = sh.stackBytes;
  sh.status = yield* run(sh, node, flags);
  sh.stackBytes = stackBytes - STACK_PER_NODE;
  if (sh.pending.size > 0) yield* runPendingTraps(sh);
  if (sh.interrupted) {
    sh.interrupted = false;
    sh.status = 130;
    throw new ShellInterrupt();
  }
  const checked = node.kind === "simple" || node.kind === "subshell" || node.kind === "pipeline";
  if (checked && sh.status !== 0 && !flags.tested) {
    yield* runErrorTrap(sh);
    if (sh.options.has("errexit") && sh.skip === "none") throw new ShellExit();
  }
  if (flags.exit) throw new ShellExit();
  return sh.status;
}

function* run(sh: Shell, node: Node, flags: EvaluationFlags): ShellCall<number> {
  if (sh.options.has("noexec") && !sh.interactive) return 0;
  switch (node.kind) {
    case "simple":
      return yield* runSimple(sh, node, flags);
    case "sequence": {
      let status = 0;
      for (const [index, item] of node.items.entries()) {
        const last = index === node.items.length - 1;
        status = yield* evaluate(sh, item, last ? flags : { tested: flags.tested, exit: false });
        if (sh.skip !== "none") break;
      }
      return status;
    }
    case "and-or": {
      let status = yield* evaluate(sh, node.first, TESTED);
      for (const [index, { operator, node: next }] of node.rest.entries()) {
        if (sh.skip !== "none") break;
        if ((status === 0) !== (operator === "&&")) continue;
        const last = index === node.rest.length - 1;
        status = yield* evaluate(sh, next, last ? flags : TESTED);
      }
      return status;
    }
    case "not": {
      const status = yield* evaluate(sh, node.body, TESTED);
      return sh.skip === "none" ? Number(status === 0) : status;
    }
    case "if": {
      const test = yield* evaluate(sh, node.test, TESTED);
      if (sh.skip !== "none") return test;
      if (test === 0) return yield* evaluate(sh, node.then, flags);
      return node.otherwise ? yield* evaluate(sh, node.otherwise, flags) : 0;
    }
    case "while":
    case "until":
      return yield* runLoop(sh, node, flags);
    case "for":
      return yield* runFor(sh, node, flags);
    case "case":
      return yield* runCase(sh, node, flags);
    case "function":
      sh.functions.set(node.name, node.body);
      return 0;
    case "pipeline":
      return yield* runPipeline(sh, node);
    case "subshell":
    case "background":
      return yield* runSubshell(sh, node, flags);
    case "redirected":
      return yield* runRedirected(sh, node, flags);
  }
}

/** Whether a loop goes on after a `break`, `continue` or `return` in it. */
function continues(sh: Shell): boolean {
  if (sh.skip === "none") return true;
  if (sh.skip === "return") return false;
  const own = --sh.skipCount <= 0;
  const goesOn = own && sh.skip === "continue";
  if (own) sh.skip = "none";
  return goesOn;
}

function* runLoop(
  sh: Shell,
  node: Extract<Node, { kind: "while" | "until" }>,
  flags: EvaluationFlags,
): ShellCall<number> {
  let status = 0;
  sh.loopDepth++;
  for (;;) {
    yield* sh.work(WORK.loopTurn);
    const test = yield* evaluate(sh, node.test, TESTED);
    if (sh.skip !== "none") {
      if (sh.skip === "return") status = test;
      if (!continues(sh)) break;
      continue;
    }
    if ((test === 0) !== (node.kind === "while")) break;
    status = yield* evaluate(sh, node.body, { tested: flags.tested, exit: false });
    if (!continues(sh)) break;
  }
  sh.loopDepth--;
  return status;
}

function* runFor(sh: Shell, node: Extract<Node, { kind: "for" }>, flags: EvaluationFlags): ShellCall<number> {
  sh.errorLine = sh.line = node.line;
  const values = node.words ? yield* expandFields(sh, node.words) : sh.positional;
  let status = 0;
  sh.loopDepth++;
  for (const value of values) {
    yield* sh.work(WORK.loopTurn);
    yield* sh.checked(() => sh.variables.set(node.variable, value));
    status = yield* evaluate(sh, node.body, { tested: flags.tested, exit: false });
    if (!continues(sh)) break;
  }
  sh.loopDepth--;
  return status;
}

function* runCase(
  sh: Shell,
  node: Extract<Node, { kind: "case" }>,
  flags: EvaluationFlags,
): ShellCall<number> {
  sh.errorLine = sh.line = node.line;
  const subject = yield* expandText(sh, node.subject);
  for (const item of node.items)
    for (const word of item.patterns) {
      const pattern = yield* expandPattern(sh, word);
      if (!matches(pattern, subject)) continue;
      return item.body ? yield* evaluate(sh, item.body, flags) : 0;
    }
  return 0;
}

function* runPipeline(sh: Shell, node: Extract<Node, { kind: "pipeline" }>): ShellCall<number> {
  const job = makeJob(sh);
  let input: number | undefined;
  for (const [index, stage] of node.stages.entries()) {
    const pipe = index < node.stages.length - 1 ? yield* sh.sys.pipe() : undefined;
    const before = input;
    yield* fork(sh, job, stage, node.background ? "background" : "foreground", function* (child) {
      if (pipe) yield* child.sys.close(pipe[0]);
      if (before !== undefined && before > 0) {
        yield* child.sys.dup2(before, 0);
        yield* child.sys.close(before);
      }
      if (pipe && pipe[1] !== 1) {
        yield* child.sys.dup2(pipe[1], 1);
        yield* child.sys.close(pipe[1]);
      }
      yield* evaluate(child, stage, LAST);
    });
    if (before !== undefined) yield* sh.sys.close(before);
    if (pipe) yield* sh.sys.close(pipe[1]);
    input = pipe?.[0];
  }
  return node.background ? 0 : yield* waitForJob(sh, job);
}

function* runSubshell(
  sh: Shell,
  node: Extract<Node, { kind: "background" | "subshell" | "redirected" }>,
  flags: EvaluationFlags,
): ShellCall<number> {
  const background = node.kind === "background";
  // ash gives a job without redirections no line.
  sh.errorLine = sh.line = background && node.redirections.length === 0 ? 0 : node.line;
  function* body(child: Shell): ShellCall<void> {
    const inner = { tested: flags.tested, exit: true };
    try {
      yield* redirect(child, node.redirections, true);
    } catch (error) {
      if (!(error instanceof RedirectionFailure)) throw error;
      child.status = 2;
      throw new ShellExit();
    }
    yield* evaluate(child, node.body, inner);
  }
  if (flags.exit && !background && !sh.hasTraps) {
    yield* body(sh);
    return sh.status;
  }
  const job = makeJob(sh);
  yield* fork(sh, job, node.body, background ? "background" : "foreground", body);
  return background ? 0 : yield* waitForJob(sh, job);
}

function* runRedirected(
  sh: Shell,
  node: Extract<Node, { kind: "background" | "subshell" | "redirected" }>,
  flags: EvaluationFlags,
): ShellCall<number> {
  sh.errorLine = sh.line = node.line;
  let saved: SavedDescriptors;
  try {
    saved = yield* redirect(sh, node.redirections, false);
  } catch (error) {
    if (!(error instanceof RedirectionFailure)) throw error;
    sh.status = 1;
    if (sh.options.has("errexit") && !flags.tested) throw new ShellExit();
    return 1;
  }
  try {
    return yield* nest(evaluate(sh, node.body, { tested: flags.tested, exit: false }));
  } finally {
    yield* restore(sh, saved);
  }
}
