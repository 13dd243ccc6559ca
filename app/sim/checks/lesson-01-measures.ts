/** What lesson 1 asks of a run: three starts, and how often each boundary was crossed by the same programs. */
import { type Figure, measured, modelled } from "../figures/figure";
import { nsPerExit, nsPerInstruction } from "../figures/host";
import { PUBLISHED_STARTS } from "../kernel/costs/published-starts";
import type { ContainerStart, ExitsByDevice, GuestTrack, LabRun, Track } from "../run/record";
import { answerIn } from "./answers";
import { latestBoot } from "./boots";

type ThreeMeasure = (run: LabRun) => Figure | undefined;

/** The port by which the lab gives a PC its scripts: its exits are the lab's, and go with the script's length. */
const AGENT = "uart1";

const PROGRAMS = {
  compute: "a loop that counts to 1000",
  files: "a loop that opens a file and reads a line, 100 times",
  console: "a text of 3893 characters, to the console in one piece",
} as const;

type Program = keyof typeof PROGRAMS;

const RUNTIME = [nsPerInstruction, PUBLISHED_STARTS.docker];

const latestStart = ({ starts }: LabRun): ContainerStart | undefined => starts?.at(-1);

function exitsWithoutAgent(exits: ExitsByDevice): number {
  let sum = 0;
  for (const [device, { reads, writes }] of Object.entries(exits))
    if (device !== AGENT) sum += reads + writes;
  return sum;
}

/** Crossings by a program, less those of a script that does nothing. */
const crossings =
  (track: Track, program: Program): ThreeMeasure =>
  (run) => {
    const [done, nothing] = [answerIn(run, `${track}-${program}`), answerIn(run, `${track}-nothing`)];
    const how = `${PROGRAMS[program]}, less what a script takes that does nothing`;
    if (track === "container") {
      if (done?.calls === undefined || nothing?.calls === undefined) return undefined;
      return modelled(done.calls - nothing.calls, "count", `system calls: ${how}`, []);
    }
    if (done?.exits === undefined || nothing?.exits === undefined) return undefined;
    const count = exitsWithoutAgent(done.exits) - exitsWithoutAgent(nothing.exits);
    return measured(Math.max(0, count), "exits", `exits, all devices but the lab's own port: ${how}`);
  };

const ofStart =
  (figure: (start: ContainerStart) => Figure): ThreeMeasure =>
  (run) => {
    const start = latestStart(run);
    return start && figure(start);
  };

const sumOf = (start: ContainerStart, of: (phase: ContainerStart["phases"][number]) => number): number =>
  start.phases.reduce((sum, phase) => sum + of(phase), 0);

/** How long a guest's direct boot takes, in starts of the container. */
const ratio =
  (track: GuestTrack): ThreeMeasure =>
  (run) => {
    const [boot, start] = [latestBoot(run, track, "direct"), latestStart(run)];
    return (
      boot &&
      start &&
      modelled(
        boot.virtualMs / start.virtualMs,
        "×",
        `power-on to prompt of the ${track} guest, over docker run to prompt`,
        [...RUNTIME, nsPerExit],
      )
    );
  };

const PAGES: ThreeMeasure = ofStart(({ privatePages }) =>
  modelled(privatePages, "pages", "pages that only the container's shell maps, at its prompt", []),
);

const tracks = ["vm", "container", "pv"] as const;

export const threeMeasures: Readonly<Record<string, ThreeMeasure>> = {
  ...Object.fromEntries(
    tracks.flatMap((track) =>
      (Object.keys(PROGRAMS) as Program[]).map((program) => [
        `three-${track}-${program}`,
        crossings(track, program),
      ]),
    ),
  ),
  "three-vm-starts": ratio("vm"),
  "three-pv-starts": ratio("pv"),
  "three-container-ms": ofStart(({ virtualMs }) =>
    modelled(virtualMs, "ms", "docker run to the prompt in the container", RUNTIME),
  ),
  "three-container-runtime-ms": ofStart((start) =>
    modelled(
      sumOf(start, ({ runtimeMs }) => runtimeMs),
      "ms",
      "the runtime's own work in it, after its published start",
      RUNTIME,
    ),
  ),
  "three-container-kernel-ms": ofStart((start) =>
    modelled(
      sumOf(start, ({ virtualMs, runtimeMs }) => virtualMs - runtimeMs),
      "ms",
      "the rest of it: the kernel's steps and the programs, from counted instructions",
      [nsPerInstruction],
    ),
  ),
  "three-container-pages": PAGES,
};
