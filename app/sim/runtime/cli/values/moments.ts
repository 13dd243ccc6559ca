/** Moments as --since and --until take them: spans back from now, seconds since the epoch, dates. */
import { epochOf } from "../../../kernel/programs/lib/calendar";
import { parseDuration, ValueError } from "./sizes";

/** Seconds since the epoch. @param name of the flag @throws ValueError */
export function parseMoment(text: string, now: number, name: string): number {
  const span = parseDuration(text);
  if (span !== undefined && text !== "0") return now - span / 1e9;
  if (/^\d+(\.\d{1,9})?$/.test(text)) return Number(text);
  const match =
    /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d(?:\.\d{1,9})?))?)?)?(Z|[-+]\d\d:\d\d)?$/.exec(text);
  if (match === null)
    throw new ValueError(
      `invalid value for ${JSON.stringify(name)}: failed to parse value as time or duration: ${JSON.stringify(text)}`,
    );
  const [, year, month, day, hour = "0", minute = "0", second = "0", zone = "Z"] = match;
  const east =
    zone === "Z"
      ? 0
      : (zone.startsWith("-") ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60);
  return (
    epochOf(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) - east
  );
}
