/** Hooks of a bundle (runtime-spec config.md, "POSIX-platform Hooks"): programs that get the container's state on standard input. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { SIG } from "../../kernel/abi/signals";
import type { Sys } from "../../kernel/abi/sys";
import type { Hook } from "../bundle/config-schema";
import { byteString } from "../image/bytes";
import { formatJson } from "../image/json";
import { readAll, writeAll } from "./file-work";
import { environment, StartFailure } from "./find-program";
import { exitCode, startFresh } from "./processes";
import { goError } from "./words";

export interface State {
  readonly ociVersion: string;
  readonly id: string;
  readonly status: string;
  readonly pid: number;
  readonly bundle: string;
}

/** @throws StartFailure if the hook cannot be run, ends with another status than 0, or takes too long */
export function* runHook(sys: Sys, hook: Hook, name: string, index: number, state: State): Call<void> {
  const input = yield* sys.pipe();
  const errors = yield* sys.pipe();
  const pid = yield* sys.fork(function* (child) {
    yield* startFresh(child);
    yield* child.dup2(input[0], 0);
    yield* child.dup2(errors[1], 1);
    yield* child.dup2(errors[1], 2);
    for (const fd of [...input, ...errors]) yield* child.close(fd);
    try {
      return yield* child.execve(hook.path, hook.args ?? [hook.path], environment(hook.env ?? []));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* child.write(2, `fork/exec ${hook.path}: ${goError(error)}`);
      return 127;
    }
  });
  yield* sys.close(input[0]);
  yield* sys.close(errors[1]);
  yield* sys.sigaction(SIG.PIPE, "ignore");
  let tooLong = false;
  if (hook.timeout !== undefined) {
    yield* sys.sigaction(SIG.ALRM, {
      *handler(own) {
        tooLong = true;
        yield* own.kill(pid, SIG.KILL);
      },
      restart: true,
    });
    yield* sys.alarm(hook.timeout * 1e9);
  }
  try {
    yield* writeAll(sys, input[1], formatJson({ ...state }));
  } catch (error) {
    // It did not care to read.
    if (!(error instanceof SysError) || error.code !== "EPIPE") throw error;
  }
  yield* sys.close(input[1]);
  const said = byteString(yield* readAll(sys, errors[0])).trim();
  yield* sys.close(errors[0]);
  const status = exitCode(yield* sys.waitpid(pid, 0));
  yield* sys.alarm(0);
  const what = `error running ${name} hook #${index}: `;
  if (tooLong) throw new StartFailure(`${what}hook ran past specified timeout of ${hook.timeout}s`);
  if (status !== 0) throw new StartFailure(`${what}exit status ${status}, stdout: , stderr: ${said}`);
}
