/** What a lesson's set-up says, as figures: the text shows these in place of typed numbers, so the two cannot part. */
import { type Figure, modelled, type Unit } from "@/app/sim/figures/figure";
import { hostOf } from "./scenario";
import type { Lesson } from "./schema";

const MIB = 1024 * 1024;

/** By the end of a setting's name: its unit, and what one of the scenario's is in it. */
const UNITS: readonly (readonly [RegExp, Unit, number])[] = [
  [/MiB$/, "bytes", MIB],
  [/Us$/, "ms", 1 / 1000],
  [/Ms$/, "ms", 1],
  [/./, "count", 1],
];

/**
 * The setting at `path` in a set-up: `host.cores`, or an instance's name and then its field, `a.cpu.weight`,
 * `leak.workloads.0.anonMiB`. Undefined where there is no number.
 */
export function givenFigure(
  lesson: Pick<Lesson, "scenario">,
  setup: string,
  path: string,
): Figure | undefined {
  const found = hostOf(lesson)?.setups.find(({ id }) => id === setup);
  if (found === undefined) return undefined;
  const [first = "", ...rest] = path.split(".");
  const holder: unknown =
    first === "host" ? found.host.host : found.host.instances.find(({ name }) => name === first);
  const value = rest.reduce(
    (at: unknown, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    holder,
  );
  if (typeof value !== "number") return undefined;
  const [, unit, factor] = UNITS.find(([ending]) => ending.test(path)) ?? [undefined, "count", 1];
  return modelled(
    value * factor,
    unit as Unit,
    `A setting of this lesson: ${path} in the set-up "${found.host.name}".`,
    [],
  );
}
