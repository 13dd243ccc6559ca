/** What a lesson's set-up says, as figures: the text shows these in place of typed numbers, so the two cannot part. */
import { type Figure, modelled, type Unit } from "@/app/sim/figures/figure";
import { experimentsOf, hostOf, pathsOf } from "./scenario";
import type { Lesson } from "./schema";

const MIB = 1024 * 1024;

/** By the end of a setting's name: its unit, and what one of the scenario's is in it. */
const UNITS: readonly (readonly [RegExp, Unit, number])[] = [
  [/bytes$/, "bytes", 1],
  [/MiB$/, "bytes", MIB],
  [/GiB$/, "bytes", 1024 * MIB],
  [/Percent$/, "%", 1],
  [/Us$/, "ms", 1 / 1000],
  [/Ms$/, "ms", 1],
  [/./, "count", 1],
];

/**
 * The setting at `path` in a set-up: `host.cores`, or an instance's name and then its field, `a.cpu.weight`,
 * `leak.workloads.0.anonMiB`. In a set-up of paths: `compared.bytes`, or the name of a host or a machine and then its field.
 * In a set-up of experiments: `inputs.cores`, or a client's id and then its field, `gateway.inputs.cores`.
 * Undefined where there is no number.
 */
export function givenFigure(
  lesson: Pick<Lesson, "scenario">,
  setup: string,
  path: string,
): Figure | undefined {
  const [first = "", ...rest] = path.split(".");
  const found = holderOf(lesson, setup, first);
  if (found === undefined) return undefined;
  const value = rest.reduce(
    (at: unknown, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    found.holder,
  );
  if (typeof value !== "number") return undefined;
  const [, unit, factor] = UNITS.find(([ending]) => ending.test(path)) ?? [undefined, "count", 1];
  return modelled(
    value * factor,
    unit as Unit,
    `A setting of this lesson: ${path} in the set-up "${found.name}".`,
    [],
  );
}

/** What of the set-up has the settings, and the set-up's name. */
function holderOf(
  lesson: Pick<Lesson, "scenario">,
  setup: string,
  part: string,
): { readonly name: string; readonly holder: unknown } | undefined {
  const host = hostOf(lesson)?.setups.find(({ id }) => id === setup)?.host;
  if (host !== undefined)
    return {
      name: host.name,
      holder: part === "host" ? host.host : host.instances.find(({ name }) => name === part),
    };
  const trial = experimentsOf(lesson)?.experiments.find(({ id }) => id === setup)?.trial;
  if (trial !== undefined)
    return {
      name: trial.name,
      holder: part === "inputs" ? trial.inputs : trial.clients.find(({ id }) => id === part),
    };
  const path = pathsOf(lesson)?.paths.find(({ id }) => id === setup)?.path;
  if (path === undefined) return undefined;
  const places = [...(path.floor?.hosts ?? []), ...(path.floor?.machines ?? [])];
  return {
    name: path.name,
    holder: part === "compared" ? path.compared : places.find(({ name }) => name === part),
  };
}
