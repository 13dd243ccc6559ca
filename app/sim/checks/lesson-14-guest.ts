/** What the console of a machine with one program says: what it serves, or what it has found out. */
import { type GuestRecord, totalExits } from "../run/record";

/** kv says where it serves. */
export const serves = ({ state, console }: GuestRecord): boolean =>
  (state === "running" || state === "paused") && /^kv: \d+\.\d+\.\d+\.\d+, port \d+/m.test(console);

export interface FinishedJob {
  /** How many primes there are below 200,000. */
  readonly primes: number;
  /** From power-on to the end. */
  readonly virtualMs: number;
  readonly instructions: number;
  readonly exits: number;
}

/** The report of compute, once it has ended its machine; undefined for any other guest. */
export function finishedJob({
  state,
  boot,
  console,
  virtualMs,
  instructions,
  exits,
}: GuestRecord): FinishedJob | undefined {
  const found = /^compute: (\d{1,9}) primes below \d+, sha256 [0-9a-f]{64}\r?$/m.exec(console)?.[1];
  if (state !== "halted" || boot?.image !== "compute" || found === undefined) return undefined;
  return { primes: Number(found), virtualMs, instructions, exits: totalExits(exits) };
}

/** The second exercise of the lesson asks every guest that can be asked, under this name, for its list. */
const LIST_PROBE = "primes";

/** A list of numbers in a guest's file: how many, the last of them, and the digest of the file. */
export interface NumberList {
  readonly count: number;
  readonly last: number;
  readonly sha256: string;
}

/** The answer to the probe; undefined where there is no list. */
export function listIn({ probes }: GuestRecord): NumberList | undefined {
  const answer = Object.hasOwn(probes, LIST_PROBE) ? probes[LIST_PROBE] : undefined;
  const [, count, last, sha256] =
    /^\s*(\d{1,9})\n(.{0,20})\n([0-9a-f]{64})\b/.exec(answer?.stdout ?? "") ?? [];
  if (count === undefined || last === undefined || sha256 === undefined) return undefined;
  return { count: Number(count), last: Number(last), sha256 };
}
