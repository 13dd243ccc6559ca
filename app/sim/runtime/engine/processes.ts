/** How processes of the engine begin and wait. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { O } from "../../kernel/abi/flags";
import { SIG } from "../../kernel/abi/signals";
import type { Sys, WaitResult } from "../../kernel/abi/sys";
import { list } from "./file-work";

/** Signals do again what they do by default, and none is blocked: whoever started the client may have changed that. */
export function* startFresh(sys: Sys): Call<void> {
  for (const signal of [
    SIG.HUP,
    SIG.INT,
    SIG.QUIT,
    SIG.PIPE,
    SIG.TERM,
    SIG.CHLD,
    SIG.TSTP,
    SIG.TTIN,
    SIG.TTOU,
    SIG.WINCH,
    SIG.USR1,
    SIG.USR2,
    SIG.ALRM,
  ])
    yield* sys.sigaction(signal, "default");
  yield* sys.sigprocmask("set", []);
}

/** A process of the system's, not of whoever started it: no terminal, no files of theirs but those to keep. */
export function* becomeDaemon(sys: Sys, name: string, keep: readonly number[]): Call<void> {
  yield* sys.setname(name);
  yield* sys.setsid();
  yield* startFresh(sys);
  yield* sys.chdir("/");
  const nothing = yield* sys.open("/dev/null", O.RDWR | O.CLOEXEC);
  for (const fd of [0, 1, 2]) if (!keep.includes(fd)) yield* sys.dup2(nothing, fd);
  for (const { name: number } of yield* list(sys, "/proc/self/fd")) {
    const fd = Number(number);
    if (fd > 2 && !keep.includes(fd)) yield* closeQuietly(sys, fd);
  }
}

/** Closes it if it is open. */
export function* closeQuietly(sys: Sys, fd: number): Call<void> {
  try {
    yield* sys.close(fd);
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== "EBADF") throw error;
  }
}

/** A pipe whose ends no program inherits. */
export function* closedPipe(sys: Sys): Call<readonly [number, number]> {
  const [read, write] = yield* sys.pipe();
  yield* sys.setCloexec(read, true);
  yield* sys.setCloexec(write, true);
  return [read, write];
}

/** waitpid that signals do not end. */
export function* waitFor(sys: Sys, pid: number): Call<WaitResult> {
  for (;;) {
    try {
      return yield* sys.waitpid(pid, 0);
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== "EINTR") throw error;
    }
  }
}

/** As shells count: 128 + n for signal n. */
export function exitCode({ end }: WaitResult): number {
  if (end.kind === "exited") return end.status;
  return end.kind === "signaled" ? 128 + end.signal : 0;
}
