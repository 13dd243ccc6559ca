/** What stands below a chart. Pure. */
import type { Chart, ExperimentTable } from "@/app/sim/experiments/table";
import type { Origin } from "@/app/sim/figures/figure";
import { originWords } from "@/app/ui/originWords";

const ORIGINS: readonly Origin["kind"][] = ["measured", "modelled", "published"];
const FILLED = { measured: "filled", modelled: "hatched", published: "dotted" } as const;

const drawnIn = (chart: Chart | undefined): string | undefined =>
  chart === undefined || chart.kind === "curves" ? chart?.y : chart.value;

/** "◇ modelled (hatched)": the origins of the figures that the chart draws, with their signs. */
export function originsText({ rows }: ExperimentTable, chart: Chart | undefined): string {
  const column = drawnIn(chart);
  const drawn = rows.flatMap(({ cells }) =>
    column === undefined ? Object.values(cells) : (cells[column] ?? []),
  );
  const figures = drawn.flatMap(({ figure, parts = [] }) =>
    chart?.kind === "bill" ? [figure, ...parts.map((part) => part.figure)] : figure,
  );
  const filled = chart?.kind === "bars" || chart?.kind === "boxes";
  const words = ORIGINS.filter((kind) => figures.some(({ origin }) => origin.kind === kind)).map(
    (kind) => `${originWords[kind].mark} ${kind}${filled ? ` (${FILLED[kind]})` : ""}`,
  );
  const whose = chart?.kind === "bill" ? "Figures and their parts" : "Figures";
  return `${whose}: ${words.join(", ")}.`;
}

/** What the marks stand for, where measured points end, and the table's own notes. */
export function notesOf(
  { rows, handovers, notes }: ExperimentTable,
  chart: Chart | undefined,
): readonly string[] {
  const column = drawnIn(chart);
  const cells = rows.flatMap((row) => (column === undefined ? [] : (row.cells[column] ?? [])));
  const bands = [...new Set(cells.flatMap(({ band }) => band?.what ?? []))];
  const spread = cells.some(({ quantiles }) => quantiles !== undefined);
  const own: string[] = [];
  if (chart?.kind === "bars") own.push(...bands.map((what) => `Whiskers: ${what}.`));
  if (chart?.kind === "boxes")
    own.push(
      "Boxes: first to third quartile with the median; lines: 1st to 99th percentile; circles: least and greatest; where only some of these are known, only those are drawn.",
    );
  if (chart?.kind === "curves") {
    own.push(...bands.map((what) => `Bands: ${what}.`));
    if (spread) own.push("Bands: first to third quartile.");
    own.push(...handovers.map(({ series, what }) => `${series}: ${what}`));
  }
  return [...own, ...notes];
}
