/** Undoing the compression of archives and layers, piece by piece, so that a bomb is refused before it unfolds. */
import { Gunzip } from "fflate";
import { concatenate } from "./bytes";
import { crc32 } from "./crc32";
import { ImageError } from "./errors";
import { defaultLimits, type ImageLimits } from "./limits";
import { decompressZstd } from "./zstd/frame";

export type Compression = "none" | "gzip" | "zstd";

const MAGIC: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
];

/** What the first bytes say; bzip2 and xz are named in an error, as OCI images do not use them. */
export function compressionOf(bytes: Uint8Array, where: string): Compression {
  const found = MAGIC.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte))?.[0] ?? "none";
  if (found === "none" || found === "gzip" || found === "zstd") return found;
  throw new ImageError(
    where,
    `compressed with ${found}, which is not read here`,
    "use gzip, zstd or no compression",
  );
}

/**
 * The bytes without their compression; the same array if there is none.
 * @param maxBytes more output is an error
 */
export function decompress(
  bytes: Uint8Array,
  where: string,
  maxBytes: number,
  limits: ImageLimits = defaultLimits,
): Uint8Array {
  const compression = compressionOf(bytes, where);
  if (compression === "none") {
    if (bytes.length > maxBytes) throw tooLarge(where, maxBytes);
    return bytes;
  }
  const output = new Output(bytes.length, where, maxBytes, limits);
  if (compression === "gzip") gunzip(bytes, output, where);
  else decompressZstd(bytes, (piece) => output.add(piece), where, maxBytes);
  return output.whole();
}

const tooLarge = (where: string, maxBytes: number): ImageError =>
  new ImageError(
    where,
    `more than ${maxBytes} bytes without compression`,
    "the limit guards against archives made to exhaust memory",
  );

/** Output is gathered in arrays of this size, as a stream may give it byte by byte. */
const CHUNK_BYTES = 256 * 1024;

/** Collects output and stops at the limits. */
class Output {
  private readonly chunks: Uint8Array[] = [];
  private chunk = new Uint8Array(0);
  private used = 0;
  private length = 0;

  constructor(
    private readonly inputLength: number,
    private readonly where: string,
    private readonly maxBytes: number,
    private readonly limits: ImageLimits,
  ) {}

  /** Takes a copy. */
  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.length += piece.length;
    if (this.length > this.maxBytes) throw tooLarge(this.where, this.maxBytes);
    const { ratio, ratioFromBytes } = this.limits;
    if (this.length > ratioFromBytes && this.length > this.inputLength * ratio) {
      throw new ImageError(
        this.where,
        `${this.inputLength} compressed bytes unfold to more than ${this.length}, over ${ratio} for one`,
        "the limit guards against archives made to exhaust memory",
      );
    }
    for (let at = 0; at < piece.length; ) {
      if (this.used === this.chunk.length) {
        this.chunks.push(this.chunk);
        this.chunk = new Uint8Array(CHUNK_BYTES);
        this.used = 0;
      }
      const part = piece.subarray(at, at + this.chunk.length - this.used);
      this.chunk.set(part, this.used);
      this.used += part.length;
      at += part.length;
    }
  }

  whole(): Uint8Array {
    return concatenate([...this.chunks, this.chunk.subarray(0, this.used)]);
  }
}

/** Input given to the inflater at once: it can grow 1032-fold, to 16 MiB. */
const GZIP_PIECE_BYTES = 16 * 1024;
/** A stored block (64 KiB) is the longest input that legitimately gives no output until it is whole. */
const MAX_SILENT_PIECES = 8;
const TRAILER_BYTES = 8;

/** One or more gzip members (RFC 1952); fflate inflates, the trailers' CRC-32 and length are checked here. */
function gunzip(bytes: Uint8Array, output: Output, where: string): void {
  let crc = 0;
  let memberLength = 0;
  let silent = 0;
  const checkTrailer = (end: number): void => {
    const at = end - TRAILER_BYTES;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (
      at < 0 ||
      view.getUint32(at, true) !== crc ||
      view.getUint32(at + 4, true) !== memberLength % 2 ** 32
    ) {
      throw new ImageError(where, `gzip: the checksum before byte ${end} does not match the data`, DAMAGED);
    }
    crc = 0;
    memberLength = 0;
  };
  const stream = new Gunzip((piece) => {
    if (piece.length > 0) silent = 0;
    crc = crc32(piece, crc);
    memberLength += piece.length;
    output.add(piece);
  });
  stream.onmember = (start) => checkTrailer(start);
  for (let at = 0; at < bytes.length; at += GZIP_PIECE_BYTES) {
    const end = Math.min(at + GZIP_PIECE_BYTES, bytes.length);
    if (++silent > MAX_SILENT_PIECES) {
      throw new ImageError(where, `gzip: no data come of the bytes before byte ${at}`, DAMAGED);
    }
    try {
      stream.push(bytes.subarray(at, end), end === bytes.length);
    } catch (error) {
      if (error instanceof ImageError) throw error;
      throw new ImageError(where, `gzip, between bytes ${at} and ${end}: ${reason(error)}`, DAMAGED);
    }
  }
  checkTrailer(bytes.length);
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : "cannot be read");
const DAMAGED = "the file is damaged or cut off; copy or download it again";
