/** Many starts at once: how they spread, how that grows with their number, and what starting fewer at a time changes. */
import { type Constant, type Figure, modelled, type Unit } from "../../figures/figure";
import { bootSource, serialBoots } from "../../figures/published/firecracker-boots-nsdi20";
import { countedIn, type Measurements } from "../measurements";
import { type Cell, type CellPart, type ExperimentTable, quantileOf, quantilesOf, type Row } from "../table";
import { list, say, sayMs } from "../words";
import type { StartupInputs } from "./inputs";
import { type Storm, storm } from "./storm";
import { startMs, type Way } from "./ways";

/** Standard deviations from the 1st to the 99th percentile of a normal distribution. */
const DEVIATIONS = 4.652;
const { p1, p50, p99 } = serialBoots["m5d-metal"].firecracker;

const variation: Constant = {
  id: "startup.variation",
  label: "how much one start differs from the mean, as a share of it",
  value: (p99 - p1) / DEVIATIONS / p50,
  unit: "×",
  because: `Of 500 boots one after the other the 1st and 99th percentile lie ${say(p99 - p1)} ms apart, 4.65 standard deviations of a normal distribution, around ${p50} ms. Taken for all ways.`,
  source: bootSource("m5d-metal", "boot-serial, Firecracker: p1 155.0, p50 160.9, p99 172.5"),
};

const HOW = "simulated: each start a share of the cores like any other, its stages in order, under the seed";
const asked = (value: number, unit: Unit): Figure => modelled(value, unit, "as asked", []);
const simulated = (value: number, unit: Unit): Figure => modelled(value, unit, HOW, [variation]);

const runOf = (way: Way, { instances, cores, seed }: StartupInputs, atATime = instances): Storm =>
  storm(way.stages, { instances, cores, seed, variation: variation.value, atATime });

const shareOf = (values: Float64Array, share: number): number =>
  quantileOf(Float64Array.from(values).sort(), share);
const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function billOf(way: Way, run: Storm): Cell {
  const part = (id: string, label: string, ms: number): CellPart => ({
    id,
    label,
    figure: simulated(ms, "ms"),
  });
  const own = way.stages.map(({ id, label }, n) => part(id, label, run.stageMs[n]!));
  return {
    figure: simulated(meanOf(run.startMs), "ms"),
    parts: [
      ...own,
      part("core-wait", "waits for a core", run.coreWaitMs),
      part("lock-wait", "waits for a lock of the kernel", run.lockWaitMs),
    ],
  };
}

export function stormTable(ways: readonly Way[], inputs: StartupInputs): ExperimentTable {
  const { instances, cores } = inputs;
  const runs = ways.map((way) => ({ way, run: runOf(way, inputs) }));
  const locked = runs.filter(({ run }) => run.lockWaitMs > run.coreWaitMs).map(({ way }) => way.label);
  const byTime = runs.toSorted((a, b) => meanOf(a.run.startMs) - meanOf(b.run.startMs));
  const [first, last] = [byTime[0], byTime.at(-1)];
  const range =
    first === undefined || last === undefined
      ? "nothing was measured"
      : `from ${sayMs(shareOf(first.run.startMs, 0.5))} (${first.way.label}) to ${sayMs(shareOf(last.run.startMs, 0.5))} (${last.way.label})`;
  const why =
    locked.length === 0
      ? instances > cores
        ? "; nearly all of it is waiting for a core"
        : ""
      : `; what waits longest for a lock, not for a core: ${list(locked)}`;
  return {
    id: "storm",
    title: `${say(instances)} starts at once on ${say(cores)} cores: half are up after ${range}${why}`,
    caption: `All are asked for at one moment, and share ${say(cores)} cores fairly.`,
    charts: [
      { kind: "boxes", value: "start", scale: "log" },
      { kind: "bill", value: "mean" },
      { kind: "shares", value: "mean" },
    ],
    columns: [
      { id: "start", label: "median", unit: "ms" },
      { id: "p99", label: "99th percentile", unit: "ms" },
      { id: "mean", label: "mean, by where it went", unit: "ms" },
      { id: "rate", label: "starts a second", unit: "/s" },
    ],
    rows: runs.map(({ way, run }) => ({
      id: way.id,
      label: way.label,
      series: way.kind,
      cells: {
        start: { figure: simulated(shareOf(run.startMs, 0.5), "ms"), quantiles: quantilesOf(run.startMs) },
        p99: { figure: simulated(shareOf(run.startMs, 0.99), "ms") },
        mean: billOf(way, run),
        rate: { figure: simulated((1000 * instances) / Math.max(...run.upAtMs), "/s") },
      },
    })),
    handovers: [],
    notes: [
      "Memory is taken to be enough, and its bandwidth is not shared out. Cold caches, and files that must first be read from a disk, are not in it.",
      "Two locks of the kernel are modelled: one for network devices and namespaces, one for cgroups.",
    ],
  };
}

const STEPS = [1, 2, 5];

/** 1, 2, 5, 10 … up to and with `most`. */
export function upTo(most: number): readonly number[] {
  const points: number[] = [];
  for (let scale = 1; scale < most; scale *= 10)
    points.push(...STEPS.map((step) => step * scale).filter((n) => n < most));
  return [...points, most];
}

const REAL = "thin VM, the guest's part alone";

/** What real guests together were measured at has no monitor in it and no memory to be brought in. */
function guestAlone(ways: readonly Way[]): Way | undefined {
  const thin = ways.find(({ id }) => id === "pv-direct");
  if (thin === undefined) return undefined;
  const stages = thin.stages.filter(({ id }) => id !== "monitor" && id !== "memory");
  return { ...thin, id: "pv-direct-guest", label: REAL, stages };
}

