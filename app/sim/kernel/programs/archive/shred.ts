/** shred: overwrites files. */
import { O } from "../../abi/flags";
import { randomSource } from "../files/make";
import { parseOptions } from "../lib/getopt";
import { applet } from "../lib/io";
import { KMG_SUFFIXES, number } from "../lib/numbers";
import { WORK } from "../lib/work";

const BLOCK_BYTES = 4096;

export const shred = applet(function* (io) {
  const options = yield* parseOptions(io, "fuzn:vxs:", { min: 1 });
  const passes = yield* number(io, options.value("n") ?? "3");
  const size = options.has("s")
    ? yield* number(io, options.value("s")!, { suffixes: KMG_SUFFIXES })
    : undefined;
  const random = yield* randomSource(io);
  for (const path of options.rest) {
    let fd: number;
    try {
      if (options.has("f")) yield* io.sys.chmod(path, 0o666);
      fd = yield* io.sys.open(path, O.WRONLY);
    } catch (error) {
      return yield* io.dieError(`can't open '${path}'`, error);
    }
    const total = size ?? (yield* io.sys.fstat(fd)).size;
    for (let pass = 0; pass < passes + (options.has("z") ? 1 : 0); pass++) {
      yield* io.sys.lseek(fd, 0, 0);
      for (let left = total; left > 0; left -= BLOCK_BYTES) {
        const block = new Uint8Array(Math.min(left, BLOCK_BYTES));
        if (pass < passes) for (let i = 0; i < block.length; i++) block[i] = random.int32() & 0xff;
        io.spend(block.length * WORK.copyByte + 500);
        yield* io.settle();
        yield* io.writeAll(fd, block);
      }
      yield* io.sys.fsync(fd);
    }
    if (options.has("u")) {
      yield* io.sys.ftruncate(fd, 0);
      try {
        yield* io.sys.unlink(path);
      } catch (error) {
        yield* io.dieError(`can't remove file '${path}'`, error);
      }
    }
    yield* io.sys.close(fd);
  }
  return 0;
});
