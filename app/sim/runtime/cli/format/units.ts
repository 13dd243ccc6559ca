/** Sizes, times and spans as Docker writes them for people (go-units). */
import { momentOf, strftime } from "../../../kernel/programs/lib/calendar";

const DECIMAL = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

/** printf's %.Ng: N significant digits, no zeros at the end, an exponent where it is shorter. */
function significant(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  if (text.includes("e")) {
    const [mantissa = "", exponent = ""] = text.split("e");
    const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
    return `${short}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function scaled(bytes: number, digits: number, base: number, units: readonly string[]): string {
  let size = bytes;
  let unit = 0;
  while (size >= base && unit < units.length - 1) {
    size /= base;
    unit++;
  }
  return significant(size, digits) + units[unit];
}

/** "4.261MB" */
export const humanSize = (bytes: number, digits = 4): string => scaled(bytes, digits, 1000, DECIMAL);
/** "1.177MiB" */
export const binarySize = (bytes: number): string => scaled(bytes, 4, 1024, BINARY);

/** "About a minute", "5 weeks" */
export function humanDuration(span: number): string {
  const seconds = Math.trunc(span);
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.trunc(seconds / 3600 + 0.5);
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(seconds / 3600 / 24 / 365)} years`;
}

/** time.Time's text: "2026-11-23 06:02:17 +0000 UTC" */
export const goTime = (seconds: number): string =>
  strftime("%Y-%m-%d %H:%M:%S +0000 UTC", momentOf(Math.floor(seconds)));

/** RFC 3339: "2026-11-23T06:02:17Z", with a fraction where there is one. */
export function isoTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const ns = Math.round((seconds - whole) * 1e9);
  const fraction = ns === 0 ? "" : `.${String(ns).padStart(9, "0").replace(/0+$/, "")}`;
  return `${strftime("%Y-%m-%dT%H:%M:%S", momentOf(whole))}${fraction}Z`;
}

/** Go's zero time. */
const NO_TIME = "0001-01-01T00:00:00Z";

export const timeOrNone = (seconds: number): string => (seconds === 0 ? NO_TIME : isoTime(seconds));

/** "…" in UTF-8, as byte string. */
const ELLIPSIS = "\xe2\x80\xa6";

/** Cut to so many columns, the last of them an ellipsis. */
export function ellipsis(text: string, columns: number): string {
  const runes = text.match(/[^\x80-\xbf][\x80-\xbf]*/g) ?? [];
  return runes.length <= columns ? text : runes.slice(0, columns - 1).join("") + ELLIPSIS;
}

export const shortId = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);
