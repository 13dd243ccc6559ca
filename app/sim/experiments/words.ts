/** Numbers as titles say them. */

const DIGITS = 3;

/** Three significant digits, no more: "1,480", "0.338". */
export function say(value: number): string {
  const rounded = Number(value.toPrecision(DIGITS));
  const [whole, fraction] = String(Math.abs(rounded)).split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${rounded < 0 ? "−" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

export const sayMs = (ms: number): string =>
  ms >= 1000 ? `${say(ms / 1000)} s` : ms < 1 ? `${say(ms * 1000)} µs` : `${say(ms)} ms`;

const MIB = 2 ** 20;

export const sayBytes = (bytes: number): string => {
  if (bytes >= 1024 * 1024 * MIB) return `${say(bytes / (1024 * 1024 * MIB))} TiB`;
  if (bytes >= 1024 * MIB) return `${say(bytes / (1024 * MIB))} GiB`;
  return bytes >= MIB ? `${say(bytes / MIB)} MiB` : `${say(bytes / 1024)} KiB`;
};

/** "a, b and c". */
export function list(words: readonly string[]): string {
  const [last, ...before] = words.toReversed();
  return before.length === 0 ? (last ?? "") : `${before.toReversed().join(", ")} and ${last}`;
}

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
