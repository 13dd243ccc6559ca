import type { Call } from "../../abi/call";
import { epochOf, momentOf, offsetText, strftime, UTC, type Zone, zoneOf } from "../lib/calendar";
import { parseDate } from "../lib/datestr";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** strptime for the numeric conversions, %b and %s; undefined where the text does not fit. */
function strptime(text: string, format: string, zone: Zone): number | undefined {
  let at = 0;
  let [year, month, day, hour, minute, second] = [1970, 0, 1, 0, 0, 0];
  const full = format
    .replaceAll("%T", "%H:%M:%S")
    .replaceAll("%F", "%Y-%m-%d")
    .replaceAll("%D", "%m/%d/%y")
    .replaceAll("%R", "%H:%M");
  for (let i = 0; i < full.length; i++) {
    if (full[i] !== "%") {
      if (/\s/.test(full[i]!)) while (/\s/.test(text[at] ?? "")) at++;
      else if (text[at++] !== full[i]) return undefined;
      continue;
    }
    const letter = full[++i] ?? "";
    if (letter === "b" || letter === "B" || letter === "h") {
      const found = MONTHS.indexOf(text.slice(at, at + 3).toLowerCase());
      if (found < 0) return undefined;
      month = found;
      at += /^[A-Za-z]*/.exec(text.slice(at))![0].length;
      continue;
    }
    const digits = new RegExp(`^\\s*\\d{1,${letter === "Y" ? 4 : letter === "s" ? 12 : 2}}`).exec(
      text.slice(at),
    );
    if (digits === null) return undefined;
    at += digits[0].length;
    const value = Number(digits[0]);
    if (letter === "Y") year = value;
    else if (letter === "y") year = value < 69 ? 2000 + value : 1900 + value;
    else if (letter === "m") month = value - 1;
    else if (letter === "d" || letter === "e") day = value;
    else if (letter === "H") hour = value;
    else if (letter === "M") minute = value;
    else if (letter === "S") second = value;
    else if (letter === "s") return value;
    else return undefined;
  }
  return at < text.length ? undefined : epochOf(year, month, day, hour, minute, second, zone);
}

const ISO_FORMATS: Readonly<Record<string, string>> = {
  date: "%Y-%m-%d",
  hours: "%Y-%m-%dT%H",
  minutes: "%Y-%m-%dT%H:%M",
  seconds: "%Y-%m-%dT%H:%M:%S",
  ns: "%Y-%m-%dT%H:%M:%S,",
};

function* invalid(io: Io, text: string): Call<never> {
  return yield* io.die(`invalid date '${text}'`);
}

export const date = applet(function* (io) {
  const options = yield* parseOptions(io, "Rs:ud:r:I::D:", {
    long: {
      "rfc-822": ["R"],
      "rfc-2822": ["R"],
      set: ["s", "value"],
      utc: ["u"],
      date: ["d", "value"],
      reference: ["r", "value"],
    },
  });
  const zone = options.has("u") ? UTC : zoneOf(io.env);
  const rest = [...options.rest];
  let format: string | undefined;
  if (rest[0]?.startsWith("+")) format = rest.shift()!.slice(1);
  let setText = options.value("s");
  const nowNs = yield* io.sys.clockGettime("realtime");
  const now = momentOf(Math.floor(nowNs / 1e9), zone);
  let written = false;
  if (rest.length > 0 && setText === undefined && !options.has("d")) {
    setText = rest.shift()!;
    written = true;
  }
  if (rest.length > 0) {
    if (options.has("d") || options.has("s")) yield* invalid(io, rest[0]!);
    yield* io.usage();
  }
  let epoch = now.epoch;
  let nanosecond = nowNs - now.epoch * 1e9;
  const reference = options.value("r");
  if (reference !== undefined) {
    try {
      const stat = yield* io.sys.stat(reference);
      epoch = Math.floor(stat.mtimeNs / 1e9);
      nanosecond = stat.mtimeNs - epoch * 1e9;
    } catch (error) {
      yield* io.dieError(`can't stat '${reference}'`, error);
    }
  }
  const text = setText ?? options.value("d");
  if (text !== undefined) {
    let wanted = text;
    // "date MMDDhhmm[[YY]YY][.ss]" has the year at the end.
    const posix = /^(\d{8})(\d{2}|\d{4})(\.\d{2})?$/.exec(text);
    if (written && posix !== null) wanted = posix[2]! + posix[1]! + (posix[3] ?? "");
    const pattern = options.value("D");
    const parsed = pattern === undefined ? parseDate(wanted, now, zone) : strptime(wanted, pattern, zone);
    if (parsed === undefined) return yield* invalid(io, text);
    epoch = parsed;
    nanosecond = 0;
  }
  if (setText !== undefined) {
    // The clock of the lab belongs to the host.
    yield* io.warn("can't set date: Operation not permitted");
  }
  const moment = momentOf(epoch, zone, nanosecond);
  if (format !== undefined) {
    io.put(`${strftime(format, moment)}\n`);
    return setText === undefined ? 0 : 1;
  }
  if (options.has("I")) {
    const spec = options.value("I") ?? "date";
    const key = Object.keys(ISO_FORMATS).find((name) => name.startsWith(spec));
    if (key === undefined) return yield* io.usage();
    let shown = strftime(ISO_FORMATS[key]!, moment);
    if (key === "ns") shown += String(nanosecond).padStart(9, "0");
    if (key !== "date") shown += offsetText(zone.offset, ":");
    io.put(`${shown}\n`);
  } else
    io.put(
      `${strftime(options.has("R") ? "%a, %d %b %Y %H:%M:%S %z" : "%a %b %e %H:%M:%S %Z %Y", moment)}\n`,
    );
  return setText === undefined ? 0 : 1;
});
