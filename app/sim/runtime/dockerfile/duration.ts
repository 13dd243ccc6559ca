/** Durations as Go writes them: `1h2m3.5s`, `300ms`. */
const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  "\xc2\xb5s": 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Longer than any duration a person writes. */
const MAX_LENGTH = 100;

/** Nanoseconds; undefined if the text is no duration or negative. */
export function parseDurationNs(text: string): number | undefined {
  if (text === "0") return 0;
  if (text.length > MAX_LENGTH) return undefined;
  const part = /([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|\xc2\xb5s|ms|s|m|h)/y;
  let total = 0;
  for (let at = text.startsWith("+") ? 1 : 0; at < text.length || at === 0; at = part.lastIndex) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (match === null) return undefined;
    total += Number(match[1]) * UNIT_NS[match[2]!]!;
  }
  return total <= Number.MAX_SAFE_INTEGER ? Math.round(total) : undefined;
}
