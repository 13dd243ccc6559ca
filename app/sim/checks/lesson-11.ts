/** Lesson 11, "Pretend hardware, honest drivers": what its two exercises must show. */
import type { LabRun } from "../run/record";
import { consoleExits, type DiskUse, diskUse, type UpGuest, upGuest } from "./lesson-11-guest";
import { bestOf, type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** A disk is cheap up to so many exits for a MiB: a dozen requests, each with some twenty accesses. */
const MOST_EXITS_PER_MIB = 300;

/** The other disk must have taken at least so many times as many. */
const TIMES_AS_MANY = 100;

/** Requests are alike if their mean sizes differ by at most this factor. */
const ALIKE = 1.5;

const WHOLE_MIB = 1;

const upGuests = (run: LabRun): UpGuest[] => run.guests.flatMap((guest) => upGuest(guest) ?? []);

/**
 * Two machines that differ in the disk's interface alone have each moved a MiB in requests of one size, one of them with few
 * exits. Any two guests will do; others do no harm.
 */
export function oneDevice(run: LabRun): Verdict {
  const guests = upGuests(run);
  const uses = guests.flatMap((up) => diskUse(up) ?? []);
  const moved = uses.filter(({ mib }) => mib >= WHOLE_MIB).sort((a, b) => a.exitsPerMib - b.exitsPerMib);
  const verdicts = moved.flatMap((cheap, i) => {
    const others = moved.slice(i + 1);
    return others.length > 0 ? others.map((dear) => compared(cheap, dear)) : [compared(cheap, undefined)];
  });
  return bestOf(verdicts) ?? verdictOf(deviceMarks(undefined, undefined), () => notMoved(guests, uses));
}

const compared = (cheap: DiskUse, dear: DiskUse | undefined): Verdict =>
  verdictOf(deviceMarks(cheap, dear), () => deviceHint(cheap, dear));

function deviceMarks(cheap: DiskUse | undefined, dear: DiskUse | undefined): readonly Mark[] {
  const few = cheap !== undefined && cheap.exitsPerMib <= MOST_EXITS_PER_MIB;
  return [
    { id: "cheap", passed: few },
    { id: "dear", passed: few && dear !== undefined && isDearer(cheap, dear) },
    {
      id: "alone",
      passed: few && dear !== undefined && differences(cheap, dear).length === 0 && isAlike(cheap, dear),
    },
  ];
}

const isDearer = (cheap: DiskUse, dear: DiskUse): boolean =>
  dear.exitsPerMib >= TIMES_AS_MANY * cheap.exitsPerMib;

const isAlike = (a: DiskUse, b: DiskUse): boolean =>
  Math.max(a.bytesPerRequest, b.bytesPerRequest) <= ALIKE * Math.min(a.bytesPerRequest, b.bytesPerRequest);

/** Everything of a machine but the interface of its disk, by the words of a hint. */
const PARTS: Readonly<Record<string, (use: DiskUse) => string | number>> = {
  image: ({ boot }) => boot.image,
  track: ({ boot }) => boot.track,
  memory: ({ boot }) => boot.memoryMiB,
  seed: ({ boot }) => boot.seed,
  medium: ({ disk }) => disk.medium,
  "disk size": ({ disk }) => disk.sizeBytes,
  network: ({ devices }) => devices.net,
  console: ({ devices }) => devices.console,
  clock: ({ devices }) => devices.clock,
};

const differences = (a: DiskUse, b: DiskUse): string[] =>
  Object.entries(PARTS).flatMap(([name, of]) => (of(a) === of(b) ? [] : [name]));

const kib = (bytes: number): number => Math.round(bytes / 1024);

function deviceHint(cheap: DiskUse, dear: DiskUse | undefined): Hint {
  const { guest, disk, bytesPerRequest } = cheap;
  const exits = Math.round(cheap.exitsPerMib);
  if (exits > MOST_EXITS_PER_MIB)
    return disk.interface === "ide-pio"
      ? hint("word-by-word", { column: guest.column, exits })
      : hint("small-requests", { column: guest.column, exits, kib: kib(bytesPerRequest) });
  if (dear === undefined) return hint("nothing-to-compare", { column: guest.column, exits });
  const parts = differences(cheap, dear);
  if (parts.length > 0) return hint("more-than-one", { parts: parts.join(", ") });
  if (!isAlike(cheap, dear))
    return hint("other-requests", { first: kib(bytesPerRequest), second: kib(dear.bytesPerRequest) });
  return hint("both-cheap", { first: exits, second: Math.round(dear.exitsPerMib) });
}

function notMoved(guests: readonly UpGuest[], uses: readonly DiskUse[]): Hint {
  const [first] = guests;
  if (first === undefined) return hint("nothing-running");
  const [use] = uses.toSorted((a, b) => b.mib - a.mib);
  return use === undefined
    ? hint("no-disk", { column: first.guest.column })
    : hint("not-moved", { column: use.guest.column, kib: Math.round(1024 * use.mib) });
}

/** A guest's console may take at most so many exits since the prompt, for the text and what was typed. */
const MOST_CONSOLE_EXITS = 1000;

const NUMBERS = 1000;
const WANTED = Array.from({ length: NUMBERS }, (_, i) => i + 1).join(" ");

/** The whole text in order, with any blanks or line ends between its numbers. */
const showsText = (console: string): boolean =>
  new RegExp(`(^|\\D)${WANTED}(\\D|$)`).test(console.replace(/\s+/g, " "));

/** A guest has the thousand numbers on its console, which took few exits. Any guest, any way. */
export function fewerWords(run: LabRun): Verdict {
  const guests = upGuests(run);
  return bestOf(guests.map(saidBy)) ?? verdictOf(saidMarks(undefined), () => hint("nothing-running"));
}

const saidBy = (up: UpGuest): Verdict => verdictOf(saidMarks(up), () => saidHint(up));

function saidMarks(up: UpGuest | undefined): readonly Mark[] {
  const text = up !== undefined && showsText(up.guest.console);
  return [
    { id: "text", passed: text },
    { id: "few", passed: text && consoleExits(up) <= MOST_CONSOLE_EXITS },
  ];
}

function saidHint(up: UpGuest): Hint {
  const { column, console } = up.guest;
  if (!showsText(console)) return hint("no-text", { column });
  const exits = consoleExits(up);
  return up.devices.console === "uart"
    ? hint("byte-by-byte", { column, exits })
    : hint("small-writes", { column, exits });
}
