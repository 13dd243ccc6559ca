import type { ShellCall } from "../run/frames";
import type { EvaluationFlags, Shell } from "../run/shell";

export interface Builtin {
  /** Special builtins: assignments before them stay, their failures end the shell, and no function hides them. */
  readonly special?: boolean;
  /** Words like NAME=value are assignments: not split. */
  readonly assigns?: boolean;
  readonly reportsWriteErrors?: boolean;
  /** Answers the status. What it prints goes to `sh.out`, which its caller writes. May throw Problem. */
  readonly run: (sh: Shell, argv: readonly string[], flags: EvaluationFlags) => ShellCall<number>;
}

/** Makes a builtin of a function that makes no system calls. */
export function immediate(run: (sh: Shell, argv: readonly string[]) => number): Builtin["run"] {
  // biome-ignore lint/correctness/useYield: a builtin is a call; this one never waits
  return function* (sh, argv) {
    return run(sh, argv);
  };
}
