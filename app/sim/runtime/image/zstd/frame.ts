/**
 * zstd frames (RFC 8878). A decoder of our own: the libraries at hand do not bound the copies that a hostile block may
 * ask for, nor check the frame's checksum. Every loop here ends at a block's 128 KiB.
 */
import { ImageError } from "../errors";
import type { HuffmanTable } from "./huffman";
import { MAX_BLOCK_BYTES, readLiterals } from "./literals";
import { readSequences, type SequenceTables } from "./sequences";
import { XxHash64 } from "./xxhash64";
import { ZstdError } from "./zstd-error";

/** The window every decoder should accept is 8 MiB; zstd's own command line stops at 128 MiB. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/**
 * Undoes zstd, giving each block's bytes to `sink`, which copies them and may throw to stop.
 * @param maxBytes what the caller will accept; a frame that announces more is refused at once
 */
export function decompressZstd(
  bytes: Uint8Array,
  sink: (piece: Uint8Array) => void,
  where: string,
  maxBytes: number,
): void {
  try {
    const history = new History();
    for (let at = 0; at < bytes.length; ) at = readFrame(bytes, at, sink, maxBytes, history);
  } catch (error) {
    if (!(error instanceof ZstdError)) throw error;
    throw new ImageError(
      where,
      `zstd: ${error.message}`,
      "the file is damaged or cut off; copy or download it again",
    );
  }
}

function number(bytes: Uint8Array, at: number, count: number): number {
  if (at + count > bytes.length) throw new ZstdError("the stream is cut off", at);
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}

interface FrameHeader {
  readonly windowBytes: number;
  readonly contentBytes: number | undefined;
  readonly hasChecksum: boolean;
  readonly behind: number;
}

