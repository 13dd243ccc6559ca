/** Starts together as views of a host read them: the same shapes as of a host that runs (app/sim/host/view.ts). */
import { DEFAULT_GROUP } from "../cpu/scheduler";
import { NO_MEMORY, NO_MERGING } from "../host/empty-view";
import { MODES, type Mode } from "../host/runnable";
import type { HostView, InstanceView } from "../host/view";
import { holdingOf } from "./memory";
import type { Contender, Together, TogetherRow } from "./together";

/** The host at the last prompt. `contenders` are those of the rows, in their order. */
export function togetherView(together: Together, contenders: readonly Contender[]): HostView {
  const { cores, policy, rows, endNs, idleNs } = together;
  const instances = rows.map((row, owner) => instanceOf(row, contenders[owner]!));
  const frames = instances.reduce((sum, { memory }) => sum + memory.privatePages + memory.sharedPages, 0);
  const ofMode = (mode: Mode) => rows.reduce((sum, { byMode }) => sum + (byMode[mode] ?? 0), 0);
  return {
    nowNs: endNs,
    endNs,
    cores,
    policy,
    instances,
    byMode: Object.fromEntries(
      MODES.map((mode) => [mode, mode === "idle" ? idleNs : ofMode(mode)]),
    ) as HostView["byMode"],
    marks: rows.map(({ promptNs, name }) => ({
      atNs: promptNs,
      kind: "started" as const,
      text: "at its prompt",
      instance: name,
    })),
    memory: {
      frames,
      freeFrames: 0,
      anonFrames: frames,
      fileFrames: 0,
      kernelFrames: 0,
      mergedFrames: 0,
      pagesSharing: 0,
      swapPages: 0,
    },
    merging: NO_MERGING,
  };
}

function instanceOf(row: TogetherRow, contender: Contender): InstanceView {
  const { own, shared } = holdingOf(contender);
  return {
    name: row.name,
    kind: row.track,
    real: false,
    state: "running",
    vcpus: 1,
    weight: row.weight,
    quotaNs: "max",
    periodNs: DEFAULT_GROUP.periodNs,
    cpus: undefined,
    times: {
      runningNs: row.ranNs + row.switchedNs,
      waitingNs: row.waitedNs,
      throttledNs: 0,
      sleepingNs: row.asleepNs,
    },
    byMode: row.byMode,
    exits: {},
    periods: 0,
    throttled: 0,
    memory: {
      ...NO_MEMORY,
      anonPages: own.value,
      filePages: shared.value,
      sharedPages: shared.value,
      privatePages: own.value,
    },
    progress: undefined,
    latency: undefined,
    startedNs: row.promptNs,
  };
}
