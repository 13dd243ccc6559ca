/** Instances against memory, start time and processor, to where the host is full; and what of the host ends first. */
import { type Constant, type Figure, modelled, type Unit } from "../../figures/figure";
import { countedIn, type Measurements } from "../measurements";
import { upTo } from "../startup/storms";
import type { Cell, ExperimentTable, Row } from "../table";
import { list, say, sayBytes, upperFirst } from "../words";
import { type DensityHost, type Fill, fill, type Resource, slowdown, usableBytes } from "./fill";
import { type Instance, startParts } from "./tracks";

/** A track, idle or busy, and how far it goes on the host. */
export interface Filled {
  readonly id: string;
  readonly label: string;
  readonly busy: boolean;
  readonly instance: Instance;
  readonly fill: Fill;
}

export interface FillOptions {
  readonly host: DensityHost;
  readonly most: number;
  readonly seed: number;
}

export const fillAll = (
  instances: readonly Instance[],
  busy: boolean,
  { host, most, seed }: FillOptions,
): readonly Filled[] =>
  instances.map((instance) => ({
    id: `${instance.track.replace(" ", "-")}-${busy ? "busy" : "idle"}`,
    label: `${instance.label}, ${busy ? "busy" : "idle"}`,
    busy,
    instance,
    fill: fill(instance, host, most, seed),
  }));

const FILL = "put on the host one after the other, each a little different under the seed";
const counted = (value: number): Figure => modelled(value, "count", FILL, []);
const of = (value: number, unit: Unit, how: string, from: readonly Constant[] = []): Cell => ({
  figure: modelled(value, unit, how, from),
});

export const hostWords = ({ memoryBytes, cores, diskBytes }: DensityHost): string =>
  `${sayBytes(memoryBytes)} of memory, ${say(cores)} cores and ${sayBytes(diskBytes)} of disk`;

/** Each instance's memory by what it is for. */
export function eachTable(filled: readonly Filled[]): ExperimentTable {
  const idle = filled.filter(({ busy }) => !busy).toSorted((a, b) => a.instance.bytes - b.instance.bytes);
  const order = idle.map(({ instance }) => `${instance.label} ${sayBytes(instance.bytes)}`);
  return {
    id: "each",
    title: `Memory of one that is idle, from the least: ${list(order)}`,
    caption: "What one more instance takes of the host's memory; what all share is in a column of its own.",
    charts: [
      { kind: "bill", value: "memory" },
      { kind: "shares", value: "memory" },
    ],
    columns: [
      { id: "memory", label: "memory of one more", unit: "bytes" },
      { id: "shared", label: "shared by all", unit: "bytes" },
      { id: "cpu", label: "processor, of one core", unit: "%" },
    ],
    rows: filled.map(({ id, label, instance }) => ({
      id,
      label,
      series: instance.label,
      cells: {
        memory: {
          ...of(instance.bytes, "bytes", "the sum of its parts", instance.constants),
          parts: instance.parts,
        },
        shared: of(
          instance.sharedBytes,
          "bytes",
          "one copy in the host's page cache, or of merged pages",
          instance.constants,
        ),
        cpu: of(
          100 * instance.cpu,
          "%",
          "what an idle guest was counted to do in a second, and the load asked for",
        ),
      },
    })),
    handovers: [],
    notes: [
      "A guest that has been busy has touched all of its memory; what it has free is not the host's until a balloon takes it.",
    ],
  };
}

export function endWords(endedBy: Resource): string {
  if (endedBy === "the number asked for") return "there is room for more";
  return `${endedBy} ${endedBy === "cores" ? "end" : "ends"} first`;
}

/** How many fit, and what ends first. */
export function fullTable(filled: readonly Filled[], { host, most }: FillOptions): ExperimentTable {
  const usable = usableBytes(host);
  const by = (resource: Resource) => filled.filter(({ fill: { endedBy } }) => endedBy === resource);
  const ends = (["memory", "cores", "disk"] as const)
    .filter((resource) => by(resource).length > 0)
    .map(
      (resource) =>
        `${endWords(resource)} for: ${by(resource)
          .map(({ label }) => label)
          .join("; ")}`,
    );
  const room = by("the number asked for");
  if (room.length > 0)
    ends.push(`there is room for more than ${say(most)} of: ${room.map(({ label }) => label).join("; ")}`);
  const limit = (free: number, each: number) => (each > 0 ? free / each : Number.POSITIVE_INFINITY);
  return {
    id: "full",
    title: `On ${hostWords(host)}: ${ends.map(upperFirst).join(". ")}`,
    caption: `How many fit, at most ${say(most)}: each resource alone, and all together.`,
    charts: [{ kind: "bars", value: "fits", scale: "log" }],
    columns: [
      { id: "fits", label: "instances that fit", unit: "count" },
      { id: "memory", label: "by memory alone", unit: "count" },
      { id: "cores", label: "by cores alone", unit: "count" },
      { id: "disk", label: "by disk alone", unit: "count" },
    ],
    rows: filled.map(({ id, label, instance, fill: { fits, endedBy } }) => {
      const alone = {
        memory: limit(usable - instance.sharedBytes, instance.bytes),
        cores: limit(host.cores, instance.cpu),
        disk: limit(host.diskBytes - instance.sharedDiskBytes, instance.diskBytes),
      };
      const known = Object.entries(alone).filter(([, value]) => Number.isFinite(value));
      const never = Object.entries(alone).filter(([, value]) => !Number.isFinite(value));
      return {
        id,
        label: `${label}: ${endWords(endedBy)}`,
        series: instance.label,
        cells: {
          fits: { figure: counted(fits) },
          ...Object.fromEntries(
            known.map(([resource, value]) => [
              resource,
              of(
                Math.floor(value),
                "count",
                "the resource divided by what one takes of it",
                instance.constants,
              ),
            ]),
          ),
        },
        missing: Object.fromEntries(never.map(([resource]) => [resource, "it takes none of it"])),
      };
    }),
    handovers: [],
    notes: [
      "The busy are taken to be busy at moments of their own: the cores are full when their mean demand is.",
    ],
  };
}

