/** gzip, gunzip, zcat. The compressed bytes are fflate's, which are not those of busybox; what they unpack to is the same. */
import { deflateSync } from "fflate";
import { O } from "../../abi/flags";
import { pump } from "../lib/copy";
import { type Options, parseOptions } from "../lib/getopt";
import { applet, sysError } from "../lib/io";
import { WORK } from "../lib/work";
import { crc32Update } from "../text/sums";
import { gunzipTo, isGzip, readAll } from "./gunzip-stream";
import { type Packing, packFiles, unpackInChild } from "./unpack";

/** Magic, deflate, no flags, no time, no extra flags, Unix. */
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

const levels = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

function packer(level: number): Packing {
  return {
    rename: (path) => `${path}.gz`,
    *work(io, input, output) {
      const data = yield* readAll(io, input);
      io.spend(data.length * WORK.deflateByte + 20_000);
      yield* io.settle();
      const body = deflateSync(data, { level: level as 1 });
      const packed = new Uint8Array(HEADER.length + body.length + 8);
      packed.set(HEADER);
      packed.set(body, HEADER.length);
      const view = new DataView(packed.buffer);
      view.setUint32(packed.length - 8, crc32Update(0, data), true);
      view.setUint32(packed.length - 4, data.length >>> 0, true);
      if (output !== undefined) yield* io.writeOrDie(output, packed);
      return true;
    },
  };
}

const unpacker: Packing = {
  rename: (path) =>
    path.endsWith(".gz") ? path.slice(0, -3) : path.endsWith(".tgz") ? `${path.slice(0, -4)}.tar` : undefined,
  *work(io, input, output) {
    return yield* gunzipTo(io, yield* readAll(io, input), output);
  },
};

const packOptions = (options: Options) => ({
  toStdout: options.has("c"),
  test: options.has("t"),
  force: options.has("f"),
  keep: options.has("k"),
});

const LONG = {
  stdout: ["c"],
  "to-stdout": ["c"],
  force: ["f"],
  verbose: ["v"],
  decompress: ["d"],
  uncompress: ["d"],
  test: ["t"],
  quiet: ["q"],
  fast: ["1"],
  best: ["9"],
  "no-name": ["n"],
  keep: ["k"],
} as const;

export const gzip = applet(function* (io) {
  const options = yield* parseOptions(io, "cfkvqdt123456789n", { long: LONG });
  const unpack = options.has("d", "t");
  const level = Number(options.last(...levels) ?? 6);
  return yield* packFiles(io, options.rest, unpack ? unpacker : packer(level), packOptions(options));
});

export const gunzip = applet(function* (io) {
  const options = yield* parseOptions(io, "cfkvqdtn", { long: LONG });
  return yield* packFiles(io, options.rest, unpacker, packOptions(options));
});

/** zcat knows what it has by its first bytes, and unpacks in a child. */
export const zcat = applet(function* (io) {
  const { rest } = yield* parseOptions(io, "cfkvqdtn", { long: LONG });
  let status = 0;
  for (const path of rest.length === 0 ? ["-"] : rest) {
    let fd = 0;
    try {
      if (path !== "-") fd = yield* io.sys.open(path, O.RDONLY);
    } catch (error) {
      yield* io.warnError(path, error);
      status = 1;
      continue;
    }
    const source = yield* readAll(io, fd);
    if (source.length < 2) yield* io.die("short read");
    if (!isGzip(source)) yield* io.die("no gzip/bzip2/xz magic");
    const output = yield* unpackInChild(io, fd, (child, _input, pipe) => gunzipTo(child, source, pipe));
    yield* pump(io, output, 1);
    yield* io.sys.close(output);
    if (fd !== 0) yield* io.sys.close(fd);
    try {
      yield* io.sys.waitpid(-1, 0);
    } catch (error) {
      sysError(error);
    }
  }
  return status;
});
