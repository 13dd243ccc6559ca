/** The first process: takes in orphans and waits for them, and switches the machine off when it is told to. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { WAIT } from "../abi/flags";
import { SIG } from "../abi/signals";
import type { Program, Sys } from "../abi/sys";

/** What programs get to end in before they are killed, as the guest's init has it. */
const GRACE_NS = 100_000_000;

const POWER = { [SIG.TERM]: "restart", [SIG.USR1]: "halt", [SIG.USR2]: "poweroff" } as const;

export const init: Program = function* (sys) {
  const signals = [SIG.CHLD, SIG.TERM, SIG.USR1, SIG.USR2];
  yield* sys.sigprocmask("block", signals);
  for (;;) {
    const signal = yield* sys.sigwait(signals);
    const how = POWER[signal as keyof typeof POWER];
    if (how !== undefined) yield* stop(sys, how);
    yield* reap(sys);
  }
};

function* reap(sys: Sys): Call<void> {
  try {
    while ((yield* sys.waitpid(-1, WAIT.NOHANG)).pid !== 0);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

function* stop(sys: Sys, how: "halt" | "poweroff" | "restart"): Call<void> {
  for (const signal of [SIG.TERM, SIG.CONT, SIG.KILL]) {
    if (signal === SIG.KILL) yield* sys.nanosleep(GRACE_NS);
    try {
      yield* sys.kill(-1, signal);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
  yield* sys.sync();
  yield* sys.reboot(how);
}
