/** halt, poweroff, reboot: ask the first process, or with -f the kernel itself. */
import { SIG } from "../../abi/signals";
import type { Program } from "../../abi/sys";
import { parseOptions } from "../lib/getopt";
import { applet } from "../lib/io";
import { number } from "../lib/numbers";

function power(how: "halt" | "poweroff" | "restart", signal: number): Program {
  return applet(function* (io) {
    const options = yield* parseOptions(io, "d:nfwi");
    const delay = options.value("d");
    if (delay !== undefined) yield* io.sys.nanosleep((yield* number(io, delay)) * 1e9);
    if (!options.has("n")) yield* io.sys.sync();
    try {
      if (options.has("f")) yield* io.sys.reboot(how);
      else yield* io.sys.kill(1, signal);
    } catch (error) {
      return yield* io.dieError("", error);
    }
    return 0;
  });
}

export const halt = power("halt", SIG.USR1);
export const poweroff = power("poweroff", SIG.USR2);
export const reboot = power("restart", SIG.TERM);
