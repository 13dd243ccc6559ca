/** Unpacking gzip (RFC 1952), member by member, with busybox's complaints. */
import type { Call } from "../../abi/call";
import { concatBytes } from "../lib/bytes";
import { type Io, sysError } from "../lib/io";
import { WORK } from "../lib/work";
import { crc32Update } from "../text/sums";
import { inflate } from "./inflate";

const READ_BYTES = 65536;

const HEADER_BYTES = 10;
const FLAG = { crc: 2, extra: 4, name: 8, comment: 16 } as const;

/** All that a descriptor gives; what cannot be read counts as its end, as busybox's unpackers have it. */
export function* readAll(io: Io, fd: number): Call<Uint8Array> {
  const parts: Uint8Array[] = [];
  try {
    for (;;) {
      const data = yield* io.sys.read(fd, READ_BYTES);
      if (data.length === 0) break;
      parts.push(data);
    }
  } catch (error) {
    sysError(error);
  }
  return concatBytes(parts);
}

export const isGzip = (source: Uint8Array, at = 0): boolean => source[at] === 0x1f && source[at + 1] === 0x8b;

/** Where the compressed data of a member begins; undefined for a header that is none. */
function dataStart(source: Uint8Array, at: number): number | undefined {
  if (source[at + 2] !== 8 || at + HEADER_BYTES > source.length) return undefined;
  const flags = source[at + 3]!;
  let next = at + HEADER_BYTES;
  if (flags & FLAG.extra) next += 2 + (source[next] ?? 0) + (source[next + 1] ?? 0) * 256;
  for (const flag of [FLAG.name, FLAG.comment]) {
    if ((flags & flag) === 0) continue;
    const nul = source.indexOf(0, next);
    if (nul < 0) return undefined;
    next = nul + 1;
  }
  if (flags & FLAG.crc) next += 2;
  return next;
}

const word = (source: Uint8Array, at: number): number =>
  (source[at]! | (source[at + 1]! << 8) | (source[at + 2]! << 16) | (source[at + 3]! << 24)) >>> 0;

/**
 * Unpacks gzip data to a descriptor (undefined: tests it). What follows the last member is ignored. Answers false after a complaint.
 */
export function* gunzipTo(io: Io, source: Uint8Array, output: number | undefined): Call<boolean> {
  if (!isGzip(source)) {
    yield* io.warn("invalid magic");
    return false;
  }
  for (let at = 0; isGzip(source, at); ) {
    const start = dataStart(source, at);
    if (start === undefined) {
      yield* io.warn("corrupted data");
      return false;
    }
    const { data, end, problem } = inflate(source, start);
    io.spend(data.length * WORK.inflateByte + 2000);
    yield* io.settle();
    if (output !== undefined) yield* io.writeOrDie(output, data);
    let complaint: string | undefined;
    if (problem === "short") complaint = "unexpected end of file";
    else if (problem !== undefined || end + 8 > source.length) complaint = "corrupted data";
    else if (crc32Update(0, data) !== word(source, end)) complaint = "crc error";
    else if (data.length >>> 0 !== word(source, end + 4)) complaint = "incorrect length";
    if (complaint !== undefined) {
      yield* io.warn(complaint);
      return false;
    }
    at = end + 8;
  }
  return true;
}
