/**
 * Calls between parts of the shell that may nest as deep as a script likes (functions, eval, dot). JavaScript's own stack is not that
 * deep, so such a call is handed to a driver, which keeps the suspended callers in a list.
 */
import type { Call, Wait } from "../../abi/call";

export interface Frame {
  readonly kind: "frame";
  readonly body: Generator<Wait | Frame, void, undefined>;
}

/** A computation of the shell: system calls, and calls through the driver. */
export type ShellCall<T> = Generator<Wait | Frame, T, undefined>;

/** Runs `body` on a stack of its own. */
export function* nest<T>(body: ShellCall<T>): ShellCall<T> {
  let result: { readonly value: T } | undefined;
  function* run(): ShellCall<void> {
    result = { value: yield* body };
  }
  yield { kind: "frame", body: run() };
  return (result as { readonly value: T } | undefined)?.value as T;
}

/** Turns a computation of the shell into one of the kernel. */
export function* drive<T>(body: ShellCall<T>): Call<T> {
  let result: T | undefined;
  function* run(): ShellCall<void> {
    result = yield* body;
  }
  const stack: Frame["body"][] = [run()];
  let thrown: { readonly error: unknown } | undefined;
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as Frame["body"];
    try {
      const step = thrown ? top.throw(thrown.error) : top.next();
      thrown = undefined;
      if (step.done === true) stack.pop();
      else if (step.value.kind === "frame") stack.push(step.value.body);
      else {
        try {
          yield step.value;
        } catch (error) {
          thrown = { error };
        }
      }
    } catch (error) {
      stack.pop();
      thrown = { error };
    }
  }
  if (thrown) throw thrown.error;
  return result as T;
}
