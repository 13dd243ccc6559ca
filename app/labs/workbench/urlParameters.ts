import type { Scenario } from "@/app/guest/lab/state";
import type { Via } from "@/app/sim/run/record";
import { devicesFrom } from "./deviceParameters";
import { columnFor, MOST_COLUMNS } from "./moreColumns";

const ways: readonly Via[] = ["bios", "direct", "snapshot"];
const largestSeed = 0xffff_ffff;

export interface UrlRequest {
  readonly scenario: Scenario;
  /** Columns to boot at once. */
  readonly autoboot: readonly string[];
  /** What in the address could not be understood, one sentence each. */
  readonly notices: readonly string[];
}

/** Reads `?columns=`, `?via=`, `?seed=`, `?autoboot=` and each column's devices over a scenario. What is invalid is named, and the default stands. */
export function readUrlRequest(search: string, defaults: Scenario): UrlRequest {
  const parameters = new URLSearchParams(search);
  const notices: string[] = [];
  const reject = (field: string, value: string, allowed: string, kept: string) =>
    notices.push(`The address says ${field}=${value}. Allowed: ${allowed}. ${kept}`);

  const viaText = parameters.get("via");
  const via = ways.find((way) => way === viaText);
  if (viaText !== null && via === undefined) {
    reject("via", viaText, ways.join(", "), "Each column keeps its usual way in.");
  }

  const seedText = parameters.get("seed");
  const seed = seedText !== null && /^\d{1,10}$/.test(seedText) ? Number(seedText) : undefined;
  const seedIsValid = seed !== undefined && seed <= largestSeed;
  if (seedText !== null && !seedIsValid) {
    reject("seed", seedText, `a whole number from 0 to ${largestSeed}`, `The seed is ${defaults.seed}.`);
  }

  const namedColumns = (parameters.get("columns") ?? "").split(",").filter((id) => id !== "");
  const specs = namedColumns.flatMap((id) => columnFor(id, defaults.columns) ?? []);
  const unique = new Set(namedColumns).size === namedColumns.length;
  const columnsAreValid = specs.length === namedColumns.length && unique && specs.length <= MOST_COLUMNS;
  if (!columnsAreValid) {
    const allowed = `vm, pv, vm2, pv2 and so on, each once, at most ${MOST_COLUMNS}`;
    reject("columns", namedColumns.join(","), allowed, "The usual columns are shown.");
  }
  const columns = columnsAreValid && specs.length > 0 ? specs : defaults.columns;

  const ids = columns.map(({ id }) => id);
  const wanted = (parameters.get("autoboot") ?? "").split(",").filter((id) => id !== "");
  const unknown = wanted.filter((id) => !ids.includes(id));
  if (unknown.length > 0) {
    reject("autoboot", unknown.join(","), `${ids.join(", ")}, separated by commas`, "These were left out.");
  }

  return {
    scenario: {
      ...defaults,
      seed: seedIsValid ? seed : defaults.seed,
      columns: columns.map((column) => {
        const devices = devicesFrom(parameters, column, reject) ?? column.devices;
        return { ...column, via: via ?? column.via, ...(devices === undefined ? {} : { devices }) };
      }),
    },
    autoboot: ids.filter((id) => wanted.includes(id)),
    notices,
  };
}
