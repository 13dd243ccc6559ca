import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { SIG } from "../../abi/signals";
import { parseOptions } from "../lib/getopt";
import { applet, sysError } from "../lib/io";

export const tee = applet(function* (io) {
  const options = yield* parseOptions(io, "ia");
  if (options.has("i")) yield* io.sys.sigaction(SIG.INT, "ignore");
  const append = options.has("a");
  // As in busybox: a broken pipe shows as an error, and the other files are still written.
  yield* io.sys.sigaction(SIG.PIPE, "ignore");
  let status = 0;
  const targets: { readonly fd: number; readonly name: string; failed: boolean }[] = [
    { fd: 1, name: "standard output", failed: false },
  ];
  for (const path of options.rest) {
    if (path === "-") {
      targets.push({ fd: 1, name: "standard output", failed: false });
      continue;
    }
    try {
      const fd = yield* io.sys.open(path, O.WRONLY | O.CREAT | (append ? O.APPEND : O.TRUNC), 0o666);
      targets.push({ fd, name: path, failed: false });
    } catch (error) {
      yield* io.warnError(path, error);
      status = 1;
    }
  }
  for (;;) {
    let data: Uint8Array;
    try {
      data = yield* io.sys.read(0, 1024);
    } catch (error) {
      if (error instanceof SysError && error.code === "EINTR") continue;
      yield* io.warnError("read error", error);
      return 1;
    }
    if (data.length === 0) {
      const failed = targets.slice(1).find((target) => target.failed);
      return failed === undefined ? status : yield* io.die(`${failed.name}: I/O error`);
    }
    io.spend(600 + data.length * 0.2);
    yield* io.settle();
    for (const target of targets) {
      if (target.failed) continue;
      try {
        yield* io.writeAll(target.fd, data);
      } catch (error) {
        target.failed = true;
        sysError(error);
      }
    }
  }
});
