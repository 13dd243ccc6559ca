/** What the exercises of lesson 16 must show. */
import type { LabRun } from "../run/record";
import type { TrialRun } from "../run/trial-record";
import { PLATFORMS } from "../trial/platforms";
import { END_WORDS } from "../trial/words";
import { partOf, trialsIn } from "./trial";
import { bestOf, type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

const MIB = 2 ** 20;

/** The verdict on the run that comes nearest, or what there is to say without one. */
function nearest(
  run: LabRun,
  setup: string,
  judge: (trial: TrialRun) => Verdict,
  marks: readonly string[],
): Verdict {
  const trials = trialsIn(run, setup);
  const found = bestOf((trials?.runs ?? []).toReversed().map(judge));
  return (
    found ??
    verdictOf(
      marks.map((id) => ({ id, passed: false })),
      () => hint(trials === undefined ? "not-set-up" : "nothing-yet"),
    )
  );
}

const USERS = 1000;

/** A thousand users with a Linux of their own each, on one host. */
export const machineEach = (run: LabRun): Verdict =>
  nearest(run, "A thousand users", judgeEach, ["own", "room"]);

function judgeEach(trial: TrialRun): Verdict {
  const { platform } = trial.inputs;
  const marks: readonly Mark[] = [
    { id: "own", passed: platform === "vm" || platform === "thin vm" },
    { id: "room", passed: trial.fits >= USERS },
  ];
  return verdictOf(marks, () => eachHint(trial));
}

function eachHint(trial: TrialRun): Hint {
  const { inputs, fits, endedBy } = trial;
  const platform = PLATFORMS[inputs.platform].label;
  if (inputs.platform === "unikernel") return hint("no-linux", { platform });
  if (inputs.platform !== "vm" && inputs.platform !== "thin vm") return hint("hosts-kernel", { platform });
  const mib = (id: string) => partOf(trial, id) / MIB;
  if (endedBy === "disk") return hint("copies", { fits });
  if (mib("kept") > 0) return hint("kept", { fits, mib: mib("kept") });
  if (!inputs.merging) return hint("same", { fits, mib: mib("kernel") });
  return hint("monitor", { fits, mib: mib("monitor") });
}

const STARTS = 500;
const MOST_MS = 1000;
const MOST_CORES = 32;

/** Five hundred containers, all up within a second, on as many cores as can be afforded. */
export const mondayMorning = (run: LabRun): Verdict =>
  nearest(run, "Monday morning", judgeMorning, ["all", "soon", "afford"]);

function judgeMorning(trial: TrialRun): Verdict {
  const { storm, inputs } = trial;
  const marks: readonly Mark[] = [
    { id: "all", passed: storm !== undefined && storm.instances >= STARTS },
    { id: "soon", passed: storm !== undefined && storm.lastMs <= MOST_MS },
    { id: "afford", passed: inputs.cores <= MOST_CORES },
  ];
  return verdictOf(marks, () => morningHint(trial));
}

function morningHint({ storm, inputs, fits, endedBy }: TrialRun): Hint {
  if (storm === undefined || storm.instances < STARTS)
    return hint("not-all", { fits, by: END_WORDS[endedBy] });
  const { lastMs, coreWaitMs, lockWaitMs } = storm;
  const values = { last: lastMs, core: coreWaitMs, lock: lockWaitMs };
  if (lastMs > MOST_MS) return hint(lockWaitMs > coreWaitMs ? "locked" : "no-core", values);
  return hint("too-many-cores", { cores: inputs.cores });
}
