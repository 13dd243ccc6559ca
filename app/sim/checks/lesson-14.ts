/** Lesson 14, "Thin guests": what its two exercises must show. */
import { type BootRecord, type GuestRecord, type LabRun, totalExits } from "../run/record";
import { finishedJob, listIn, serves } from "./lesson-14-guest";
import { bestOf, type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** A machine that is started for a caller who waits: its limits until it is up. */
const MOST_MS = 0.1;
const MOST_EXITS = 50;
const MOST_PAGES = 100;

/** A server that is up quickly and holds little. Any guest will do. */
export function onDemand(run: LabRun): Verdict {
  const verdicts = run.guests.flatMap((guest) =>
    guest.boot === undefined ? [] : demanded(guest, guest.boot),
  );
  return bestOf(verdicts) ?? demanded(undefined, undefined);
}

function demanded(guest: GuestRecord | undefined, boot: BootRecord | undefined): Verdict {
  const up = guest !== undefined && boot !== undefined ? { guest, boot } : undefined;
  const marks: readonly Mark[] = [
    { id: "soon", passed: up !== undefined && isSoon(up.boot) },
    { id: "small", passed: up !== undefined && up.boot.pagesTouched <= MOST_PAGES },
    { id: "serves", passed: up !== undefined && serves(up.guest) },
  ];
  return verdictOf(marks, () => (up === undefined ? hint("nothing-booted") : demandHint(up.guest, up.boot)));
}

const isSoon = ({ virtualMs, exits }: BootRecord): boolean =>
  virtualMs <= MOST_MS && totalExits(exits) <= MOST_EXITS;

function demandHint({ column, state }: GuestRecord, boot: BootRecord): Hint {
  if (!isSoon(boot))
    return hint("late", { column, us: Math.round(1000 * boot.virtualMs), exits: totalExits(boot.exits) });
  if (boot.pagesTouched > MOST_PAGES) return hint("large", { column, pages: boot.pagesTouched });
  return state === "halted" ? hint("ended", { column }) : hint("serves-nobody", { column });
}

/** A machine that has only its job takes at most so many exits for all of it. */
const MOST_JOB_EXITS = 20;
/** A machine that is asked something new may take so many until its prompt. */
const MOST_START_EXITS = 100;
/** The job counts up to here; the second question begins here. */
const OLD_LIMIT = 200_000;
/** The primes from 200,000 to 201,000, a line each: how many, and the SHA-256 of the list. */
export const NEW_LIST = {
  count: 77,
  sha256: "89a87784ac0a8a2229259374e70abbf07a4168f259546c53c8090b9a4c934095",
} as const;

/** The job done by a machine that is nothing else, and a new question answered by one that can be asked. */
export function newQuestion(run: LabRun): Verdict {
  const jobs = run.guests.flatMap((guest) => finishedJob(guest) ?? []);
  const asked = run.guests.filter(({ boot, state }) => boot?.image === "linux" && state !== "crashed");
  const verdicts = asked.map((guest) => questioned(run, jobs, guest));
  return bestOf(verdicts) ?? questioned(run, jobs, undefined);
}

function questioned(
  run: LabRun,
  jobs: readonly { readonly exits: number }[],
  asked: GuestRecord | undefined,
): Verdict {
  const list = asked && listIn(asked);
  const answered = list?.sha256 === NEW_LIST.sha256;
  const startExits = totalExits(asked?.boot?.exits ?? {});
  const marks: readonly Mark[] = [
    { id: "job", passed: jobs.some(({ exits }) => exits <= MOST_JOB_EXITS) },
    { id: "answer", passed: answered },
    { id: "start", passed: asked !== undefined && startExits <= MOST_START_EXITS },
  ];
  return verdictOf(marks, () => {
    if (jobs.length === 0)
      return run.guests.some(({ boot }) => boot?.image === "compute") ? hint("not-finished") : hint("no-job");
    if (asked === undefined) return hint("nobody-to-ask");
    const { column } = asked;
    if (list === undefined) return hint("no-list", { column });
    if (!answered)
      return list.last < OLD_LIMIT
        ? hint("old-question", { column })
        : hint("another-list", { column, count: list.count });
    return hint("dear-start", { column, exits: startExits });
  });
}
