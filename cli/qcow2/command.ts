/** What the commands of `lab qcow2` share: their form, and reading sizes and `-o` lists as qemu-img writes them. */
import type { Format } from "@/app/sim/storage/chain";
import { oneOf, UsageError } from "../options";

export interface Command {
  readonly name: string;
  /** Arguments and options, one line. */
  readonly usage: string;
  /** Answers the exit code. @throws UsageError, StorageError */
  run(args: readonly string[]): number;
}

const UNITS = ["", "k", "M", "G", "T", "P", "E"];

/** Bytes of a size such as 64k or 1.5G; units are powers of 1024. */
export function parseSize(text: string, what: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([kKMGTPE]?)$/.exec(text) ?? [];
  if (number === undefined || unit === undefined)
    throw new UsageError(`${what} ${text}: a number with k, M, G, T, P, E or nothing behind it is wanted`);
  const index = UNITS.findIndex((known) => known.toLowerCase() === unit.toLowerCase());
  const bytes = Math.floor(Number(number) * 1024 ** index);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new UsageError(`${what} ${text}: 2^53 bytes or more`);
}

/** The `name=value` pairs of `-o`. @throws UsageError for a name that is not allowed */
export function parsePairs(lists: readonly string[], allowed: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of lists.flatMap((list) => list.split(",")).filter((one) => one !== "")) {
    const at = pair.indexOf("=");
    const name = at < 0 ? pair : pair.slice(0, at);
    if (!allowed.includes(name))
      throw new UsageError(`-o ${name}: not known here; there are ${allowed.join(", ")}`);
    pairs.set(name, at < 0 ? "on" : pair.slice(at + 1));
  }
  return pairs;
}

export const formatOption = (name: string, value: unknown): Format | undefined =>
  value === undefined ? undefined : oneOf<Format>(name, value as string, ["raw", "qcow2"], "raw");

/** As many positional arguments as `names` says, the ones in brackets optional. */
export function positionalsOf(given: readonly string[], names: readonly string[], usage: string): string[] {
  const least = names.filter((name) => !name.startsWith("[")).length;
  if (given.length >= least && given.length <= names.length) return [...given];
  throw new UsageError(`${names.join(" ")} wanted, ${given.length} given\nusage: lab qcow2 ${usage}`);
}
