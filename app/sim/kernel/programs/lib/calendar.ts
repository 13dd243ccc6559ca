/** Dates: broken-down time, strftime in the C locale, and time zones of the form that POSIX gives TZ. */

export interface Moment {
  readonly year: number;
  /** 0..11 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 0..365 */
  readonly yearDay: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly zone: string;
  readonly epoch: number;
  readonly nanosecond: number;
}

export interface Zone {
  readonly name: string;
  /** Seconds east of UTC. */
  readonly offset: number;
}

export const UTC: Zone = { name: "UTC", offset: 0 };

/** The zone that TZ names ("EST5", "CET-1", "<+03>-3"); UTC where it says nothing usable. Daylight saving is not followed. */
export function zoneOf(env: ReadonlyMap<string, string>): Zone {
  const match = /^(?:([A-Za-z]{3,})|<([-+A-Za-z0-9]+)>)([-+]?)(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?/.exec(
    env.get("TZ") ?? "",
  );
  if (match === null) return UTC;
  const [, plain, quoted, sign, hours, minutes, seconds] = match;
  const west = Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return { name: plain ?? quoted!, offset: sign === "-" ? west : -west || 0 };
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Days since 1970-01-01 of a date of the Gregorian calendar; month and day may be out of range. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = year + Math.floor(month / 12);
  const m = ((month % 12) + 12) % 12;
  const shifted = m < 2 ? y - 1 : y;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((m + 10) % 12) + 2) / 5);
  return (
    era * 146097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719468 +
    day -
    1
  );
}

export function momentOf(epochSeconds: number, zone: Zone = UTC, nanosecond = 0): Moment {
  const local = epochSeconds + zone.offset;
  const days = Math.floor(local / 86400);
  const seconds = local - days * 86400;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * mp + 2) / 5) + 1;
  const month = (mp + 2) % 12;
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
  return {
    year,
    month,
    day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysFromCivil(year, 0, 1),
    offset: zone.offset,
    zone: zone.name,
    epoch: epochSeconds,
    nanosecond,
  };
}

/** mktime: seconds since the epoch of a local time whose fields may be out of range. */
export function epochOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: Zone = UTC,
): number {
  return daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - zone.offset;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "+0000", or with a colon "+00:00". */
export function offsetText(offset: number, colon = ""): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`;
}

function isoWeek(moment: Moment): { year: number; week: number } {
  const weekday = (moment.weekday + 6) % 7;
  const week = Math.floor((moment.yearDay - weekday + 10) / 7);
  const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const weeksIn = (year: number): number => {
    const first = (((daysFromCivil(year, 0, 1) + 4) % 7) + 7) % 7;
    return first === 4 || (first === 3 && leap(year)) ? 53 : 52;
  };
  if (week < 1) return { year: moment.year - 1, week: weeksIn(moment.year - 1) };
  if (week > weeksIn(moment.year)) return { year: moment.year + 1, week: 1 };
  return { year: moment.year, week };
}

function field(letter: string, m: Moment): string | undefined {
  const hour12 = m.hour % 12 === 0 ? 12 : m.hour % 12;
  switch (letter) {
    case "a":
      return DAYS[m.weekday]!.slice(0, 3);
    case "A":
      return DAYS[m.weekday]!;
    case "b":
    case "h":
      return MONTHS[m.month]!.slice(0, 3);
    case "B":
      return MONTHS[m.month]!;
    case "c":
      return strftime("%a %b %e %T %Y", m);
    case "C":
      return two(Math.floor(m.year / 100));
    case "d":
      return two(m.day);
    case "D":
    case "x":
      return strftime("%m/%d/%y", m);
    case "e":
      return String(m.day).padStart(2);
    case "F":
      return strftime("%Y-%m-%d", m);
    case "g":
      return two(isoWeek(m).year % 100);
    case "G":
      return String(isoWeek(m).year);
    case "H":
      return two(m.hour);
    case "I":
      return two(hour12);
    case "j":
      return String(m.yearDay + 1).padStart(3, "0");
    case "m":
      return two(m.month + 1);
    case "M":
      return two(m.minute);
    case "n":
      return "\n";
    case "p":
      return m.hour < 12 ? "AM" : "PM";
    case "r":
      return strftime("%I:%M:%S %p", m);
    case "R":
      return strftime("%H:%M", m);
    case "s":
      return String(m.epoch);
    case "S":
      return two(m.second);
    case "t":
      return "\t";
    case "T":
    case "X":
      return strftime("%H:%M:%S", m);
    case "u":
      return String(m.weekday === 0 ? 7 : m.weekday);
    case "U":
      return two(Math.floor((m.yearDay + 7 - m.weekday) / 7));
    case "V":
      return two(isoWeek(m).week);
    case "w":
      return String(m.weekday);
    case "W":
      return two(Math.floor((m.yearDay + 7 - ((m.weekday + 6) % 7)) / 7));
    case "y":
      return two(((m.year % 100) + 100) % 100);
    case "Y":
      return String(m.year).padStart(4, "0");
    case "z":
      return offsetText(m.offset);
    case "Z":
      return m.zone;
    case "%":
      return "%";
  }
  return undefined;
}

/** strftime; what it does not know ends the text, as in musl. Flags "-", "_", "0" change the padding. */
export function strftime(format: string, moment: Moment): string {
  let out = "";
  for (let i = 0; i < format.length; i++) {
    if (format[i] !== "%") {
      out += format[i];
      continue;
    }
    let flag = "";
    if (/[-_0]/.test(format[i + 1] ?? "")) flag = format[++i]!;
    if (/[EO]/.test(format[i + 1] ?? "")) i++;
    const text = field(format[++i] ?? "", moment);
    if (text === undefined) return out;
    if (flag === "-") out += text.replace(/^[0 ]+(?=.)/, "");
    else if (flag === "_") out += text.replace(/^0+(?=.)/, (zeros) => " ".repeat(zeros.length));
    else if (flag === "0") out += text.replace(/^ +/, (spaces) => "0".repeat(spaces.length));
    else out += text;
  }
  return out;
}
