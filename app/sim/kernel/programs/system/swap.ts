/** Swap areas and loop devices: the simulated machine has none to give, so these say what the real ones say of a wrong name. */
import { SysError } from "../../abi/errno";
import type { Program } from "../../abi/sys";
import { parseOptions } from "../lib/getopt";
import { applet } from "../lib/io";

function swapping(letters: string): Program {
  return applet(function* (io) {
    const options = yield* parseOptions(io, letters);
    if (options.has("a")) {
      try {
        yield* io.sys.close(yield* io.sys.open("/etc/fstab", 0));
      } catch (error) {
        return yield* io.dieError("can't open '/etc/fstab'", error);
      }
      return 0;
    }
    if (options.rest.length === 0) return yield* io.usage();
    let status = 0;
    for (const path of options.rest) {
      try {
        yield* io.sys.stat(path);
        throw new SysError("EINVAL");
      } catch (error) {
        if (options.has("e") && error instanceof SysError && error.code === "ENOENT") continue;
        yield* io.warnError(path, error);
        status = 1;
      }
    }
    return status;
  });
}

export const swapon = swapping("ad::ep:");
export const swapoff = swapping("a");
