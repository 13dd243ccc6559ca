/** What each platform of a trial is: the ways to start one, what sharing helps it, what it can run, and what its wall is made of. */
import { TRACK_LABELS, TRACKS, type Track } from "../experiments/density/tracks";

export { TRACKS as PLATFORM_IDS, type Track as PlatformId };

/** Ids of the ways of app/sim/experiments/startup/ways.ts that a trial offers. */
export const WAY_IDS = [
  "process",
  "container-docker",
  "container-runc",
  "container-crun",
  "container-pooled",
  "unikernel-kv",
  "pv-direct",
  "pv-snapshot",
  "vm-bios",
  "vm-direct",
] as const;
export type WayId = (typeof WAY_IDS)[number];

const SHARINGS = ["layers", "pageCache", "merging", "balloon"] as const;
export type SharingName = (typeof SHARINGS)[number];

/** What has to be run: a Linux program as it is; or a system of its own, which knows only the devices of a PC. */
export const WORKS = ["linux-program", "another-system"] as const;
export type Work = (typeof WORKS)[number];

/** What stands around one, each more than the one before: nothing; a view and a budget of its own; a kernel of its own. */
export const WALLS = ["none", "own-view", "own-kernel"] as const;
export type Wall = (typeof WALLS)[number];

export interface Platform {
  readonly id: Track;
  readonly label: string;
  /** The first is the usual one. */
  readonly ways: readonly WayId[];
  /** What of sharing makes a difference to it. */
  readonly sharing: readonly SharingName[];
  readonly wall: Wall;
}

const FACTS: Readonly<Record<Track, Omit<Platform, "id" | "label">>> = {
  process: { ways: ["process"], sharing: ["pageCache"], wall: "none" },
  container: {
    ways: ["container-docker", "container-runc", "container-crun", "container-pooled"],
    sharing: ["layers", "pageCache"],
    wall: "own-view",
  },
  unikernel: { ways: ["unikernel-kv"], sharing: [], wall: "own-kernel" },
  "thin vm": {
    ways: ["pv-direct", "pv-snapshot"],
    sharing: ["layers", "merging", "balloon"],
    wall: "own-kernel",
  },
  vm: { ways: ["vm-bios", "vm-direct"], sharing: ["layers", "merging", "balloon"], wall: "own-kernel" },
};

export const PLATFORMS: Readonly<Record<Track, Platform>> = Object.fromEntries(
  TRACKS.map((id) => [id, { id, label: TRACK_LABELS[id], ...FACTS[id] }]),
) as Record<Track, Platform>;

/**
 * Whether a platform runs it. A unikernel is built with its program; Linux enters a thin VM by a protocol of its own, and finds
 * no imitated devices there; a PC with its firmware takes what a PC takes.
 */
export function runsOn(work: Work, platform: Track, way: WayId): boolean {
  return work === "another-system" ? way === "vm-bios" : platform !== "unikernel";
}

export const isWithin = (wall: Wall, wanted: Wall): boolean => WALLS.indexOf(wall) >= WALLS.indexOf(wanted);
