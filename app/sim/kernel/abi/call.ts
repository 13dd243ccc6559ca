/**
 * How programs of the simulated kernel run: as generators. A system call is `yield* sys.read(…)`; where it blocks, sleeps or uses
 * processor time, the generator hands a `Wait` to the kernel, which resumes it when that is over. Nothing else about a program is
 * special: it is an ordinary function over an ordinary interface.
 *
 * A failed call throws a `SysError` into the program. `exit`, a successful `execve` and a fatal signal never come back: the kernel
 * drops the generator without unwinding it, as a real kernel drops an address space, so a program must not rely on `finally`.
 */
import type { WaitQueue } from "../process/wait-queue";

/** Processor time, by whose code it is. */
export type CodeMode = "user" | "kernel";

export type Wait =
  | { readonly kind: "run"; readonly instructions: number; readonly mode: CodeMode }
  | { readonly kind: "block"; readonly queues: readonly WaitQueue[]; readonly untilNs: number }
  | { readonly kind: "gone" };

/** A resumable computation that answers T. */
export type Call<T> = Generator<Wait, T, undefined>;