function readHeader(bytes: Uint8Array, at: number): FrameHeader {
  const descriptor = number(bytes, at + 4, 1);
  const singleSegment = (descriptor & 0x20) !== 0;
  if (descriptor & 8) throw new ZstdError("a reserved bit of the frame header is set", at + 4);
  let place = at + 5;
  let windowBytes = 0;
  if (!singleSegment) {
    const window = number(bytes, place++, 1);
    const base = 2 ** (10 + (window >> 3));
    windowBytes = base + (base / 8) * (window & 7);
  }
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  if (number(bytes, place, dictionaryBytes) !== 0) throw new ZstdError("the frame needs a dictionary", place);
  place += dictionaryBytes;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const size = number(bytes, place, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  place += sizeBytes;
  if (singleSegment) windowBytes = size;
  return {
    windowBytes,
    contentBytes: sizeBytes === 0 ? undefined : size,
    hasChecksum: (descriptor & 4) !== 0,
    behind: place,
  };
}

/** Reads the frame at `at`; gives the place behind it. */
function readFrame(
  bytes: Uint8Array,
  at: number,
  sink: (piece: Uint8Array) => void,
  maxBytes: number,
  history: History,
): number {
  const magic = number(bytes, at, 4);
  if (magic >= SKIPPABLE && magic <= SKIPPABLE + 15) {
    const behind = at + 8 + number(bytes, at + 4, 4);
    if (behind > bytes.length) throw new ZstdError("a skippable frame is cut off", at);
    return behind;
  }
  if (magic !== MAGIC) throw new ZstdError("not a zstd frame", at);
  const header = readHeader(bytes, at);
  if (header.contentBytes !== undefined && header.contentBytes > maxBytes) {
    throw new ZstdError(
      `the frame announces ${header.contentBytes} bytes, more than the ${maxBytes} read here`,
      at,
    );
  }
  if (header.contentBytes === undefined && header.windowBytes > MAX_WINDOW_BYTES) {
    throw new ZstdError(
      `a window of ${header.windowBytes} bytes, more than the ${MAX_WINDOW_BYTES} read here`,
      at,
    );
  }
  const frame = new Frame(header, history);
  let place = header.behind;
  for (let last = false; !last; ) {
    const head = number(bytes, place, 3);
    last = (head & 1) !== 0;
    place = frame.block(bytes, place + 3, (head >> 1) & 3, head >> 3, sink);
  }
  return frame.end(bytes, place, at);
}

/** How much more than the window the history may grow before its front is dropped. */
const HISTORY_SLACK_BYTES = 1024 * 1024;

/** What was written. One for all frames, as making it for each of many tiny ones would be most of the work. */
class History {
  bytes = new Uint8Array(MAX_BLOCK_BYTES);
}

/** The state of one frame: what was written, as far back as the window reaches. */
class Frame {
  private filled = 0;
  private total = 0;
  private huffman: HuffmanTable | undefined;
  private readonly tables: SequenceTables = {
    literalLengths: undefined,
    offsets: undefined,
    matchLengths: undefined,
  };
  private readonly repeats: [number, number, number] = [1, 4, 8];
  private readonly hash = new XxHash64();
  private readonly maxBlock: number;

  constructor(
    private readonly header: FrameHeader,
    private readonly history: History,
  ) {
    this.maxBlock = Math.min(header.windowBytes, MAX_BLOCK_BYTES);
  }

  /** Reads one block's content at `at`; gives the place behind it. */
  block(
    bytes: Uint8Array,
    at: number,
    kind: number,
    size: number,
    sink: (piece: Uint8Array) => void,
  ): number {
    if (kind === 3) throw new ZstdError("a block of the reserved kind", at);
    if (size > this.maxBlock) throw new ZstdError(`a block of ${size} bytes, over ${this.maxBlock}`, at);
    const behind = at + (kind === 1 ? 1 : size);
    if (behind > bytes.length) throw new ZstdError("a block is cut off", at);
    this.makeRoom();
    const start = this.filled;
    if (kind === 0) this.history.bytes.set(bytes.subarray(at, behind), start);
    else if (kind === 1) this.history.bytes.fill(bytes[at]!, start, start + size);
    if (kind < 2) this.filled += size;
    else this.compressed(bytes, at, behind);
    const piece = this.history.bytes.subarray(start, this.filled);
    this.total += piece.length;
    if (this.header.contentBytes !== undefined && this.total > this.header.contentBytes) {
      throw new ZstdError(`more than the ${this.header.contentBytes} bytes that the frame announces`, at);
    }
    if (this.header.hasChecksum) this.hash.update(piece);
    sink(piece);
    return behind;
  }

  /** Room for one more block: grows the history, or drops what the window no longer reaches. */
  private makeRoom(): void {
    const needed = this.filled + this.maxBlock;
    const { bytes } = this.history;
    if (needed <= bytes.length) return;
    const { windowBytes } = this.header;
    if (this.filled > windowBytes + HISTORY_SLACK_BYTES && this.filled >= 2 * windowBytes) {
      bytes.copyWithin(0, this.filled - windowBytes, this.filled);
      this.filled = windowBytes;
      this.makeRoom();
      return;
    }
    const larger = new Uint8Array(Math.max(needed, bytes.length * 2));
    larger.set(bytes);
    this.history.bytes = larger;
  }

  private compressed(bytes: Uint8Array, at: number, end: number): void {
    const literals = readLiterals(bytes, at, end, this.huffman);
    this.huffman = literals.table;
    const history = this.history.bytes;
    const limit = this.filled + this.maxBlock;
    let to = this.filled;
    let from = 0;
    const tooLong = () => new ZstdError(`a block that gives more than ${this.maxBlock} bytes`, at);
    readSequences(bytes, literals.behind, end, this.tables).forEach(
      (literalLength, matchLength, offsetValue) => {
        if (from + literalLength > literals.bytes.length)
          throw new ZstdError("a block with too few literals", at);
        if (to + literalLength + matchLength > limit) throw tooLong();
        history.set(literals.bytes.subarray(from, from + literalLength), to);
        from += literalLength;
        to += literalLength;
        const offset = this.offset(offsetValue, literalLength);
        if (offset <= 0 || offset > to || offset > this.header.windowBytes) {
          throw new ZstdError(`a copy from ${offset} bytes back, where there is nothing`, at);
        }
        for (let i = 0; i < matchLength; i++, to++) history[to] = history[to - offset]!;
      },
    );
    const rest = literals.bytes.subarray(from);
    if (to + rest.length > limit) throw tooLong();
    history.set(rest, to);
    this.filled = to + rest.length;
  }

  /** The distance an offset value means; the three last distances can be repeated (RFC 8878, 3.1.1.5). */
  private offset(value: number, literalLength: number): number {
    const { repeats } = this;
    if (value > 3) {
      repeats[2] = repeats[1];
      repeats[1] = repeats[0];
      repeats[0] = value - 3;
      return repeats[0];
    }
    const index = value - 1 + (literalLength === 0 ? 1 : 0);
    if (index === 0) return repeats[0];
    const distance = index === 3 ? repeats[0] - 1 : repeats[index as 1 | 2];
    if (index > 1) repeats[2] = repeats[1];
    repeats[1] = repeats[0];
    repeats[0] = distance;
    return distance;
  }

  /** Checks length and checksum; gives the place behind the frame. */
  end(bytes: Uint8Array, at: number, start: number): number {
    const { contentBytes, hasChecksum } = this.header;
    if (contentBytes !== undefined && contentBytes !== this.total) {
      throw new ZstdError(`the frame announces ${contentBytes} bytes and gives ${this.total}`, start);
    }
    if (!hasChecksum) return at;
    if (number(bytes, at, 4) !== this.hash.low32())
      throw new ZstdError("the frame's checksum does not match", at);
    return at + 4;
  }
}
