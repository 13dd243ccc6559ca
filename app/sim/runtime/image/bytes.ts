/** Byte strings (one character a byte, 0..255) and arrays of bytes. */

const CHUNK = 8192;

/** The bytes as a byte string. */
export function byteString(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode(...bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return text;
}

/** The bytes of a byte string; characters above 255 are a mistake of the caller. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) throw new RangeError("not a byte string");
    bytes[i] = code;
  }
  return bytes;
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A code point as a byte string in UTF-8; a lone surrogate becomes U+FFFD, as Go's encoding/json does. */
export function utf8(codePoint: number): string {
  const code = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint;
  if (code < 0x80) return String.fromCharCode(code);
  const tail = (shift: number) => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(6), tail(0));
  return String.fromCharCode(0xf0 | (code >> 18), tail(12), tail(6), tail(0));
}

/** The smallest code point a UTF-8 sequence of 1, 2, 3, 4 bytes may encode (RFC 3629). */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

/** Length in bytes of the valid UTF-8 sequence at `at`, or 0. */
export function utf8Length(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > text.length) return 0;
  let code = first & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = text.charCodeAt(at + i);
    if ((next & 0xc0) !== 0x80) return 0;
    code = (code << 6) | (next & 0x3f);
  }
  if (code < SMALLEST[length]! || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return 0;
  return length;
}
