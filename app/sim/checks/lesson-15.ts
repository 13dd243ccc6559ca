/** Lesson 15's checks: many bytes in few trips, and a neighbour in the same kernel. */
import { CONSOLES, SHARED_MEMORY } from "../net/ping-pong";
import type { ExchangeMachine, NetworkExchange } from "../run/network-record";
import { type ExitsByDevice, type LabRun, totalExits } from "../run/record";
import { bestOf, type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

/** The names of the set-ups in which the exercises begin. */
export const CHOICE = "Two guests, a switch and memory that they share";
export const HOUSE = "A guest, and a kernel with neighbours";

/** To be carried there, and as many back. */
export const BYTES_TO_CARRY = 28_000;
/** Of both guests. */
export const MOST_EXITS = 400;
/** The page that web serves. */
export const PAGE_BYTES = 65_536;

const WORD_BYTES = 4;
/** An exit would be made on hardware too, except for memory that hardware maps. */
const LEFT_OUT: ReadonlySet<string> = new Set([...CONSOLES, SHARED_MEMORY]);

const exchangesIn = ({ network }: LabRun, setup: string): readonly NetworkExchange[] | undefined =>
  network?.setup === setup ? network.exchanges : undefined;

/** At least BYTES_TO_CARRY went there and as many back in one run of scripts, by whatever way, for at most MOST_EXITS. */
export function fewTrips(run: LabRun): Verdict {
  const exchanges = exchangesIn(run, CHOICE);
  const verdicts = [...(exchanges ?? [])].reverse().map(carriedFor);
  return (
    bestOf(verdicts) ??
    verdictOf(unmet("carried", "few"), () => hint(exchanges ? "nothing-yet" : "not-set-up"))
  );
}

function carriedFor(exchange: NetworkExchange): Verdict {
  const carried = bytesEachWay(exchange);
  const exits = Object.values(exchange.machines).reduce((sum, one) => sum + exitsOf(one.exits ?? {}), 0);
  const enough = carried >= BYTES_TO_CARRY;
  const marks: readonly Mark[] = [
    { id: "carried", passed: enough },
    { id: "few", passed: enough && exits <= MOST_EXITS },
  ];
  return verdictOf(marks, () => {
    if (enough) return hint("too-many", { exits });
    const most = Math.max(...Object.values(exchange.machines).map(({ sent }) => sent.bytes));
    return most >= BYTES_TO_CARRY
      ? hint("one-way", { bytes: carried })
      : hint("too-few-bytes", { bytes: carried });
  });
}

/** The fewer of the two ways: frames of each guest, or words that both wrote in turns into the memory that they share. */
function bytesEachWay({ machines, turns }: NetworkExchange): number {
  const all = Object.values(machines);
  const least = (bytes: readonly number[]) => (bytes.length < 2 ? 0 : Math.min(...bytes));
  const inFrames = least(all.map(({ sent }) => sent.bytes));
  const inMemory = least(all.map(({ exits }) => WORD_BYTES * (exits?.[SHARED_MEMORY]?.writes ?? 0)));
  return Math.max(inFrames, turns > 1 ? inMemory : 0);
}

const exitsOf = (exits: ExitsByDevice): number =>
  totalExits(Object.fromEntries(Object.entries(exits).filter(([device]) => !LEFT_OUT.has(device))));

/** A container fetched the page with no frame on any cable; and the guest has it, over a cable that lost some of it. */
export function stayInside(run: LabRun): Verdict {
  const exchanges = exchangesIn(run, HOUSE) ?? [];
  const marks: readonly Mark[] = [
    { id: "inside", passed: exchanges.some((one) => bridged(one) && frames(one) === 0) },
    { id: "outside", passed: exchanges.some((one) => arrivedAt(guestOf(one)) && lostBy(guestOf(one)) > 0) },
  ];
  return verdictOf(marks, () => houseHint(run, exchanges, marks));
}

function houseHint(run: LabRun, exchanges: readonly NetworkExchange[], [inside]: readonly Mark[]): Hint {
  if (run.network?.setup !== HOUSE) return hint("not-set-up");
  const last = exchanges.at(-1);
  if (last === undefined) return hint("nothing-yet");
  if (inside?.passed === true) {
    if (exchanges.some((one) => arrivedAt(guestOf(one)))) return hint("nothing-lost");
    return hint("only-inside");
  }
  const whole = exchanges.findLast(bridged);
  if (whole !== undefined) return hint("left-the-house", { frames: frames(whole) });
  return hint("not-whole", { bytes: Math.max(0, bridgedBytes(last)), wanted: PAGE_BYTES });
}

const guestOf = ({ machines }: NetworkExchange): ExchangeMachine | undefined =>
  Object.values(machines).find(({ exits }) => exits !== undefined);

const bridgedBytes = ({ machines }: NetworkExchange): number =>
  Object.values(machines).reduce((sum, { bridged: from }) => sum + (from?.bytes ?? 0), 0);

/** Its containers have sent the page, and no script has failed. */
const bridged = (exchange: NetworkExchange): boolean =>
  bridgedBytes(exchange) >= PAGE_BYTES &&
  Object.values(exchange.machines).every(({ answer }) => answer === undefined || answer.status === 0);

const frames = ({ machines }: NetworkExchange): number =>
  Object.values(machines).reduce((sum, { sent }) => sum + sent.frames, 0);

const arrivedAt = (guest: ExchangeMachine | undefined): boolean =>
  guest?.answer?.status === 0 && guest.received.bytes >= PAGE_BYTES;

const lostBy = (guest: ExchangeMachine | undefined): number => guest?.lost ?? 0;

const unmet = (...ids: readonly string[]): Mark[] => ids.map((id) => ({ id, passed: false }));
