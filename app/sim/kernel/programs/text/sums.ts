/** md5sum, sha1sum, sha256sum, sha512sum, sha3sum, cksum, crc32, sum. */
import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { sha3_224, sha3_256, sha3_384, sha3_512 } from "@noble/hashes/sha3.js";
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import type { Program } from "../../abi/sys";
import { parseOptions } from "../lib/getopt";
import { BLOCK_BYTES, openOrDie } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { WORK } from "../lib/work";

interface Hasher {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Reads a file to its end; false after a complaint. */
function* eachBlock(
  io: Io,
  path: string,
  perByte: number,
  take: (data: Uint8Array) => void,
  wording: "cannotRead" | "plain",
): Call<boolean> {
  let fd = 0;
  if (path !== "-") {
    try {
      fd = yield* io.sys.open(path, O.RDONLY);
    } catch (error) {
      yield* io.warnError(`can't open '${path}'`, error);
      return false;
    }
  }
  try {
    for (;;) {
      const data = yield* io.sys.read(fd, BLOCK_BYTES);
      if (data.length === 0) break;
      take(data);
      io.spend(data.length * perByte + 500);
      yield* io.settle();
    }
  } catch (error) {
    yield* io.warnError(wording === "cannotRead" ? `can't read '${path}'` : path, error);
    return false;
  } finally {
    if (fd !== 0) yield* io.sys.close(fd);
  }
  return true;
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function digestSum(create: (bits: number) => Hasher | undefined, perByte: number): Program {
  const sum = function* (io: Io, path: string, bits: number): Call<string | undefined> {
    const hasher = create(bits) ?? (yield* io.die(`bad -a${bits}`));
    const done = yield* eachBlock(io, path, perByte, (data) => hasher.update(data), "cannotRead");
    return done ? hex(hasher.digest()) : undefined;
  };
  return applet(function* (io) {
    const options = yield* parseOptions(io, io.name === "sha3sum" ? "scwa:" : "scwb");
    const bits = Number(options.value("a") ?? 224);
    const checking = options.has("c");
    if (!checking && options.has("s", "w")) yield* io.usage();
    let status = 0;
    for (const path of options.rest.length === 0 ? ["-"] : options.rest) {
      if (!checking) {
        const digest = yield* sum(io, path, bits);
        if (digest === undefined) status = 1;
        else io.put(`${digest}  ${path}\n`);
        yield* io.drain();
        continue;
      }
      const list = yield* openOrDie(io, path);
      let total = 0;
      let failed = 0;
      for (;;) {
        const line = yield* list.line();
        if (line === undefined) break;
        total++;
        const match = /^([^ ]*) [ *](.*)$/s.exec(line);
        if (match === null) {
          if (options.has("w")) yield* io.warn("invalid format");
          failed++;
          status = 1;
          continue;
        }
        const digest = yield* sum(io, match[2]!, bits);
        const good = digest !== undefined && digest === match[1]!.toLowerCase();
        if (!good) {
          failed++;
          status = 1;
        }
        if (!options.has("s")) io.put(`${match[2]!}: ${good ? "OK" : "FAILED"}\n`);
        yield* io.drain();
      }
      yield* list.close();
      if (failed > 0 && !options.has("s"))
        yield* io.warn(`WARNING: ${failed} of ${total} computed checksums did NOT match`);
      if (total === 0) {
        yield* io.warn(`${path}: no checksum lines found`);
        status = 1;
      }
    }
    return status;
  });
}

const SHA3: Readonly<Record<number, () => Hasher>> = {
  224: () => sha3_224.create(),
  256: () => sha3_256.create(),
  384: () => sha3_384.create(),
  512: () => sha3_512.create(),
};

export const md5sum = digestSum(() => md5.create(), WORK.md5Byte);
export const sha1sum = digestSum(() => sha1.create(), WORK.sha1Byte);
export const sha256sum = digestSum(() => sha256.create(), WORK.sha256Byte);
export const sha512sum = digestSum(() => sha512.create(), WORK.sha512Byte);
export const sha3sum = digestSum((bits) => SHA3[bits]?.(), WORK.sha3Byte);

/** CRC-32 of POSIX cksum (most significant bit first) and of zip (least). */
function crcTable(reflected: boolean): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = reflected ? byte : byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      if (reflected) value = (value & 1) !== 0 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
      else value = (value & 0x80000000) !== 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
    }
    return value >>> 0;
  });
}

const FORWARD = crcTable(false);
const REFLECTED = crcTable(true);

/** The CRC-32 of zip and gzip, continued from `crc`. */
export function crc32Update(crc: number, data: Uint8Array): number {
  let value = ~crc;
  for (const byte of data) value = REFLECTED[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}

const crcSum = (reflected: boolean): Program =>
  applet(function* (io) {
    const options = yield* parseOptions(io, "");
    let status = 0;
    for (const path of options.rest.length === 0 ? ["-"] : options.rest) {
      let crc = 0;
      let length = 0;
      const done = yield* eachBlock(
        io,
        path,
        WORK.crcByte,
        (data) => {
          length += data.length;
          if (reflected) crc = crc32Update(crc, data);
          else for (const byte of data) crc = (crc << 8) ^ FORWARD[((crc >>> 24) ^ byte) & 0xff]!;
        },
        "plain",
      );
      if (!done) {
        status = 1;
        continue;
      }
      const named = options.rest.length === 0 ? "" : ` ${path}`;
      if (reflected) io.put(`${crc.toString(16).padStart(8, "0")}${named}\n`);
      else {
        for (let rest = length; rest > 0; rest = Math.floor(rest / 256))
          crc = (crc << 8) ^ FORWARD[((crc >>> 24) ^ (rest & 0xff)) & 0xff]!;
        io.put(`${~crc >>> 0} ${length}${named}\n`);
      }
    }
    return status;
  });

export const cksum = crcSum(false);
export const crc32 = crcSum(true);

export const sum = applet(function* (io) {
  const options = yield* parseOptions(io, "rs");
  const systemV = options.last("r", "s") === "s";
  let status = 0;
  for (const path of options.rest.length === 0 ? ["-"] : options.rest) {
    let value = 0;
    let length = 0;
    const done = yield* eachBlock(
      io,
      path,
      4,
      (data) => {
        length += data.length;
        if (systemV) for (const byte of data) value = (value + byte) >>> 0;
        else for (const byte of data) value = ((value >>> 1) + ((value & 1) << 15) + byte) & 0xffff;
      },
      "plain",
    );
    if (!done) {
      status = 1;
      continue;
    }
    if (systemV) {
      const folded = (value & 0xffff) + (value >>> 16);
      io.put(
        `${(folded & 0xffff) + (folded >>> 16)} ${Math.ceil(length / 512)} ${path === "-" ? "" : path}\n`,
      );
    } else {
      const name = options.rest.length > 1 ? path : "";
      io.put(`${String(value).padStart(5, "0")} ${String(Math.ceil(length / 1024)).padStart(5)} ${name}\n`);
    }
  }
  return status;
});
