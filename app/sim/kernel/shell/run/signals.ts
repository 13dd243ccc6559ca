/** Traps and what the shell itself does about signals. */

import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { LAST_SIGNAL, SIG, SIGNALS } from "../../abi/signals";
import type { Sys } from "../../abi/sys";
import { ShellFailure } from "./control";
import { nest, type ShellCall } from "./frames";
import { ORDINARY, type Shell } from "./shell";

/** The place of `trap … ERR` among the traps: behind the last signal. */
export const ERR_TRAP = LAST_SIGNAL + 1;

/** Signals that only a terminal's shell treats specially. */
const STOPPING = [SIG.TSTP, SIG.TTIN, SIG.TTOU];

/** Brings the kernel's action for a signal in line with the shell's traps and mode. */
export function* setSignal(sh: Shell, signal: number): ShellCall<void> {
  const action = sh.traps.get(signal);
  let wanted: "default" | "ignore" | "catch" =
    action === undefined ? "default" : action === "" ? "ignore" : "catch";
  if (sh.level === 0 && wanted === "default") {
    if (signal === SIG.INT) wanted = "catch";
    if (signal === SIG.QUIT || (signal === SIG.TERM && sh.interactive)) wanted = "ignore";
    if (STOPPING.some((each) => each === signal) && sh.jobControl) wanted = "ignore";
  }
  if (sh.hardIgnored.has(signal) || signal === SIG.KILL || signal === SIG.STOP) return;
  try {
    const before = yield* sh.sys.sigaction(
      signal,
      wanted === "catch" ? { handler: (sys, caught) => note(sh, sys, caught) } : wanted,
    );
    const untouched = !sh.seenSignals.has(signal);
    sh.seenSignals.add(signal);
    if (untouched && before === "ignore" && !(sh.jobControl && STOPPING.some((each) => each === signal))) {
      sh.hardIgnored.add(signal);
      yield* sh.sys.sigaction(signal, "ignore");
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

/** The handler: traps run later, between commands. Without a trap ^C ends a shell that is not interactive. */
function* note(sh: Shell, sys: Sys, signal: number): Call<void> {
  if (sh.traps.has(signal)) sh.pending.add(signal);
  else if (signal === SIG.INT && sh.interactive && sh.level === 0) sh.interrupted = true;
  else if (signal === SIG.INT) {
    yield* sys.sigaction(SIG.INT, "default");
    yield* sys.kill(yield* sys.getpid(), SIG.INT);
  }
}

/** In a new child: traps with actions are gone, ignored signals stay ignored. */
export function* forgetTraps(child: Shell): ShellCall<void> {
  const actions = [...child.traps].filter(([, action]) => action !== "");
  for (const [signal] of actions) child.traps.delete(signal);
  for (const [signal] of actions) if (signal !== 0 && signal !== ERR_TRAP) yield* setSignal(child, signal);
}

/** Runs the traps of the signals that have come; $? is kept. */
export function* runPendingTraps(sh: Shell): ShellCall<void> {
  while (sh.pending.size > 0) {
    const signal = Math.min(...sh.pending);
    sh.pending.delete(signal);
    const action = sh.traps.get(signal);
    if (action === undefined) continue;
    const status = sh.status;
    const skip = sh.skip;
    sh.skip = "none";
    const ended = yield* sh.evaluator.runText(sh, action, ORDINARY);
    sh.status = ended;
    if (sh.skip === "none") sh.skip = skip;
    else if (sh.skip === "return") continue;
    sh.status = status;
  }
}

/** `trap … ERR`: a command has failed and nobody asks whether it did. $? is kept. */
export function* runErrorTrap(sh: Shell): ShellCall<void> {
  const action = sh.traps.get(ERR_TRAP);
  if (action === undefined || sh.inErrorTrap) return;
  const { status, skip } = sh;
  sh.skip = "none";
  sh.inErrorTrap = true;
  try {
    yield* nest(sh.evaluator.runText(sh, action, ORDINARY));
  } catch (error) {
    if (!(error instanceof ShellFailure)) throw error;
  } finally {
    sh.inErrorTrap = false;
  }
  sh.status = status;
  if (sh.skip === "none") sh.skip = skip;
}

/** The number of a signal by number or name, with or without SIG, in any case; 0 is EXIT. */
export function parseSignal(text: string): number | undefined {
  if (/^[0-9]+$/.test(text)) return Number(text) <= LAST_SIGNAL ? Number(text) : undefined;
  const name = text.toUpperCase().replace(/^SIG/, "");
  if (name === "EXIT") return 0;
  const number = SIGNALS.findIndex((each) => each === name && name !== "");
  if (number >= 0) return number;
  const other: Readonly<Record<string, number>> = {
    POLL: SIG.IO,
    CLD: SIG.CHLD,
    IOT: SIG.ABRT,
    RTMIN: 35,
    RTMAX: 64,
  };
  return other[name];
}

export function signalName(signal: number): string {
  if (signal === ERR_TRAP) return "ERR";
  if (signal === 0) return "EXIT";
  if (signal === SIG.IO) return "POLL";
  return SIGNALS[signal] ?? String(signal);
}
