/** Trials beside each other as tables that a chart draws: how many fit, the way there, memory of one, starts. */
import type { CellPart, ExperimentTable, Row } from "../experiments/table";
import { say, sayMs } from "../experiments/words";
import { type Figure, modelled, type Unit } from "../figures/figure";
import type { TrialRun } from "../run/trial-record";
import { fillFigure, partsOf, startOf, stormFigure } from "./figures";
import { END_WORDS, namesOf } from "./words";

const counted = (value: number): Figure => modelled(value, "count", "as asked", []);

type Frame = Pick<ExperimentTable, "id" | "title" | "caption" | "charts" | "columns">;

const tableOf = (frame: Frame, rows: readonly Row[]): ExperimentTable => ({
  ...frame,
  rows,
  handovers: [],
  notes: [],
});

const column = (id: string, label: string, unit: Unit) => ({ id, label, unit });

/** @param runs at least one */
export function trialTables(runs: readonly TrialRun[]): readonly ExperimentTable[] {
  const names = namesOf(runs);
  const each = (cells: (run: TrialRun) => Row["cells"]): readonly Row[] =>
    runs.map((run, n) => ({ id: `${n}`, label: names[n]!, series: names[n]!, cells: cells(run) }));
  return [
    fullTable(runs, names, each),
    wayTable(runs, names),
    memoryTable(each),
    startTable(runs, names, each),
  ];
}

type Each = (cells: (run: TrialRun) => Row["cells"]) => readonly Row[];

/** Where the greatest is. */
const greatest = (values: readonly number[]): number => values.indexOf(Math.max(...values));

function fullTable(runs: readonly TrialRun[], names: readonly string[], each: Each): ExperimentTable {
  const most = greatest(runs.map(({ fits }) => fits));
  const { fits, endedBy } = runs[most]!;
  return tableOf(
    {
      id: "full",
      title: `Most fit of: ${names[most]} (${say(fits)}; what ended first: ${END_WORDS[endedBy]})`,
      caption: "How many fit until a resource ends.",
      charts: [{ kind: "bars", value: "fits", scale: "log" }],
      columns: [column("fits", "instances that fit", "count")],
    },
    each((run) => ({ fits: { figure: fillFigure(run, run.fits, "count", "instances that fit") } })),
  );
}

function wayTable(runs: readonly TrialRun[], names: readonly string[]): ExperimentTable {
  const rows = runs.flatMap((run, n) =>
    run.points.map(({ instances, bytes, cores }) => ({
      id: `${n}-${instances}`,
      label: `${names[n]}, ${say(instances)}`,
      series: names[n]!,
      cells: {
        instances: { figure: counted(instances) },
        memory: { figure: fillFigure(run, bytes, "bytes", "memory in use") },
        cores: { figure: fillFigure(run, (100 * cores) / run.inputs.cores, "%", "of the cores, in use") },
      },
    })),
  );
  return tableOf(
    {
      id: "way",
      title: "On the way to a full host",
      caption: "Memory in use, and cores in use, against how many there are.",
      charts: [
        { kind: "curves", x: "instances", y: "memory", scales: ["log", "log"] },
        { kind: "curves", x: "instances", y: "cores", scales: ["log", "linear"] },
      ],
      columns: [
        column("instances", "instances", "count"),
        column("memory", "memory in use", "bytes"),
        column("cores", "cores in use", "%"),
      ],
    },
    rows,
  );
}

function memoryTable(each: Each): ExperimentTable {
  return tableOf(
    {
      id: "memory",
      title: "What one more takes of memory",
      caption: "By what it is for. What all share is not in it.",
      charts: [{ kind: "bill", value: "memory" }],
      columns: [column("memory", "memory of one more", "bytes")],
    },
    each((run) => ({
      memory: {
        figure: fillFigure(run, run.eachBytes, "bytes", "the sum of its parts"),
        parts: partsOf(run.inputs),
      },
    })),
  );
}

function startTable(runs: readonly TrialRun[], names: readonly string[], each: Each): ExperimentTable {
  const part = (run: TrialRun, id: string, label: string, ms: number): CellPart => ({
    id,
    label,
    figure: stormFigure(run, ms, "ms", label),
  });
  const lasts = runs.map(({ storm }) => storm?.lastMs ?? 0);
  const slowest = greatest(lasts);
  const rows = each((run) => {
    const alone = startOf(run.inputs);
    if (run.storm === undefined) return { alone: { figure: alone.figure } };
    const { lastMs, workMs, coreWaitMs, lockWaitMs } = run.storm;
    return {
      alone: { figure: alone.figure, ...(alone.band === undefined ? {} : { band: alone.band }) },
      last: { figure: stormFigure(run, lastMs, "ms", "until the last was up") },
      mean: {
        figure: stormFigure(run, workMs + coreWaitMs + lockWaitMs, "ms", "mean start"),
        parts: [
          part(run, "work", "work and waits of its own", workMs),
          part(run, "core-wait", "waits for a core", coreWaitMs),
          part(run, "lock-wait", "waits for a lock of the kernel", lockWaitMs),
        ],
      },
    };
  });
  const missing = { last: "none fits", mean: "none fits" };
  return tableOf(
    {
      id: "start",
      title: `The storm that takes longest: ${names[slowest]} (${sayMs(lasts[slowest]!)})`,
      caption: "One start alone; and many at one moment, which share the cores.",
      charts: [
        { kind: "bill", value: "mean" },
        { kind: "bars", value: "last", scale: "log" },
        { kind: "bars", value: "alone", scale: "log" },
      ],
      columns: [
        column("alone", "one alone", "ms"),
        column("last", "last of the storm", "ms"),
        column("mean", "mean of the storm", "ms"),
      ],
    },
    rows.map((row) => (row.cells.last === undefined ? { ...row, missing } : row)),
  );
}
