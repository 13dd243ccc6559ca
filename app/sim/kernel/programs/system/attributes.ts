/** setfattr: extended attributes. */
import { parseOptions } from "../lib/getopt";
import { applet } from "../lib/io";

export const setfattr = applet(function* (io) {
  const options = yield* parseOptions(io, "hn:v:x:", { min: 1 });
  const removed = options.value("x");
  const set = options.value("n");
  if ((removed === undefined) === (set === undefined)) return yield* io.usage();
  let status = 0;
  for (const path of options.rest) {
    try {
      if (removed !== undefined) yield* io.sys.removexattr(path, removed, !options.has("h"));
      else yield* io.sys.setxattr(path, set ?? "", options.value("v") ?? "", !options.has("h"));
    } catch (error) {
      yield* io.warnError(path, error);
      status = 1;
    }
  }
  return status;
});
