/**
 * What a lesson asks of a run: one figure each, or undefined while the run does not hold it. A prediction is compared
 * with a measure, and a sentence shows one in place of a number.
 */
import { type Figure, measured, modelled, type Unit } from "../figures/figure";
import { nsPerExit, nsPerInstruction } from "../figures/host";
import { type BootRecord, type GuestTrack, type LabRun, totalExits, type Via } from "../run/record";
import { BEFORE_THE_KERNEL, instructionsIn, latestBoot, millisecondsIn, percentOf } from "./boots";
import { containerMeasures } from "./container-measures";
import { cpuMeasures } from "./cpu-measures";
import { threeMeasures } from "./lesson-01-measures";
import { readPathMeasures } from "./lesson-02-measures";
import { anotherKernelMeasures } from "./lesson-05-part-2-measures";
import { mergingMeasures } from "./lesson-09-measures";
import { chainMeasures } from "./lesson-10-measures";
import { ioMeasures } from "./lesson-11-measures";
import { cardMeasures } from "./lesson-12-measures";
import { insideMeasures } from "./lesson-13-measures";
import { thinMeasures } from "./lesson-14-measures";
import { talkMeasures } from "./lesson-15-measures";
import { fitMeasures } from "./lesson-16-measures";
import { adviceMeasures } from "./lesson-18-measures";
import { memoryMeasures } from "./memory-measures";

export type Measure = (run: LabRun) => Figure | undefined;

const named = (track: GuestTrack, via: Via): string => `${track} guest, ${WAYS[via]}`;
const WAYS: Readonly<Record<Via, string>> = {
  bios: "through the BIOS",
  direct: "direct kernel boot",
  snapshot: "from a snapshot",
};

/** Counts come from the guest; time is counts turned into nanoseconds by the two host constants. */
const counted =
  (track: GuestTrack, via: Via, unit: Unit, what: string, of: (boot: BootRecord) => number): Measure =>
  (run) => {
    const boot = latestBoot(run, track, via);
    return boot && measured(of(boot), unit, `${what}: ${named(track, via)}`);
  };

const timed =
  (track: GuestTrack, via: Via, what: string, of: (boot: BootRecord) => number): Measure =>
  (run) => {
    const boot = latestBoot(run, track, via);
    return (
      boot &&
      modelled(
        of(boot),
        "ms",
        `${what}: ${named(track, via)}; instructions and exits are counted, each costs a constant; time asleep is added`,
        [nsPerInstruction, nsPerExit],
      )
    );
  };

type Counted = readonly [track: GuestTrack, via: Via, of: (boot: BootRecord) => number];

const ratio =
  (what: string, part: Counted, whole: Counted): Measure =>
  (run) => {
    const a = latestBoot(run, part[0], part[1]);
    const b = latestBoot(run, whole[0], whole[1]);
    return a && b && measured(percentOf(part[2](a), whole[2](b)), "%", what);
  };

const instructions = (boot: BootRecord): number => boot.instructions;
const exits = (boot: BootRecord): number => totalExits(boot.exits);
const beforeKernel = (boot: BootRecord): number => instructionsIn(boot, BEFORE_THE_KERNEL);

const bootMeasures: Readonly<Record<string, Measure>> = {
  "vm-bios-ms": timed("vm", "bios", "power-on to prompt", (boot) => boot.virtualMs),
  "vm-bios-instructions": counted("vm", "bios", "instructions", "power-on to prompt", instructions),
  "vm-bios-exits": counted("vm", "bios", "exits", "power-on to prompt", exits),
  "vm-bios-firmware": counted("vm", "bios", "instructions", "firmware", (boot) =>
    instructionsIn(boot, ["firmware"]),
  ),
  "vm-bios-decompression": counted("vm", "bios", "instructions", "decompression", (boot) =>
    instructionsIn(boot, ["decompression"]),
  ),
  "vm-bios-firmware-ms": timed("vm", "bios", "firmware", (boot) => millisecondsIn(boot, ["firmware"])),
  "vm-bios-kernel-ms": timed("vm", "bios", "kernel", (boot) => millisecondsIn(boot, ["kernel"])),
  "vm-bios-before-kernel-share": ratio(
    "instructions before the kernel's first, of all until the prompt: vm guest, through the BIOS",
    ["vm", "bios", beforeKernel],
    ["vm", "bios", instructions],
  ),
  "vm-bios-waiting": timed("vm", "bios", "time asleep until the prompt", (boot) => boot.idleMs),
  "vm-direct-waiting": timed("vm", "direct", "time asleep until the prompt", (boot) => boot.idleMs),
  "pv-direct-waiting": timed("pv", "direct", "time asleep until the prompt", (boot) => boot.idleMs),
  "pv-direct-instructions": counted("pv", "direct", "instructions", "power-on to prompt", instructions),
  "vm-direct-ms": timed("vm", "direct", "power-on to prompt", (boot) => boot.virtualMs),
  "vm-direct-instructions": counted("vm", "direct", "instructions", "power-on to prompt", instructions),
  "vm-direct-exits": counted("vm", "direct", "exits", "power-on to prompt", exits),
  "vm-direct-share": ratio(
    "instructions until the prompt: direct kernel boot, of those through the BIOS",
    ["vm", "direct", instructions],
    ["vm", "bios", instructions],
  ),
  "vm-snapshot-ms": timed("vm", "snapshot", "restored state to prompt", (boot) => boot.virtualMs),
  "vm-snapshot-instructions": counted(
    "vm",
    "snapshot",
    "instructions",
    "restored state to prompt",
    instructions,
  ),
  "vm-snapshot-exits": counted("vm", "snapshot", "exits", "restored state to prompt", exits),
  "pv-direct-ms": timed("pv", "direct", "power-on to prompt", (boot) => boot.virtualMs),
  "pv-direct-exits": counted("pv", "direct", "exits", "power-on to prompt", exits),
  "vm-pages": (run) => {
    const boot = latestBoot(run, "vm", "direct") ?? latestBoot(run, "vm", "bios");
    return (
      boot && measured(boot.pagesTouched, "pages", "4 KiB pages that hold anything but zeros at the prompt")
    );
  },
};

/** Every measure, by the id under which a lesson names it. */
export const measures: Readonly<Record<string, Measure>> = {
  ...adviceMeasures,
  ...anotherKernelMeasures,
  ...bootMeasures,
  ...cardMeasures,
  ...containerMeasures,
  ...cpuMeasures,
  ...fitMeasures,
  ...insideMeasures,
  ...chainMeasures,
  ...ioMeasures,
  ...memoryMeasures,
  ...mergingMeasures,
  ...talkMeasures,
  ...thinMeasures,
  ...readPathMeasures,
  ...threeMeasures,
};

/** The measure of that id, or undefined. */
export const findMeasure = (id: string): Measure | undefined =>
  Object.hasOwn(measures, id) ? measures[id] : undefined;
