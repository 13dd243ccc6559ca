/** Running other programs: execvp, spawn, wait. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import type { Sys, WaitResult } from "../../abi/sys";
import type { Io } from "./io";

const DEFAULT_PATH = "/sbin:/usr/sbin:/bin:/usr/bin";

/** execvp(3): looks in PATH unless the name has a slash. Comes back only by throwing SysError. */
export function* execvp(sys: Sys, argv: readonly string[], env: ReadonlyMap<string, string>): Call<never> {
  const name = argv[0] ?? "";
  if (name.includes("/")) return yield* sys.execve(name, argv, env);
  let worst: SysError = new SysError("ENOENT");
  if (name === "") throw worst;
  for (const directory of (env.get("PATH") ?? DEFAULT_PATH).split(":")) {
    try {
      return yield* sys.execve(directory === "" ? name : `${directory}/${name}`, argv, env);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code === "EACCES") worst = error;
      else if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    }
  }
  throw worst;
}

/** BB_EXECVP_or_die: complains "can't execute 'x'" and ends with 127 (not found) or 126. */
export function* execOrDie(
  io: Io,
  argv: readonly string[],
  env: ReadonlyMap<string, string> = io.env,
): Call<never> {
  yield* io.flush();
  yield* io.settle();
  try {
    return yield* execvp(io.sys, argv, env);
  } catch (error) {
    const status = error instanceof SysError && error.code === "ENOENT" ? 127 : 126;
    return yield* io.dieError(`can't execute '${argv[0] ?? ""}'`, error, status);
  }
}

export interface SpawnOptions {
  /** The program's file, where it is not to be looked for under its name. */
  readonly path?: string;
  /** In the child, before it becomes the program. */
  readonly prepare?: (sys: Sys) => Call<void>;
  readonly env?: ReadonlyMap<string, string>;
  /** What the child complains with if it cannot become the program, and its status; default execOrDie's. */
  readonly failed?: (error: SysError) => { readonly message: string; readonly status: number };
}

/** Starts a program; answers its pid. */
export function* spawn(io: Io, argv: readonly string[], options: SpawnOptions = {}): Call<number> {
  yield* io.flush();
  yield* io.settle();
  const env = new Map(options.env ?? io.env);
  const words = [...argv];
  const name = io.name;
  return yield* io.sys.fork(function* (sys) {
    try {
      if (options.prepare !== undefined) yield* options.prepare(sys);
      if (options.path !== undefined) return yield* sys.execve(options.path, words, env);
      return yield* execvp(sys, words, env);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const failed = options.failed?.(error) ?? {
        message: `${name}: can't execute '${words[0] ?? ""}': ${error.text}\n`,
        status: error.code === "ENOENT" ? 127 : 126,
      };
      if (failed.message !== "") yield* sys.write(2, failed.message);
      return failed.status;
    }
  });
}

/** waitpid that goes on when a signal's handler interrupts it. */
export function* waitFor(io: Io, pid: number): Call<WaitResult> {
  for (;;) {
    try {
      return yield* io.sys.waitpid(pid, 0);
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== "EINTR") throw error;
    }
  }
}

/** The exit status as a shell has it: 128 + signal for a child that one ended. */
export function statusOf(result: WaitResult): number {
  if (result.end.kind === "exited") return result.end.status;
  return result.end.kind === "continued" ? 0 : 128 + result.end.signal;
}
