import { ShellExit, ShellFailure, ShellInterrupt } from "./control";
import { nest, type ShellCall } from "./frames";
import { ORDINARY, type Shell } from "./shell";

/** The end of a shell: its EXIT trap. Answers the exit status. */
export function* leave(sh: Shell): ShellCall<number> {
  yield* sh.settle();
  const action = sh.traps.get(0);
  if (action === undefined || action === "") return sh.status;
  const status = sh.status;
  sh.traps.delete(0);
  sh.skip = "none";
  try {
    yield* nest(sh.evaluator.runText(sh, action, ORDINARY));
    return status;
  } catch (error) {
    if (error instanceof ShellExit || error instanceof ShellFailure) return sh.status;
    if (error instanceof ShellInterrupt) return 130;
    throw error;
  }
}
