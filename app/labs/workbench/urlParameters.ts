import type { Scenario } from "@/app/guest/lab/state";
import type { Via } from "@/app/sim/run/record";
import type { HostSettings } from "@/app/sim/together/settings";
import { devicesFrom } from "./deviceParameters";
import { hostFrom } from "./host/hostParameters";
import { columnFor, MOST_COLUMNS } from "./moreColumns";

const ways: readonly Via[] = ["bios", "direct", "snapshot"];
const largestSeed = 0xffff_ffff;

export interface UrlRequest {
  readonly scenario: Scenario;
  readonly host: HostSettings;
  /** Columns to boot at once. */
  readonly autoboot: readonly string[];
  /** What in the address could not be understood, one sentence each. */
  readonly notices: readonly string[];
}

/**
 * Reads `?columns=`, `?via=`, `?seed=`, `?autoboot=`, `?cores=` and each column's way in (`?vm.via=bios`), image (`?vm.image=tern`),
 * devices and cpu.weight over a scenario. What is invalid is named, and the default stands.
 */
export function readUrlRequest(search: string, defaults: Scenario): UrlRequest {
  const parameters = new URLSearchParams(search);
  const notices: string[] = [];
  const reject = (field: string, value: string, allowed: string, kept: string) =>
    notices.push(`The address says ${field}=${value}. Allowed: ${allowed}. ${kept}`);

  const viaFrom = (field: string, kept: string): Via | undefined => {
    const text = parameters.get(field);
    const via = ways.find((way) => way === text);
    if (text !== null && via === undefined) reject(field, text, ways.join(", "), kept);
    return via;
  };
  const via = viaFrom("via", "Each column keeps its usual way in.");

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
    const allowed = `vm, container, pv, vm2, pv2 and so on, each once, at most ${MOST_COLUMNS}`;
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
        if (column.track === "container") {
          for (const [field, value] of parameters)
            if (field.startsWith(`${column.id}.`) && field !== `${column.id}.weight`)
              reject(field, value, `${column.id}.weight only`, "It has no devices of its own.");
          return column;
        }
        const devices = devicesFrom(parameters, column, reject) ?? column.devices;
        const image = imageFrom(parameters, column.id, reject) ?? column.image;
        const ownVia = viaFrom(`${column.id}.via`, "The column keeps its usual way in.") ?? via;
        return { ...column, image, via: ownVia ?? column.via, ...(devices === undefined ? {} : { devices }) };
      }),
    },
    host: hostFrom(parameters, ids, reject),
    autoboot: ids.filter((id) => wanted.includes(id)),
    notices,
  };
}

/** An image's name, known or not: a column that is to start one that is not there says so itself. */
function imageFrom(
  parameters: URLSearchParams,
  id: string,
  reject: (field: string, value: string, allowed: string, kept: string) => void,
): string | undefined {
  const image = parameters.get(`${id}.image`) ?? undefined;
  if (image === undefined || /^[a-z0-9-]{1,40}$/.test(image)) return image;
  reject(`${id}.image`, image, "the name of an image, such as tern", "The column keeps its usual one.");
  return undefined;
}
