/** What a trial depends on, with what is allowed: read out of a lesson or a record as hostile input. */
import { z } from "zod";
import { PLATFORM_IDS, PLATFORMS, type PlatformId, WAY_IDS, type WayId } from "./platforms";

export interface TrialInputs {
  readonly platform: PlatformId;
  /** How one is started; one of the platform's. */
  readonly way: WayId;
  readonly memoryMiB: number;
  readonly cores: number;
  readonly diskGiB: number;
  /** What one takes of a core while it is active, in percent; 0: it has never worked. */
  readonly busyPercent: number;
  /** How many are active at a time, in percent. */
  readonly activePercent: number;
  /** Memory of its application, and the files that it reads again and again. */
  readonly applicationMiB: number;
  readonly filesMiB: number;
  /** Disks are layers on one image, not copies of it. */
  readonly layers: boolean;
  /** What containers and processes of one host read is in its page cache once. */
  readonly pageCache: boolean;
  /** The host merges equal pages of guests. */
  readonly merging: boolean;
  /** Guests give back what they do not use. */
  readonly balloon: boolean;
  /** So many are started at one moment. */
  readonly starts: number;
  readonly seed: number;
}

export const TRIAL_DEFAULTS: TrialInputs = {
  platform: "container",
  way: "container-docker",
  memoryMiB: 16_384,
  cores: 8,
  diskGiB: 1024,
  busyPercent: 0,
  activePercent: 100,
  applicationMiB: 4,
  filesMiB: 8,
  layers: true,
  pageCache: true,
  merging: false,
  balloon: false,
  starts: 1,
  seed: 1,
};

/** At most so many are put on a host. */
export const MOST_INSTANCES = 100_000;

/** Whole numbers, least and most. */
export const TRIAL_RANGES = {
  memoryMiB: [1, 1_048_576],
  cores: [1, 128],
  diskGiB: [1, 65_536],
  busyPercent: [0, 100],
  activePercent: [1, 100],
  applicationMiB: [0, 4096],
  filesMiB: [0, 4096],
  starts: [1, 5000],
} as const satisfies Partial<Record<keyof TrialInputs, readonly [number, number]>>;

export type NumberInput = keyof typeof TRIAL_RANGES;

const whole = (name: NumberInput) => {
  const [least, most] = TRIAL_RANGES[name];
  return z.int().min(least).max(most);
};

const fields = z.strictObject({
  platform: z.enum(PLATFORM_IDS),
  way: z.enum(WAY_IDS).describe("How one is started; one of the platform's."),
  memoryMiB: whole("memoryMiB"),
  cores: whole("cores"),
  diskGiB: whole("diskGiB"),
  busyPercent: whole("busyPercent").describe("Of a core, while it is active; 0: it has never worked."),
  activePercent: whole("activePercent"),
  applicationMiB: whole("applicationMiB"),
  filesMiB: whole("filesMiB"),
  layers: z.boolean(),
  pageCache: z.boolean(),
  merging: z.boolean(),
  balloon: z.boolean(),
  starts: whole("starts").describe("So many are started at one moment."),
  seed: z.int().min(0).max(0xffff_ffff),
});

/** All inputs, of a record. */
export const trialInputs: z.ZodType<TrialInputs> = fields.refine(
  ({ platform, way }) => PLATFORMS[platform].ways.includes(way),
  "the way to start is not one of the platform's",
);

/** Some inputs; the others stay as they are. */
export const trialChange = fields.omit({ seed: true }).partial();
export type TrialChange = z.infer<typeof trialChange>;

export const INPUT_NAMES = Object.keys(fields.omit({ seed: true }).shape) as readonly Exclude<
  keyof TrialInputs,
  "seed"
>[];
export type InputName = (typeof INPUT_NAMES)[number];

/**
 * Another platform is started in its usual way, unless the change says another.
 * @throws Error for a way that is not the platform's.
 */
export function changed(inputs: TrialInputs, change: TrialChange): TrialInputs {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next: TrialInputs = { ...inputs, ...given };
  const { ways, label } = PLATFORMS[next.platform];
  if (ways.includes(next.way)) return next;
  if (change.way !== undefined) throw new Error(`A ${label} is not started by ${next.way}.`);
  return { ...next, way: ways[0]! };
}
