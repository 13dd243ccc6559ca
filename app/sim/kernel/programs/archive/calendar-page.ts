/** cal: calendars of months and years. The Julian calendar ends on 2 September 1752, as in Britain. */
import type { Call } from "../../abi/call";
import { MONTHS, momentOf, zoneOf } from "../lib/calendar";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { number } from "../lib/numbers";

const DAYS = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const REFORM = { year: 1752, month: 8, after: 2, days: 11 };
const WEEKS = 6;

interface Layout {
  /** Days of the year instead of days of the month. */
  readonly julian: boolean;
  readonly monday: boolean;
}

const isLeap = (year: number): boolean =>
  year <= REFORM.year ? year % 4 === 0 : (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysOf = (year: number, month: number): number =>
  LENGTHS[month]! + (month === 1 && isLeap(year) ? 1 : 0);

/** 0 is Sunday. The first of January of the year 1 was a Saturday. */
function weekdayOfFirst(year: number, month: number): number {
  const past = year - 1;
  let days = past * 365 + Math.floor(past / 4);
  if (past > REFORM.year) days += Math.floor(past / 400) - Math.floor(past / 100) + (17 - 4);
  for (let i = 0; i < month; i++) days += daysOf(year, i);
  const reformed = year > REFORM.year || (year === REFORM.year && month > REFORM.month);
  return (days + 6 - (reformed ? REFORM.days : 0)) % 7;
}

const widthOf = ({ julian }: Layout): number => (julian ? 4 : 3);

/** Six rows of seven cells. */
function weeksOf(year: number, month: number, { julian, monday }: Layout): string[] {
  const width = julian ? 3 : 2;
  let dayOfYear = 0;
  for (let i = 0; i < month; i++) dayOfYear += daysOf(year, i);
  if (year === REFORM.year && month > REFORM.month) dayOfYear -= REFORM.days;
  const reforming = year === REFORM.year && month === REFORM.month;
  const cells = new Array<string>(WEEKS * 7).fill(" ".repeat(width));
  let cell = (weekdayOfFirst(year, month) + (monday ? 6 : 0)) % 7;
  for (let day = 1; day <= daysOf(year, month); day++) {
    if (reforming && day > REFORM.after && day <= REFORM.after + REFORM.days) continue;
    dayOfYear++;
    cells[cell++] = String(julian ? dayOfYear : day).padStart(width);
  }
  return Array.from({ length: WEEKS }, (_, week) => cells.slice(week * 7, week * 7 + 7).join(" "));
}

function heading({ julian, monday }: Layout): string {
  const days = monday ? [...DAYS.slice(1), DAYS[0]!] : DAYS;
  return days.map((day) => (julian ? ` ${day}` : day)).join(" ");
}

const centred = (text: string, width: number): string => {
  const left = Math.floor((width - text.length) / 2);
  return `${" ".repeat(Math.max(0, left))}${text}`;
};

/** Rows lose the blanks after their last day; one without days keeps them. */
const trimmed = (line: string): string => (line.trim() === "" ? line : line.trimEnd());

function monthPage(year: number, month: number, layout: Layout): string {
  const width = widthOf(layout) * 7 - 1;
  const lines = [centred(`${MONTHS[month]!} ${year}`, width), heading(layout)];
  for (const week of weeksOf(year, month, layout)) lines.push(trimmed(week.padEnd(width + 1)));
  return `${lines.join("\n")}\n`;
}

const YEAR_LINE = 80;

function yearPage(year: number, layout: Layout): string {
  const perRow = layout.julian ? 2 : 3;
  const width = widthOf(layout) * 7 - 1;
  const full = perRow * width + (perRow - 1) * 2;
  const title = centred(String(year), full);
  let out = `${title.padEnd(full)}\n\n`;
  for (let month = 0; month < 12; month += perRow) {
    const months = Array.from({ length: perRow }, (_, i) => month + i);
    out += `${months.map((m) => centred(MONTHS[m]!, width).padEnd(width)).join("  ")}\n`;
    out += `${months.map(() => heading(layout)).join("  ")}\n`;
    const pages = months.map((m) => weeksOf(year, m, layout));
    for (let week = 0; week < WEEKS; week++) {
      const line = pages.map((page) => page[week]!).join("  ");
      out += `${trimmed(line.padEnd(YEAR_LINE - 1))}\n`;
    }
  }
  return out;
}

export const cal = applet(function* (io) {
  const options = yield* parseOptions(io, "jmy", { max: 2 });
  const layout: Layout = { julian: options.has("j"), monday: options.has("m") };
  const { year: nowYear, month: nowMonth } = yield* today(io);
  const [first, second] = options.rest;
  let year = nowYear;
  let month: number | undefined = nowMonth;
  if (second !== undefined) {
    month = (yield* number(io, first!, { min: 1, max: 12 })) - 1;
    year = yield* number(io, second, { min: 1, max: 9999 });
  } else if (first !== undefined) {
    month = undefined;
    year = yield* number(io, first, { min: 1, max: 9999 });
  }
  if (options.has("y")) month = undefined;
  io.put(month === undefined ? yearPage(year, layout) : monthPage(year, month, layout));
  return 0;
});

function* today(io: Io): Call<{ year: number; month: number }> {
  const ns = yield* io.sys.clockGettime("realtime");
  return momentOf(Math.floor(ns / 1e9), zoneOf(io.env));
}
