/** PAX extended headers (POSIX.1-2001 pax): records `<length> <key>=<value>\n`. */
import { bytesOf } from "./bytes";
import { ImageError, shown } from "./errors";

/** Key to value; an empty value takes the key away. */
export type PaxRecords = ReadonlyMap<string, string>;

export function parsePax(text: string, where: string): PaxRecords {
  const records = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const space = text.indexOf(" ", at);
    const digits = space < 0 ? "" : text.slice(at, space);
    const length = /^[1-9][0-9]{0,7}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = text.indexOf("=", space);
    if (length === 0 || end > text.length || text[end - 1] !== "\n" || equals <= space + 1 || equals >= end) {
      throw new ImageError(
        where,
        `a PAX record that cannot be read at its byte ${at}: ${shown(text.slice(at, at + 40))}`,
      );
    }
    records.set(text.slice(space + 1, equals), text.slice(equals + 1, end - 1));
    at = end;
  }
  return records;
}

/** `base` with `more` over it. */
export function applyPax(base: PaxRecords, more: PaxRecords): PaxRecords {
  if (more.size === 0) return base;
  const both = new Map(base);
  for (const [key, value] of more) {
    if (value === "" && !key.startsWith("SCHILY.xattr.")) both.delete(key);
    else both.set(key, value);
  }
  return both;
}

/** The bytes of a PAX header's data, keys in order. */
export function formatPax(records: PaxRecords): Uint8Array {
  const keys = [...records.keys()].sort();
  return bytesOf(keys.map((key) => record(key, records.get(key)!)).join(""));
}

/** The length counts its own digits. */
function record(key: string, value: string): string {
  const rest = key.length + value.length + 3;
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}
