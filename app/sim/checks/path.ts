/** What checks and measures ask of a path lab's record. */
import { type Figure, modelled, type Unit } from "../figures/figure";
import type { FloorRun, MachineOnFloor, PathRun, PathSide } from "../run/path-record";
import type { LabRun } from "../run/record";
import { arrangementById, fullName } from "../vmm/arrangements";
import { pathOf } from "../vmm/path";

/** What was kept under that name, or undefined. */
export const keptPath = ({ keptPaths }: LabRun, name: string): PathRun | undefined =>
  keptPaths !== undefined && Object.hasOwn(keptPaths, name) ? keptPaths[name] : undefined;

/** An arrangement's full name, for a hint. */
export function sideName({ arrangement }: Pick<PathSide, "arrangement">): string {
  const found = arrangementById(arrangement);
  return found === undefined ? arrangement : fullName(found);
}

/** The floor of the lab, where it has all of these machines. */
export function floorWith({ path }: LabRun, machines: readonly string[]): FloorRun | undefined {
  const floor = path?.floor;
  const has = (wanted: string) => floor?.machines.some(({ name }) => name === wanted) === true;
  return machines.every(has) ? floor : undefined;
}

export const machineIn = (floor: FloorRun | undefined, name: string): MachineOnFloor | undefined =>
  floor?.machines.find((machine) => machine.name === name);

/** A figure of one side of what was kept; the constants of its path come along. */
export const ofPath =
  (
    kept: string,
    side: 0 | 1,
    unit: Unit,
    what: string,
    of: (side: PathSide) => number | undefined,
  ): ((run: LabRun) => Figure | undefined) =>
  (run) => {
    const path = keptPath(run, kept);
    const shown = path?.sides[side];
    const value = shown && of(shown);
    if (path === undefined || shown === undefined || value === undefined) return undefined;
    const arrangement = arrangementById(shown.arrangement);
    const { origin } = arrangement ? pathOf(path.io, arrangement).totalNs : modelled(0, "ns", "", []);
    return modelled(
      value,
      unit,
      `${what}: ${path.io.kind}, ${path.io.bytes.toLocaleString("en")} bytes, ${sideName(shown)}`,
      origin.kind === "modelled" ? origin.from : [],
    );
  };
