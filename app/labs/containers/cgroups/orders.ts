/** What a control means as a text in a cgroup's file. Pure. */

const BYTES_PER_MIB = 1024 * 1024;
const PERIOD_US = 100_000;
/** The kernel takes no shorter quota. */
const LEAST_QUOTA_US = 1000;
const HEAVIEST = 10_000;

export interface CgroupWrite {
  readonly file: "memory.max" | "cpu.max" | "cpu.weight" | "pids.max" | "cgroup.freeze";
  readonly text: string;
}

export type Read =
  | { readonly ok: true; readonly write: CgroupWrite }
  | { readonly ok: false; readonly wrong: string };

const wrong = (words: string): Read => ({ ok: false, wrong: words });
const right = (file: CgroupWrite["file"], text: string): Read => ({ ok: true, write: { file, text } });
const isMax = (typed: string): boolean => ["max", ""].includes(typed.trim());

/** MiB, "max" or nothing. */
export function memoryMax(typed: string): Read {
  if (isMax(typed)) return right("memory.max", "max");
  const mib = Number(typed);
  if (!(mib >= 0) || mib > 2 ** 20) return wrong("memory.max is a number of MiB, or “max”.");
  return right("memory.max", String(Math.round(mib * BYTES_PER_MIB)));
}

/** Per cent of one core. */
export function cpuMax(typed: string): Read {
  if (isMax(typed)) return right("cpu.max", `max ${PERIOD_US}`);
  const percent = Number(typed);
  const quotaUs = Math.round((percent * PERIOD_US) / 100);
  if (!(quotaUs >= LEAST_QUOTA_US) || percent > 100_000)
    return wrong("cpu.max is a percentage of one core, at least 1, or “max”.");
  return right("cpu.max", `${quotaUs} ${PERIOD_US}`);
}

export function cpuWeight(typed: string): Read {
  const weight = Number(typed);
  if (!Number.isInteger(weight) || weight < 1 || weight > HEAVIEST)
    return wrong(`cpu.weight is a whole number from 1 to ${HEAVIEST}.`);
  return right("cpu.weight", String(weight));
}

export function pidsMax(typed: string): Read {
  if (isMax(typed)) return right("pids.max", "max");
  const count = Number(typed);
  if (!Number.isInteger(count) || count < 0) return wrong("pids.max is a whole number, or “max”.");
  return right("pids.max", String(count));
}

export const freeze = (on: boolean): CgroupWrite => ({ file: "cgroup.freeze", text: on ? "1" : "0" });

/** The command that would do the same. */
export const asCommand = (path: string, { file, text }: CgroupWrite): string =>
  `echo ${text.includes(" ") ? `"${text}"` : text} > /sys/fs/cgroup${path === "/" ? "" : path}/${file}`;

/** A slider over a range that is felt in ratios: 0 to `last`, whose end stands for "max" where there is such an end. */
export interface Slider {
  readonly least: number;
  readonly most: number;
  readonly last: number;
  readonly endsInMax: boolean;
}

export function atPosition({ least, most, last, endsInMax }: Slider, position: number): number | undefined {
  if (endsInMax && position >= last) return undefined;
  const whole = endsInMax ? last - 1 : last;
  return Math.round(least * (most / least) ** (position / whole));
}

export function positionAt({ least, most, last, endsInMax }: Slider, value: number | undefined): number {
  if (value === undefined) return last;
  const whole = endsInMax ? last - 1 : last;
  const held = Math.min(most, Math.max(least, value));
  return Math.round((whole * Math.log(held / least)) / Math.log(most / least));
}

export const mibOf = (bytes: number): number => Math.round((bytes / BYTES_PER_MIB) * 100) / 100;
