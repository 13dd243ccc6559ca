/** The fields of tar headers and PAX records. */
import { byteString } from "./bytes";
import { shown } from "./errors";
import type { PaxRecords } from "./tar-pax";

/** Reads numbers and times; what cannot be one goes to `fail`, which throws with the place. */
export class TarFields {
  constructor(private readonly fail: (what: string) => never) {}

  /** An octal or base-256 number of a header field. */
  number(header: Uint8Array, at: number, length: number, name: string, negative = false): number {
    if (header[at]! & 0x80) return this.base256(header, at, length, name, negative);
    const digits = headerText(header, at, length).trim();
    if (digits === "") return 0;
    if (!/^[0-7]+$/.test(digits)) this.fail(`the ${name} ${shown(digits)} is not an octal number`);
    return Number.parseInt(digits, 8);
  }

  private base256(header: Uint8Array, at: number, length: number, name: string, negative: boolean): number {
    const minus = (header[at]! & 0x40) !== 0;
    let value = minus ? -1 : 0;
    for (let i = 0; i < length; i++) {
      const byte = i === 0 ? (header[at]! & 0x7f) | (minus ? 0x80 : 0) : header[at + i]!;
      value = value * 256 + byte;
      if (i === 0 && minus) value = byte - 256;
    }
    if (!Number.isSafeInteger(value)) this.fail(`the ${name} is absurdly large`);
    if (value < 0 && !negative) this.fail(`the ${name} is negative: ${value}`);
    return value;
  }

  /** A PAX record that is a number. */
  decimal(records: PaxRecords, key: string): number | undefined {
    const value = records.get(key);
    if (value === undefined) return undefined;
    if (!/^[0-9]{1,16}$/.test(value) || !Number.isSafeInteger(Number(value))) {
      this.fail(`the PAX record ${key}=${shown(value)} is not a number that can be used`);
    }
    return Number(value);
  }

  /** The PAX record `mtime`. */
  time(records: PaxRecords): [seconds: number, nanoseconds: number] | undefined {
    const value = records.get("mtime");
    if (value === undefined) return undefined;
    const match = /^(-?)([0-9]{1,15})(?:\.([0-9]*))?$/.exec(value);
    if (match === null) this.fail(`the PAX record mtime=${shown(value)} is not a time`);
    const nanoseconds = Number((match[3] ?? "").slice(0, 9).padEnd(9, "0"));
    const seconds = Number(match[2]);
    if (match[1] === "") return [seconds, nanoseconds];
    return nanoseconds === 0 ? [0 - seconds, 0] : [-seconds - 1, 1e9 - nanoseconds];
  }
}

const XATTR = "SCHILY.xattr.";

/** The extended attributes among PAX records. */
export function xattrsOf(records: PaxRecords): Map<string, string> {
  const xattrs = new Map<string, string>();
  for (const [key, value] of records) if (key.startsWith(XATTR)) xattrs.set(key.slice(XATTR.length), value);
  return xattrs;
}

/** A field up to its first zero byte. */
export const untilNul = (field: string): string => {
  const nul = field.indexOf("\0");
  return nul < 0 ? field : field.slice(0, nul);
};

export const headerText = (header: Uint8Array, at: number, length: number): string =>
  untilNul(byteString(header.subarray(at, at + length)));

/** POSIX ustar keeps the front of a long path in `prefix`; GNU keeps times there. */
export function headerPath(header: Uint8Array): string {
  const name = headerText(header, 0, 100);
  const isPosix = headerText(header, 257, 6) === "ustar" && header[262] === 0;
  const prefix = isPosix ? headerText(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}
