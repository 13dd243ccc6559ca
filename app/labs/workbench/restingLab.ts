import { LayerStore } from "@/app/guest/chain/store";
import type { ColumnState, LabApi, Scenario } from "@/app/guest/lab/state";
import { emptyRun, NO_CONTAINER_COUNTERS } from "@/app/sim/run/record";

const atRest = {
  power: "off",
  downloads: [],
  phases: [],
  boot: undefined,
  wallMs: undefined,
  counters: { virtualNs: 0, instructions: 0, exits: {}, idleNs: 0 },
  pagesTouched: 0,
  crash: undefined,
  error: undefined,
  snapshots: [],
  restoredFrom: undefined,
} as const;

const containerAtRest = {
  power: "off",
  start: undefined,
  wallMs: undefined,
  counters: NO_CONTAINER_COUNTERS,
  layers: [],
  error: undefined,
} as const;

const never = <T>(): Promise<T> => new Promise(() => {});
const nothing = () => {};
const NO_ANSWERS = {};

/**
 * A lab in which nothing is on and nothing can be ordered. It stands in where there is no browser to run guests in: in the
 * exported page, and for the instant between that page and the real lab.
 */
export function restingLab(scenario: Scenario): LabApi {
  const columns: readonly ColumnState[] = scenario.columns.map((spec) =>
    spec.track === "container" ? { ...spec, ...containerAtRest } : { ...spec, ...atRest },
  );
  return {
    resting: true,
    scenario,
    layers: new LayerStore(),
    columns: () => columns,
    column: (id) => {
      const column = columns.find((candidate) => candidate.id === id);
      if (column === undefined) throw new Error(`The lab has no column ${id}.`);
      return column;
    },
    subscribe: () => nothing,
    onConsole: () => nothing,
    addColumn: nothing,
    removeColumn: nothing,
    setVia: nothing,
    setDevices: nothing,
    setImage: nothing,
    boot: never,
    type: nothing,
    pause: never,
    resume: nothing,
    step: never,
    stop: nothing,
    snapshot: never,
    restore: never,
    seal: never,
    settled: never,
    exec: never,
    ask: never,
    perform: never,
    answers: () => NO_ANSWERS,
    record: () => emptyRun(scenario.id),
    dispose: nothing,
  };
}