/** Beyond this the start's mean grows without bounds, and means nothing. */
const FULL = 0.99;

function points(
  { id, label, instance, fill: { fits, bytes, cpu } }: Filled,
  { host }: FillOptions,
): readonly Row[] {
  const { coreMs, waitMs } = startParts(instance);
  if (fits === 0) return [];
  return upTo(fits).map((n) => {
    const busy = cpu[n - 1]!;
    const slow = busy < FULL * host.cores;
    return {
      id: `${id}-${n}`,
      label: `${label}, ${say(n)}`,
      series: label,
      cells: {
        instances: { figure: counted(n) },
        memory: of(bytes[n]!, "bytes", FILL, instance.constants),
        cpu: of((100 * cpu[n]!) / host.cores, "%", "of all cores: the sum over the instances"),
        ...(slow
          ? {
              start: of(
                coreMs * slowdown(busy, host.cores) + waitMs,
                "ms",
                "its work on a core, as often longer as the mean of a queue says whose customers share the cores; and its waits",
              ),
            }
          : {}),
      },
      ...(slow ? {} : { missing: { start: "the cores are full" } }),
    };
  });
}

const REAL = "thin VM, idle, the guest's own memory";

/** Memory of real guests together, without what their monitors take; the model goes on from it. */
function realPoints(
  filled: readonly Filled[],
  measurements: Measurements,
  monitorPages: number,
): readonly Row[] {
  const row = (n: number, figure: Figure): Row => ({
    id: `real-${n}`,
    label: `${REAL}, ${say(n)}`,
    series: REAL,
    cells: { instances: { figure: counted(n) }, memory: { figure } },
    missing: { cpu: "only memory goes on from what was measured", start: "see the experiment on starting" },
  });
  const together = measurements.together.toSorted((a, b) => a.instances - b.instances);
  const last = together.at(-1);
  if (last === undefined) return [];
  const PAGE = 4096;
  const own = (pages: number, n: number) => (pages - n * monitorPages) * PAGE;
  const thin = filled.find(({ id }) => id === "thin-vm-idle");
  const measured = together.map(({ instances, pages }) =>
    row(
      instances,
      countedIn(
        measurements,
        own(pages, instances),
        "bytes",
        `pages of the host that ${instances} real guests have`,
      ),
    ),
  );
  const each = own(last.pages, last.instances) / last.instances;
  const later = upTo(thin?.fill.fits ?? last.instances).filter((n) => n > last.instances);
  return [
    ...measured,
    ...later.map((n) =>
      row(n, modelled(n * each, "bytes", `as each of ${last.instances} real guests together`, [])),
    ),
  ];
}

export function curvesTable(
  filled: readonly Filled[],
  options: FillOptions,
  measurements: Measurements,
  monitorPages: number,
): ExperimentTable {
  const most = filled.toSorted((a, b) => b.fill.fits - a.fill.fits);
  const [first, last] = [most[0], most.at(-1)];
  const lastReal = Math.max(0, ...measurements.together.map(({ instances }) => instances));
  return {
    id: "curves",
    title:
      first === undefined || last === undefined
        ? "Nothing was measured"
        : `From ${say(last.fill.fits)} (${last.label}) to ${say(first.fill.fits)} (${first.label}) fit on one host`,
    caption: `Memory, processor and the start of the next one, against how many there are, on ${hostWords(options.host)}.`,
    charts: [
      { kind: "curves", x: "instances", y: "memory", scales: ["log", "log"] },
      { kind: "curves", x: "instances", y: "start", scales: ["log", "log"] },
      { kind: "curves", x: "instances", y: "cpu", scales: ["log", "log"] },
    ],
    columns: [
      { id: "instances", label: "instances", unit: "count" },
      { id: "memory", label: "memory in use", unit: "bytes" },
      { id: "cpu", label: "cores in use", unit: "%" },
      { id: "start", label: "start of the next", unit: "ms" },
    ],
    rows: [
      ...filled.flatMap((one) => points(one, options)),
      ...realPoints(filled, measurements, monitorPages),
    ],
    handovers:
      lastReal === 0
        ? []
        : [
            {
              series: REAL,
              column: "instances",
              at: lastReal,
              what: "Up to here real guests ran together on the modelled host; beyond, each takes what one of those took.",
            },
          ],
    notes: [],
  };
}
