/** Lesson 9, "The same page twice": what its two exercises must show. */
import type { HostRecord } from "../host/record";
import type { InstanceView } from "../host/view";
import type { LabRun } from "../run/record";
import { hasInstances, hostOf, instanceNow, lastSample, type Stretch, settled } from "./host";
import { type Hint, hint, type Mark, type Verdict, verdictOf } from "./verdict";

const THREE = ["one", "two", "three"];

const wasKilled = ({ state, memory }: InstanceView): boolean =>
  state === "killed" || memory.events.oomKill > 0;

/** A third real machine fits, because the frames of the first two that are equal are one. */
export function thirdMachine(run: LabRun): Verdict {
  const host = hostOf(run);
  const ready = host !== undefined && hasInstances(host, THREE);
  const machines = ready ? THREE.map((name) => instanceNow(host, name)!) : [];
  const others = machines.slice(0, 2);
  const third = machines[2];
  const up = third?.state === "running";
  const marks: readonly Mark[] = [
    { id: "others", passed: others.length === 2 && others.every(({ state }) => state === "running") },
    { id: "up", passed: up },
    { id: "unhurt", passed: up && !machines.some(wasKilled) },
  ];
  return verdictOf(marks, () =>
    host === undefined || third === undefined ? hint("not-set-up") : thirdHint(host, machines, third),
  );
}

function thirdHint(host: HostRecord, machines: readonly InstanceView[], third: InstanceView): Hint {
  const { memory, merging } = lastSample(host)!.view;
  const [free, saved] = [memory.freeFrames, memory.pagesSharing];
  const killed = machines.find(wasKilled);
  if (killed !== undefined) {
    const wasOn = merging.running || merging.cpuNs > 0;
    return wasOn
      ? hint("too-early", { name: killed.name, passes: merging.fullScans, saved })
      : hint("killed", { name: killed.name });
  }
  const down = machines.slice(0, 2).find(({ state }) => state !== "running");
  if (down !== undefined) return hint("machine-down", { name: down.name, state: down.state });
  if (third.state === "created") return hint(saved === 0 ? "no-room" : "not-started", { free, saved });
  if (third.state === "starting") return hint("run-longer");
  return hint("machine-down", { name: third.name, state: third.state });
}

const TWO = ["left", "right"];
/** Of what two machines from one snapshot can share, most. */
export const MOST_SAVED = 1500;
const CHEAP_PERCENT = 1;
/** So long the settings must have been left alone, and in it a pass must have ended. */
const JUDGED_MS = 2000;

const cpuPercentIn = ({ from, to, ns }: Stretch): number =>
  Math.round((10_000 * (to.view.merging.cpuNs - from.view.merging.cpuNs)) / ns) / 100;

const passesIn = ({ from, to }: Stretch): number => to.view.merging.fullScans - from.view.merging.fullScans;

/** The merger keeps what it has found and goes on looking, for next to nothing. */
export function notSoEager(run: LabRun): Verdict {
  const host = hostOf(run);
  const view = host !== undefined && hasInstances(host, TWO) ? lastSample(host)?.view : undefined;
  const at = host && settled(host, JUDGED_MS);
  const up = view?.instances.every(({ state }) => state === "running") ?? false;
  const marks: readonly Mark[] = [
    { id: "kept", passed: up && (view?.memory.pagesSharing ?? 0) >= MOST_SAVED },
    {
      id: "lively",
      passed: up && view?.merging.running === true && at !== undefined && passesIn(at) > 0,
    },
    { id: "cheap", passed: up && at !== undefined && cpuPercentIn(at) <= CHEAP_PERCENT },
  ];
  return verdictOf(marks, () => {
    if (view === undefined) return hint("not-set-up");
    const down = view.instances.find(({ state }) => state !== "running");
    if (down !== undefined) return hint("machine-down", { name: down.name, state: down.state });
    const { running, pagesToScan, sleepMs } = view.merging;
    if (!running) return hint("switched-off", { saved: view.memory.pagesSharing });
    if (at === undefined) return hint("run-longer", { ms: JUDGED_MS });
    const percent = cpuPercentIn(at);
    if (percent > CHEAP_PERCENT) return hint("eager", { percent, pages: pagesToScan, sleep: sleepMs });
    if (passesIn(at) === 0) return hint("too-slow", { pages: pagesToScan, sleep: sleepMs });
    return hint("not-saved", { saved: view.memory.pagesSharing });
  });
}
