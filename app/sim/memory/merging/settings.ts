/** What /sys/kernel/mm/ksm lets an administrator set; defaults as in mm/ksm.c. */

export interface MergingSettings {
  /** 0: the daemon rests and merged pages stay; 1: it scans; 2: it rests and everything is unmerged. */
  readonly run: 0 | 1 | 2;
  /** Present pages scanned before the daemon sleeps. */
  readonly pagesToScan: number;
  readonly sleepMillisecs: number;
  /** Most pages that share one frame, at least 2. Can be changed only while nothing is merged. */
  readonly maxPageSharing: number;
  /** Pages of zeros are mapped to the kernel's zero page, not merged with each other. */
  readonly useZeroPages: boolean;
  /** How often the frames of equal contents that hit maxPageSharing are looked through for stale ones. */
  readonly stableNodeChainsPruneMillisecs: number;
}

export const DEFAULT_MERGING: MergingSettings = {
  run: 0,
  pagesToScan: 100,
  sleepMillisecs: 20,
  maxPageSharing: 256,
  useZeroPages: false,
  stableNodeChainsPruneMillisecs: 2000,
};

/** @throws RangeError naming the setting and what is allowed. */
export function checkMergingSettings(settings: MergingSettings): void {
  const whole = (name: keyof MergingSettings, least: number) => {
    const value = settings[name];
    if (!Number.isSafeInteger(value) || (value as number) < least) {
      throw new RangeError(`${name} must be a whole number of at least ${least}, not ${value}`);
    }
  };
  if (![0, 1, 2].includes(settings.run)) throw new RangeError(`run must be 0, 1 or 2, not ${settings.run}`);
  whole("pagesToScan", 1);
  whole("sleepMillisecs", 1);
  whole("maxPageSharing", 2);
  whole("stableNodeChainsPruneMillisecs", 0);
}
