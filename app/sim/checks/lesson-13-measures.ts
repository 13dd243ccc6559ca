/** What lesson 13 asks of the scripts that its runs let real guests answer. */
import { type Figure, measured, modelled } from "../figures/figure";
import { nsPerExit, nsPerInstruction } from "../figures/host";
import { type LabRun, type ProbeAnswer, totalExits } from "../run/record";
import { answerIn } from "./answers";
import { latestBoot, percentOf } from "./boots";

type InsideMeasure = (run: LabRun) => Figure | undefined;

const PAGE_BYTES = 4096;
/** The serial port through which the lab gives scripts to a vm guest. */
const LAB_PORT = "uart1";

const HOW =
  "a cgroup, namespaces, mounts, a new root and a first process that ends, in the guest's own kernel; less what a script takes that does nothing";

interface Cost {
  readonly instructions: number;
  readonly exits: number;
}

function costOf({ instructions, exits }: ProbeAnswer): Cost | undefined {
  if (instructions === undefined || exits === undefined) return undefined;
  const { [LAB_PORT]: _, ...others } = exits;
  return { instructions, exits: totalExits(others) };
}

/** What the container of the run "bill" cost in instructions and exits. */
function containerCost(run: LabRun): Cost | undefined {
  const [container, nothing] = ["inside-container", "inside-nothing"].map((name) => {
    const answer = answerIn(run, name);
    return answer && costOf(answer);
  });
  if (container === undefined || nothing === undefined) return undefined;
  return {
    instructions: container.instructions - nothing.instructions,
    exits: container.exits - nothing.exits,
  };
}

const ofContainer =
  (figure: (cost: Cost, run: LabRun) => Figure | undefined): InsideMeasure =>
  (run) => {
    const cost = containerCost(run);
    return cost && figure(cost, run);
  };

const share: InsideMeasure = ofContainer(({ instructions }, run) => {
  const boot = latestBoot(run, "vm", "direct");
  return (
    boot &&
    measured(
      percentOf(instructions, boot.instructions),
      "%",
      "instructions of the container's start and end, of those of the VM's direct boot",
    )
  );
});

const pages: InsideMeasure = (run) => {
  const bytes = Number(answerIn(run, "inside-stays")?.stdout.trim() || Number.NaN);
  if (Number.isNaN(bytes)) return undefined;
  return measured(
    Math.ceil(bytes / PAGE_BYTES),
    "pages",
    "memory.current of a container in which a process sleeps, in pages of 4 KiB",
  );
};

/** How far memtouch came before it was killed, by its last line. */
const wideShare: InsideMeasure = (run) => {
  const [, touched, wanted] =
    /^memtouch: (\d+) of (\d+) MiB$/m.exec(answerIn(run, "inside-wide")?.stdout ?? "") ?? [];
  if (touched === undefined || wanted === undefined) return undefined;
  return measured(
    percentOf(Number(touched), Number(wanted)),
    "%",
    "MiB that memtouch had when it was killed, of those that it wanted",
  );
};

/** The VM in which the crash began can no longer be asked; what was in it is gone. */
const left: InsideMeasure = (run) => {
  const crashed = run.guests.some(({ state }) => state === "crashed");
  const count = /^(\d+)$/m.exec(answerIn(run, "inside-left")?.stdout ?? "")?.[1];
  if (!crashed || count === undefined) return undefined;
  return measured(
    Number(count),
    "count",
    "containers that live: PID namespaces beside the machine's own in the guest that is still up",
  );
};

export const insideMeasures: Readonly<Record<string, InsideMeasure>> = {
  "inside-exits": ofContainer(({ exits }) => measured(exits, "exits", `exits of ${HOW}`)),
  "inside-instructions": ofContainer(({ instructions }) =>
    measured(instructions, "instructions", `instructions of ${HOW}`),
  ),
  "inside-share": share,
  "inside-ms": ofContainer(({ instructions, exits }) =>
    modelled(
      (instructions * nsPerInstruction.value + exits * nsPerExit.value) / 1e6,
      "ms",
      `${HOW}; instructions and exits are counted, each costs a constant`,
      [nsPerInstruction, nsPerExit],
    ),
  ),
  "inside-pages": pages,
  "inside-wide-share": wideShare,
  "inside-left": left,
};
