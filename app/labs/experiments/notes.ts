/** What stands below a chart. Pure. */
import {
  type Cell,
  type Chart,
  columnsOf,
  type ExperimentTable,
  type Row,
} from "@/app/sim/experiments/table";
import type { Origin } from "@/app/sim/figures/figure";
import { originWords } from "@/app/ui/originWords";

const ORIGINS: readonly Origin["kind"][] = ["measured", "modelled", "published"];
const FILLED = { measured: "filled", modelled: "hatched", published: "dotted" } as const;

const isBill = (chart: Chart | undefined): boolean => chart?.kind === "bill" || chart?.kind === "shares";
const isFilled = (chart: Chart | undefined): boolean =>
  chart?.kind === "bars" || chart?.kind === "boxes" || chart?.kind === "groups";

/** What is drawn of rows: of curves, what they show and not where. */
function drawnOf(rows: readonly Row[], chart: Chart): readonly Cell[] {
  const columns = chart.kind === "curves" ? [chart.y] : columnsOf(chart);
  return rows.flatMap(({ cells }) => columns.flatMap((column) => cells[column] ?? []));
}

/** "◇ modelled (hatched)": the origins of the figures that the chart draws, with their signs. */
export function originsText({ rows }: ExperimentTable, chart: Chart | undefined): string {
  const drawn =
    chart === undefined ? rows.flatMap(({ cells }) => Object.values(cells)) : drawnOf(rows, chart);
  const figures = drawn.flatMap(({ figure, parts = [] }) =>
    isBill(chart) ? [figure, ...parts.map((part) => part.figure)] : figure,
  );
  const filled = isFilled(chart);
  const words = ORIGINS.filter((kind) => figures.some(({ origin }) => origin.kind === kind)).map(
    (kind) => `${originWords[kind].mark} ${kind}${filled ? ` (${FILLED[kind]})` : ""}`,
  );
  const whose = isBill(chart) ? "Figures and their parts" : "Figures";
  return `${whose}: ${words.join(", ")}.`;
}

/** What the marks stand for, where measured points end, and the table's own notes. */
export function notesOf(
  { rows, handovers, notes }: ExperimentTable,
  chart: Chart | undefined,
): readonly string[] {
  const cells = chart === undefined ? [] : drawnOf(rows, chart);
  const bands = [...new Set(cells.flatMap(({ band }) => band?.what ?? []))];
  const spread = cells.some(({ quantiles }) => quantiles !== undefined);
  const own: string[] = [];
  if (chart?.kind === "bars" || chart?.kind === "groups")
    own.push(...bands.map((what) => `Whiskers: ${what}.`));
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
