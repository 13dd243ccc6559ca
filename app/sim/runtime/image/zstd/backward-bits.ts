/** A bit stream read from its end: the last byte's highest set bit marks where it begins (RFC 8878, 4.1). */
import { ZstdError } from "./zstd-error";

export class BackwardBits {
  /** Bits left; below 0 once more was read than there is. */
  left: number;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    end: number,
  ) {
    const last = end > start ? bytes[end - 1]! : 0;
    if (last === 0) throw new ZstdError("a bit stream without its end mark", start);
    this.left = (end - start) * 8 - Math.clz32(last) + 23;
  }

  /** The next `count` (0..24) bits without taking them; bits before the beginning are 0. */
  peek(count: number): number {
    const from = this.left - count;
    const { bytes, start } = this;
    if (from < 0) {
      const have = count + from;
      return have <= 0 ? 0 : (this.window(0) & ((1 << have) - 1)) << -from;
    }
    const byte = start + (from >> 3);
    const word =
      bytes[byte]! |
      ((bytes[byte + 1] ?? 0) << 8) |
      ((bytes[byte + 2] ?? 0) << 16) |
      ((bytes[byte + 3] ?? 0) << 24);
    return (word >>> (from & 7)) & ((1 << count) - 1);
  }

  private window(from: number): number {
    const byte = this.start + from;
    const { bytes } = this;
    return (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
  }

  take(count: number): number {
    if (count === 0) return 0;
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  /** As `take`, for up to 31 bits. */
  takeLong(count: number): number {
    if (count <= 24) return this.take(count);
    const high = this.take(count - 16);
    return high * 65536 + this.take(16);
  }
}
