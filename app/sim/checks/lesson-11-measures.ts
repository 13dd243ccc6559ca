/** What lesson 11 asks of the scripts that its runs let real guests answer: one transfer through one device after another. */
import { type Figure, measured, modelled, type Unit } from "../figures/figure";
import { nsPerExit, nsPerInstruction } from "../figures/host";
import type { LabRun, ProbeAnswer } from "../run/record";
import { countedNames } from "../vmm/accesses";
import type { DiskInterface } from "../vmm/devices";
import { answerIn } from "./answers";
import { percentOf } from "./boots";
import { blockStat, diskCounters, exitsOf } from "./lesson-11-guest";

type IoMeasure = (run: LabRun) => Figure | undefined;

const HOW: Readonly<Record<DiskInterface, string>> = {
  "ide-pio": "dd reads from the disk through IDE's data port",
  "ide-dma": "dd reads from the disk through IDE with bus-master DMA",
  "virtio-blk": "dd reads from the disk through virtio-blk",
};
const LESS = "less what the same script takes without it";

/** A script that moves something, and the same script without it; undefined unless both have been run in a real guest. */
function transfer(run: LabRun, name: string, devices: readonly string[], without: string) {
  const [moving, nothing] = [answerIn(run, name), answerIn(run, without)];
  if (moving?.exits === undefined || nothing?.exits === undefined) return undefined;
  return {
    exits: exitsOf(moving.exits, devices) - exitsOf(nothing.exits, devices),
    instructions: (moving.instructions ?? 0) - (nothing.instructions ?? 0),
    virtualNs: (moving.virtualNs ?? 0) - (nothing.virtualNs ?? 0),
    answer: moving,
  };
}

type Transfer = NonNullable<ReturnType<typeof transfer>>;

/** What the guest's kernel counted between the two reports of the script: requests, bytes, interrupts of the disk. */
function countedByKernel({ stdout }: ProbeAnswer) {
  const reports: { requests: number; bytes: number; interrupts: number }[] = [];
  for (const line of stdout.split("\n")) {
    const stat = blockStat(line);
    if (stat !== undefined) reports.push({ ...stat, interrupts: 0 });
    const count = /^\s*\d+:\s+(\d{1,12})\s.*\b(ata_piix|virtio\d+)$/.exec(line)?.[1];
    const report = reports.at(-1);
    if (count !== undefined && report !== undefined) report.interrupts += Number(count);
  }
  const [before, after] = [reports[0], reports.at(-1)];
  if (before === undefined || after === undefined || before === after) return undefined;
  return {
    requests: after.requests - before.requests,
    bytes: after.bytes - before.bytes,
    interrupts: after.interrupts - before.interrupts,
  };
}

const exitNs = ({ exits }: Transfer): number => exits * nsPerExit.value;

/** The figures of one disk, by the end of their id. */
function diskMeasures(short: string, name: DiskInterface): Readonly<Record<string, IoMeasure>> {
  const of =
    (figure: (moved: Transfer) => Figure | undefined): IoMeasure =>
    (run) => {
      const moved = transfer(run, `io-${short}-read`, diskCounters(name), `io-${short}-nothing`);
      return moved && figure(moved);
    };
  const kernelCount = (unit: Unit, what: string, key: "requests" | "bytes" | "interrupts"): IoMeasure =>
    of(({ answer }) => {
      const counted = countedByKernel(answer);
      return counted && measured(counted[key], unit, `${what}, counted by the guest's kernel; ${HOW[name]}`);
    });
  const time = (what: string, unit: Unit, value: (moved: Transfer) => number): IoMeasure =>
    of((moved) =>
      modelled(
        value(moved),
        unit,
        `${what}; ${HOW[name]}; exits and instructions are counted, each costs a constant`,
        [nsPerInstruction, nsPerExit],
      ),
    );
  return {
    [`io-${short}-exits`]: of(({ exits }) =>
      measured(exits, "exits", `accesses to the disk's controller; ${HOW[name]}, ${LESS}`),
    ),
    [`io-${short}-instructions`]: of(({ instructions }) =>
      measured(instructions, "instructions", `instructions; ${HOW[name]}, ${LESS}`),
    ),
    [`io-${short}-requests`]: kernelCount("count", "requests to the disk", "requests"),
    [`io-${short}-bytes`]: kernelCount("bytes", "bytes that the disk moved", "bytes"),
    [`io-${short}-interrupts`]: kernelCount("count", "interrupts of the disk", "interrupts"),
    [`io-${short}-ms`]: time("time", "ms", ({ virtualNs }) => virtualNs / 1e6),
    [`io-${short}-rest-ms`]: time(
      "time without the exits of the disk",
      "ms",
      (moved) => (moved.virtualNs - exitNs(moved)) / 1e6,
    ),
    [`io-${short}-share`]: time("exits of the disk, of the time", "%", (moved) =>
      percentOf(exitNs(moved), moved.virtualNs),
    ),
  };
}

/** Exits of one device while a script of the second run moves something through it. */
const exitsThrough =
  (machine: "pc" | "honest", what: "text" | "packets", how: string): IoMeasure =>
  (run) => {
    const kind = what === "text" ? "console-line" : "packet-out";
    const devices = countedNames(kind, machine === "pc" ? "emulated" : "virtio");
    const moved = transfer(run, `io-${machine}-${what}`, devices, `io-${machine}-nothing`);
    return moved && measured(moved.exits, "exits", `${how}, ${LESS}`);
  };

const TEXT = "a thousand numbers to the console in one piece";
const PACKETS = "packets to a neighbour that does not answer";

export const ioMeasures: Readonly<Record<string, IoMeasure>> = {
  ...diskMeasures("pio", "ide-pio"),
  ...diskMeasures("dma", "ide-dma"),
  ...diskMeasures("virtio", "virtio-blk"),
  "io-pc-text": exitsThrough("pc", "text", `accesses to the 8250; ${TEXT}`),
  "io-honest-text": exitsThrough("honest", "text", `accesses to the virtio console; ${TEXT}`),
  "io-pc-packets": exitsThrough("pc", "packets", `accesses to the NE2000; ${PACKETS}`),
  "io-honest-packets": exitsThrough("honest", "packets", `accesses to virtio-net; ${PACKETS}`),
};
