/** What the density experiment can be asked: apart from it, so that a page offers it without the models. */

export interface DensityInputs {
  /** At most so many are put on the host. */
  readonly instances: number;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly diskGiB: number;
  /** What a busy one takes of a core, in percent. */
  readonly busyPercent: number;
  /** Of users with an instance each, how many are active at a time, in percent. */
  readonly activePercent: number;
  /** Applications in the mix. */
  readonly applications: number;
  readonly seed: number;
}

export const DENSITY_DEFAULTS: DensityInputs = {
  instances: 100_000,
  cores: 64,
  memoryGiB: 256,
  diskGiB: 8192,
  busyPercent: 2,
  activePercent: 10,
  applications: 10,
  seed: 1,
};

export const DENSITY_RANGES = {
  instances: [1, 100_000],
  cores: [1, 128],
  memoryGiB: [1, 24_576],
  diskGiB: [1, 1_048_576],
  busyPercent: [1, 100],
  activePercent: [1, 100],
  applications: [1, 1000],
} as const satisfies Partial<Record<keyof DensityInputs, readonly [number, number]>>;