export function growthTable(
  ways: readonly Way[],
  inputs: StartupInputs,
  measurements: Measurements,
): ExperimentTable {
  const { cores } = inputs;
  const real = measurements.together.filter(
    (run) => run.cores === cores && run.instances <= inputs.instances,
  );
  const guest = guestAlone(ways);
  const counts = upTo(inputs.instances);
  const lastReal = Math.max(0, ...real.map(({ instances }) => instances));
  const pointsOf = (way: Way, from: number): readonly Row[] =>
    counts
      .filter((instances) => instances > from)
      .map((instances) => {
        const { startMs: starts } = runOf(way, { ...inputs, instances });
        return {
          id: `${way.id}-${instances}`,
          label: `${way.label}, ${say(instances)}`,
          series: way.label,
          cells: {
            instances: { figure: asked(instances, "count") },
            start: { figure: simulated(shareOf(starts, 0.5), "ms"), quantiles: quantilesOf(starts) },
          },
        };
      });
  const measuredRows = real.map(({ instances, startedMs }) => ({
    id: `real-${instances}`,
    label: `${REAL}, ${say(instances)}`,
    series: REAL,
    cells: {
      instances: { figure: asked(instances, "count") },
      start: {
        figure: countedIn(
          measurements,
          quantileOf(Float64Array.from(startedMs).sort(), 0.5),
          "ms",
          `until the prompt: ${instances} real guests at once on ${cores} cores of the modelled host`,
        ),
        quantiles: quantilesOf(startedMs),
      },
    },
  }));
  const rows = [
    ...ways.flatMap((way) => pointsOf(way, 0)),
    ...measuredRows,
    ...(guest === undefined ? [] : pointsOf(guest, lastReal)),
  ];
  return {
    id: "growth",
    title: growthTitle(ways, inputs, rows),
    caption: `Median start against how many are started at once on ${say(cores)} cores.`,
    charts: [{ kind: "curves", x: "instances", y: "start", scales: ["log", "log"] }],
    columns: [
      { id: "instances", label: "started at once", unit: "count" },
      { id: "start", label: "median start", unit: "ms" },
    ],
    rows,
    handovers:
      lastReal === 0
        ? []
        : [
            {
              series: REAL,
              column: "instances",
              at: lastReal,
              what: "Up to here real guests were started together; beyond, the model goes on from one.",
            },
          ],
    notes: [],
  };
}

/** Slower than alone by at most this factor: not yet slower. */
const SLOWER = 1.5;

function growthTitle(
  ways: readonly Way[],
  { cores, instances }: StartupInputs,
  rows: readonly Row[],
): string {
  const keeps = ways.filter((way) => {
    const last = rows.find(({ id }) => id === `${way.id}-${instances}`);
    return last !== undefined && last.cells.start!.figure.value <= SLOWER * startMs(way);
  });
  if (keeps.length === ways.length) return `${say(instances)} at once start as fast as one`;
  const but = keeps.length === 0 ? "" : `; not so ${list(keeps.map(({ label }) => label))}`;
  return `Up to about ${say(cores)} at once, one for each core, a start takes what it takes alone; beyond, it grows with their number${but}`;
}

/** All at once, or as many at a time as there are cores. */
export function paceTable(ways: readonly Way[], inputs: StartupInputs): ExperimentTable {
  const { instances, cores } = inputs;
  const paces = ways.map((way) => ({ way, all: runOf(way, inputs), few: runOf(way, inputs, cores) }));
  const gain = ({ all, few }: (typeof paces)[number]) => shareOf(all.upAtMs, 0.5) / shareOf(few.upAtMs, 0.5);
  const best = paces.toSorted((a, b) => gain(b) - gain(a))[0];
  const worse = paces.filter((pace) => gain(pace) < 1).map(({ way }) => way.label);
  const cell = (values: Float64Array): Cell => ({
    figure: simulated(shareOf(values, 0.5), "ms"),
    quantiles: quantilesOf(values),
  });
  return {
    id: "pace",
    title: `${
      best !== undefined && gain(best) > SLOWER
        ? `Started ${say(cores)} at a time, half of ${say(instances)} are up in as little as ${say(100 / gain(best))} % of the time (${best.way.label})`
        : `Starting ${say(cores)} at a time gains little with ${say(instances)}`
    }${worse.length === 0 ? "" : `; but later where starts wait for timers, not for cores: ${list(worse)}`}`,
    caption: `Until an instance is up, from the moment when all were asked for: all at once, and ${say(cores)} at a time.`,
    charts: [
      { kind: "boxes", value: "few", scale: "log" },
      { kind: "boxes", value: "all", scale: "log" },
    ],
    columns: [
      { id: "all", label: "median, all at once", unit: "ms" },
      { id: "few", label: `median, ${cores} at a time`, unit: "ms" },
      { id: "allLast", label: "last, all at once", unit: "ms" },
      { id: "fewLast", label: `last, ${cores} at a time`, unit: "ms" },
    ],
    rows: paces.map(({ way, all, few }) => ({
      id: way.id,
      label: way.label,
      series: way.kind,
      cells: {
        all: cell(all.upAtMs),
        few: cell(few.upAtMs),
        allLast: { figure: simulated(Math.max(...all.upAtMs), "ms") },
        fewLast: { figure: simulated(Math.max(...few.upAtMs), "ms") },
      },
    })),
    handovers: [],
    notes: [],
  };
}
