/** Command-line options that several verbs share, read strictly: what is not understood is an error that says what is. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { HostCosts } from "@/app/guest/guest";
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import type { GuestTrack, Via } from "@/app/sim/run/record";

/** Bad usage or input: the lab exits with 2 and says this. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export type Options = Readonly<Record<string, string | boolean | undefined>>;

const SHARED: NonNullable<ParseArgsConfig["options"]> = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
};

/** @throws UsageError for an unknown option or a missing value. */
export function readOptions(args: readonly string[], options: NonNullable<ParseArgsConfig["options"]>) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...SHARED, ...options },
      allowPositionals: true,
      strict: true,
    });
    return { values: values as Options, positionals };
  } catch (error) {
    const allowed = Object.keys({ ...options, ...SHARED }).map((name) => `--${name}`);
    throw new UsageError(`${(error as Error).message.split(". ")[0]}. Options here: ${allowed.join(", ")}`);
  }
}

export const MACHINE_OPTIONS: NonNullable<ParseArgsConfig["options"]> = {
  image: { type: "string" },
  via: { type: "string" },
  track: { type: "string" },
  seed: { type: "string" },
  "ns-per-instruction": { type: "string" },
  "ns-per-exit": { type: "string" },
};

export interface MachineOptions {
  readonly image: string;
  readonly via: Via;
  readonly track: GuestTrack;
  readonly seed: number;
  readonly costs: HostCosts;
}

/** @throws UsageError naming the option and what is allowed. */
export function machineOptions(values: Options, defaults: { via: Via }): MachineOptions {
  return {
    image: (values.image as string | undefined) ?? "linux",
    via: oneOf("via", values.via, ["bios", "direct", "snapshot"], defaults.via),
    track: oneOf("track", values.track, ["vm", "pv"], "vm"),
    seed: integer("seed", values.seed, { fallback: 1, min: 0, max: 2 ** 31 - 1 }),
    costs: {
      nsPerInstruction: positive("ns-per-instruction", values["ns-per-instruction"], nsPerInstruction.value),
      nsPerExit: integer("ns-per-exit", values["ns-per-exit"], {
        fallback: nsPerExit.value,
        min: 0,
        max: 1e9,
      }),
    },
  };
}

export function oneOf<T extends string>(
  name: string,
  value: string | boolean | undefined,
  allowed: readonly T[],
  fallback: T,
): T {
  if (value === undefined) return fallback;
  if ((allowed as readonly unknown[]).includes(value)) return value as T;
  throw new UsageError(`--${name} ${value}: allowed are ${allowed.join(", ")}`);
}

export function integer(
  name: string,
  value: string | boolean | undefined,
  range: { fallback: number; min: number; max: number },
): number {
  if (value === undefined) return range.fallback;
  const number = Number(value);
  if (value !== "" && Number.isInteger(number) && number >= range.min && number <= range.max) return number;
  throw new UsageError(`--${name} ${value}: a whole number from ${range.min} to ${range.max} is wanted`);
}

function positive(name: string, value: string | boolean | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (number >= 0.001 && number <= 1000) return number;
  throw new UsageError(`--${name} ${value}: a number from 0.001 to 1000 is wanted`);
}
