/** What lesson 14 asks of the boots of thinner and thinner machines, and of one that has done its job and ended. */
import { type Figure, measured, modelled, type Unit } from "../figures/figure";
import { nsPerExit, nsPerInstruction } from "../figures/host";
import { type BootRecord, type ExitsByDevice, type LabRun, totalExits, type Via } from "../run/record";
import { answerIn } from "./answers";
import { finishedJob } from "./lesson-14-guest";

type ThinMeasure = (run: LabRun) => Figure | undefined;

/** The machines of the lesson's tables, by the names of their measures. All of them are of the PV track. */
const MACHINES: readonly (readonly [name: string, image: string, via: Via, words: string])[] = [
  ["full", "linux", "bios", "Linux, through the BIOS"],
  ["direct", "linux", "direct", "Linux, entered directly"],
  ["snapshot", "linux", "snapshot", "Linux, from a snapshot"],
  ["kv", "kv", "direct", "kv"],
  ["hello", "hello", "direct", "hello"],
];

const devicesAsked = (exits: ExitsByDevice): number =>
  Object.values(exits).filter(({ reads, writes }) => reads + writes > 0).length;

const COUNTS: Readonly<Record<string, readonly [Unit, string, (boot: BootRecord) => number]>> = {
  instructions: ["instructions", "instructions until it was up", ({ instructions }) => instructions],
  exits: ["exits", "exits until it was up", ({ exits }) => totalExits(exits)],
  pages: [
    "pages",
    "4 KiB pages that hold anything but zeros when it is up",
    ({ pagesTouched }) => pagesTouched,
  ],
  devices: ["count", "kinds of devices that it accessed until it was up", ({ exits }) => devicesAsked(exits)],
};

const TIME = "instructions and exits are counted, each costs a constant; time asleep is added";

function measuresOf([name, image, via, words]: (typeof MACHINES)[number]): [string, ThinMeasure][] {
  const of =
    (figure: (boot: BootRecord) => Figure): ThinMeasure =>
    (run) => {
      const boot = run.boots.findLast((b) => b.image === image && b.via === via && b.track === "pv");
      return boot && figure(boot);
    };
  return [
    ...Object.entries(COUNTS).map(([what, [unit, how, value]]): [string, ThinMeasure] => [
      `thin-${name}-${what}`,
      of((boot) => measured(value(boot), unit, `${how}: ${words}`)),
    ]),
    [
      `thin-${name}-ms`,
      of(({ virtualMs }) =>
        modelled(virtualMs, "ms", `power-on until it is up: ${words}; ${TIME}`, [
          nsPerInstruction,
          nsPerExit,
        ]),
      ),
    ],
  ];
}

/** The whole life of the latest machine that has done the job and ended. */
const ofJob =
  (figure: (job: NonNullable<ReturnType<typeof finishedJob>>) => Figure): ThinMeasure =>
  ({ guests }) => {
    const job = guests.flatMap((guest) => finishedJob(guest) ?? []).at(-1);
    return job && figure(job);
  };

const programs: ThinMeasure = (run) => {
  const count = /^(\d{1,6})$/m.exec(answerIn(run, "thin-programs")?.stdout ?? "")?.[1];
  return count === undefined
    ? undefined
    : measured(Number(count), "count", "names in /bin and /sbin of the Linux guest");
};

export const thinMeasures: Readonly<Record<string, ThinMeasure>> = {
  ...Object.fromEntries(MACHINES.flatMap(measuresOf)),
  "thin-job-exits": ofJob(({ exits }) =>
    measured(exits, "exits", "exits of compute from power-on to its end"),
  ),
  "thin-job-instructions": ofJob(({ instructions }) =>
    measured(instructions, "instructions", "instructions of compute from power-on to its end"),
  ),
  "thin-job-ms": ofJob(({ virtualMs }) =>
    modelled(virtualMs, "ms", `compute from power-on to its end; ${TIME}`, [nsPerInstruction, nsPerExit]),
  ),
  "thin-programs": programs,
};
