/** The kernel itself as a caller: it builds the first tree and unpacks images without being a task. It never waits. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import type { Credentials } from "../process/credentials";
import type { Caller } from "./contract";
import type { Path } from "./path";

export class KernelCaller implements Caller {
  readonly task = undefined;
  readonly roots: { readonly root: Path; readonly cwd: Path };
  /** Instructions charged so far. */
  instructions = 0;

  constructor(
    readonly creds: Credentials,
    root: Path,
    private readonly clock: () => number,
    readonly umask = 0,
  ) {
    this.roots = { root, cwd: root };
  }

  nowNs(): number {
    return this.clock();
  }

  // biome-ignore lint/correctness/useYield: it does not wait, it fails
  *wait(): Call<void> {
    throw new SysError("EAGAIN");
  }

  charge(instructions: number): void {
    this.instructions += instructions;
  }
}

/** Carries out a call that does not block. @throws SysError EAGAIN if it would */
export function now<T>(call: Call<T>): T {
  const step = call.next();
  if (!step.done) throw new SysError("EAGAIN");
  return step.value;
}
