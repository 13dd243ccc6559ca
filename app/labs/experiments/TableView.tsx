"use client";

import { memo, useId, useState } from "react";
import { type Chart as ChartOf, columnsOf, type ExperimentTable } from "@/app/sim/experiments/table";
import { RadioSwitch } from "@/app/ui/RadioSwitch";
import { ChartPane } from "./ChartPane";
import styles from "./Experiments.module.css";
import type { Run } from "./run";

interface Props {
  readonly run: Run;
  readonly table: ExperimentTable;
  /** The same table of the run that was kept. */
  readonly kept?: Run;
  readonly beside?: ExperimentTable;
}

const KINDS: Readonly<Record<ChartOf["kind"], string>> = {
  bars: "bars",
  boxes: "box plot",
  curves: "curves",
  groups: "groups of bars",
  bill: "bill",
  shares: "bill as shares",
};

/** What of the table is drawn, and where its charts differ in it, how: "median start: box plot". */
function nameOf({ columns, charts }: ExperimentTable, chart: ChartOf): string {
  const id = columnsOf(chart)[0];
  const label = columns.find((column) => column.id === id)?.label ?? "";
  return charts.every(({ kind }) => kind === chart.kind) ? label : `${label}: ${KINDS[chart.kind]}`;
}

const isSame = (before: Props, after: Props): boolean =>
  before.table === after.table && before.beside === after.beside && before.run.state === after.run.state;

/** A table under its finding, as a chart: of this run, or of two runs side by side. */
export const TableView = memo(function TableView({ run, table, kept, beside }: Props) {
  const id = useId();
  const [n, choose] = useState(0);
  const chart = table.charts[n];
  return (
    <section className={styles.table} aria-labelledby={`${id}title`} data-testid={`table-${table.id}`}>
      <h3 id={`${id}title`} className={styles.finding}>
        {table.title}
      </h3>
      <p className={styles.quiet}>{table.caption}</p>
      {table.charts.length > 1 && (
        <RadioSwitch
          legend="What is drawn"
          legendHidden
          options={table.charts.map((one, index) => ({ value: index, label: nameOf(table, one) }))}
          chosen={n}
          onChoose={choose}
        />
      )}
      <div className={styles.panes} data-count={beside === undefined ? 1 : 2}>
        {kept !== undefined && beside !== undefined && (
          <ChartPane run={kept} table={beside} chart={beside.charts[n]} beside={table.rows} which="kept" />
        )}
        <ChartPane run={run} table={table} chart={chart} beside={beside?.rows} which="this" />
      </div>
    </section>
  );
}, isSame);
