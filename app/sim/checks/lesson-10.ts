/** Lesson 10, "Disks in layers": what its two exercises must show. */
import type { LabRun } from "../run/record";
import { type LayeredGuest, layeredGuests, readBetween, sumOf } from "./lesson-10-chain";
import { bestOf, type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** The second exercise asks each guest, under this name, to read all of its disk. */
const WHOLE_PROBE = "whole";

const KIB = 2 ** 10;
const kib = (bytes: number): number => Math.round(bytes / KIB);

/** What both guests must have read from the layers that they share. */
const LEAST_READ_BYTES = 1024 * KIB;
/** What one must have written more than the other. */
const LEAST_APART_BYTES = 1024 * KIB;
const LEAST_LAYERS = 2;

const nameOf = ({ guest }: LayeredGuest): string => guest.column;
const onSame = (one: LayeredGuest, two: LayeredGuest): boolean =>
  one.shared.map(({ name }) => name).join() === two.shared.map(({ name }) => name).join();
const hasRead = ({ shared }: LayeredGuest): boolean => sumOf(shared, "readBytes") >= LEAST_READ_BYTES;

/** Two guests on the same layers: both have read from them, one has written much, and the other's overlay is as thin as before. */
export function thinStart(run: LabRun): Verdict {
  const guests = layeredGuests(run);
  const pairs = guests.flatMap((one) =>
    guests.filter((two) => two !== one).map((two) => startedFrom(guests, one, two)),
  );
  return bestOf(pairs) ?? startedFrom(guests, guests[0], undefined);
}

function startedFrom(
  guests: readonly LayeredGuest[],
  thick: LayeredGuest | undefined,
  thin: LayeredGuest | undefined,
): Verdict {
  const both = thick !== undefined && thin !== undefined;
  const same = both && onSame(thick, thin) && thick.shared.length >= LEAST_LAYERS;
  const marks: readonly Mark[] = [
    { id: "same", passed: same },
    { id: "read", passed: same && hasRead(thick) && hasRead(thin) },
    { id: "apart", passed: same && thick.own.fileBytes - thin.own.fileBytes >= LEAST_APART_BYTES },
  ];
  return verdictOf(marks, () => startHint(guests, thick, thin));
}

function startHint(
  guests: readonly LayeredGuest[],
  thick: LayeredGuest | undefined,
  thin: LayeredGuest | undefined,
): Hint {
  if (thick === undefined) return hint("no-chain");
  if (thin === undefined) return hint("one-guest", { column: nameOf(thick), layers: thick.shared.length });
  if (!onSame(thick, thin)) return hint("other-layers", { first: nameOf(thick), second: nameOf(thin) });
  if (thick.shared.length < LEAST_LAYERS)
    return hint("few-layers", { column: nameOf(thick), layers: thick.shared.length });
  const unread = [thick, thin].find((one) => !hasRead(one));
  if (unread !== undefined)
    return hint("not-read", { column: nameOf(unread), kib: kib(sumOf(unread.shared, "readBytes")) });
  const sizes = guests.map(({ own }) => own.fileBytes);
  return hint("not-apart", { most: kib(Math.max(...sizes)), least: kib(Math.min(...sizes)) });
}

/** A guest on shared layers reads its whole disk, its userland still runs, and none of the layers below is asked. */
export function masked(run: LabRun): Verdict {
  const verdicts = layeredGuests(run).map(maskedIn);
  return bestOf(verdicts) ?? verdictOf(maskMarks(false, false, false), () => hint("no-chain"));
}

const maskMarks = (layered: boolean, alive: boolean, nothing: boolean): readonly Mark[] => [
  { id: "layered", passed: layered },
  { id: "alive", passed: alive },
  { id: "nothing", passed: nothing },
];

function maskedIn({ guest, shared }: LayeredGuest): Verdict {
  const answer = guest.probes[WHOLE_PROBE];
  const read = guest.chain && answer?.chain && readBetween(guest.chain, answer.chain);
  const layered = shared.length > 0;
  const alive = layered && answer?.stdout.trim() === "alive";
  const below = read === undefined ? undefined : sumOf(read.slice(0, -1), "readBytes");
  return verdictOf(maskMarks(layered, alive, alive && below === 0), () => {
    const { column } = guest;
    if (!layered) return hint("alone", { column });
    if (!alive) return hint("no-system", { column });
    const [most] = (read ?? []).slice(0, -1).toSorted((a, b) => b.readBytes - a.readBytes);
    return hint("still-read", { column, kib: kib(below ?? 0), layer: most?.name ?? "" });
  });
}
