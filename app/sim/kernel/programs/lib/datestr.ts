/** The ways in which date -d, date -s and touch -d write a time. */
import { daysFromCivil, epochOf, type Moment, type Zone } from "./calendar";

/** Seconds since the epoch (and nanoseconds of "@s.n"), or undefined if the text is no time. `now` fills in what is not said. */
export function parseDate(text: string, now: Moment, zone: Zone): number | undefined {
  const at = /^@(\d+)$/.exec(text);
  if (at !== null) return Number(at[1]);
  let year = now.year;
  let month = now.month;
  let day = now.day;
  let hour = 0;
  let minute = 0;
  let second = 0;
  const patterns: readonly (readonly [RegExp, (parts: (number | undefined)[]) => void])[] = [
    [
      /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/,
      ([h, m, s]) => {
        [hour, minute, second] = [h!, m!, s ?? 0];
      },
    ],
    [
      /^(?:(\d+)\.)?(\d{1,2})\.(\d{1,2})-(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/,
      ([y, mo, d, h, m, s]) => {
        if (y !== undefined) year = y;
        [month, day, hour, minute, second] = [mo! - 1, d!, h!, m!, s ?? 0];
      },
    ],
    [
      /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?)?$/,
      ([y, mo, d, h, m, s]) => {
        [year, month, day, hour, minute, second] = [y!, mo! - 1, d!, h ?? 0, m ?? 0, s ?? 0];
      },
    ],
  ];
  for (const [pattern, apply] of patterns) {
    const match = pattern.exec(text);
    if (match === null) continue;
    apply(match.slice(1).map((part) => (part === undefined ? undefined : Number(part))));
    return check(year, month, day, hour, minute, second, zone);
  }
  const digits = /^(\d{2,12})(?:\.(\d{2}))?$/.exec(text);
  if (digits === null || digits[1]!.length % 2 !== 0) return undefined;
  const pairs = digits[1]!.match(/\d\d/g)!.map(Number);
  // From the right: minutes, hours, day, month, year, century.
  minute = pairs.pop()!;
  hour = pairs.pop() ?? now.hour;
  day = pairs.pop() ?? now.day;
  const writtenMonth = pairs.pop();
  if (writtenMonth !== undefined) month = writtenMonth - 1;
  const shortYear = pairs.pop();
  const century = pairs.pop();
  if (century !== undefined) year = century * 100 + shortYear!;
  else if (shortYear !== undefined) {
    // The year nearest to now with these last digits.
    year = Math.floor(now.year / 100) * 100 + shortYear;
    if (year > now.year + 50) year -= 100;
    if (year < now.year - 50) year += 100;
  }
  if (digits[2] !== undefined) second = Number(digits[2]);
  return check(year, month, day, hour, minute, second, zone);
}

/** mktime after a look at the ranges. */
function check(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: Zone,
): number | undefined {
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 24 || minute > 60 || second > 60)
    return undefined;
  if (!Number.isFinite(daysFromCivil(year, month, day))) return undefined;
  return epochOf(year, month, day, hour, minute, second, zone);
}
