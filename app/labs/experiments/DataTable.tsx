import { useState } from "react";
import type { Cell, Chart, ExperimentTable, Row } from "@/app/sim/experiments/table";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { type ValueRow, ValueTable } from "@/app/ui/ValueTable";
import styles from "./Experiments.module.css";

/** At a time: each figure is a button with its origin, and hundreds of them at once would stop the page. */
const ROWS = 40;

/** The figures of a table, each opening its origin; of a bill also the parts. */
export function DataTable({
  table,
  chart,
}: {
  readonly table: ExperimentTable;
  readonly chart: Chart | undefined;
}) {
  const [shown, show] = useState(ROWS);
  const { columns, rows, id } = table;
  const parts = chart?.kind === "bill" || chart?.kind === "shares" ? partRows(rows, chart.value) : [];
  const [partsShown, showParts] = useState(ROWS);
  return (
    <>
      <ValueTable
        caption="Open a number for its origin."
        head={["Case", ...columns.map(({ label }) => label)]}
        scrollLabel={`Figures of ${id}`}
        rows={rows.slice(0, shown).map((row) => ({
          key: row.id,
          cells: [
            row.label,
            ...columns.map((column) => (
              <CellValue
                key={column.id}
                cell={row.cells[column.id]}
                missing={row.missing?.[column.id]}
                label={`${row.label}, ${column.label}`}
                testId={`figure-${id}-${row.id}-${column.id}`}
              />
            )),
          ],
        }))}
      />
      <More of={rows.length} shown={shown} onMore={() => show(shown + ROWS)} />
      {parts.length > 0 && (
        <>
          <ValueTable
            caption="The parts of the bill."
            head={["Part", "of it"]}
            scrollLabel={`Parts of ${id}`}
            rows={parts.slice(0, partsShown)}
          />
          <More of={parts.length} shown={partsShown} onMore={() => showParts(partsShown + ROWS)} />
        </>
      )}
    </>
  );
}

const partRows = (rows: readonly Row[], column: string): readonly ValueRow[] =>
  rows.flatMap((row) =>
    (row.cells[column]?.parts ?? []).map((part) => {
      const label = `${row.label}: ${part.label}`;
      return {
        key: `${row.id} ${part.id}`,
        cells: [label, <FigureValue key="part" figure={part.figure} label={label} />],
      };
    }),
  );

interface CellProps {
  readonly cell: Cell | undefined;
  readonly missing: string | undefined;
  readonly label: string;
  readonly testId: string;
}

function CellValue({ cell, missing, label, testId }: CellProps) {
  if (cell === undefined) return <span className={styles.missing}>none: {missing}</span>;
  const { figure, band } = cell;
  return (
    <>
      <FigureValue figure={figure} label={label} testId={testId} />
      {band !== undefined && (
        <span className={styles.band}>
          {numberText(band.low, figure.unit)} to {numberText(band.high, figure.unit)}
        </span>
      )}
    </>
  );
}

interface MoreProps {
  readonly of: number;
  readonly shown: number;
  readonly onMore: () => void;
}

function More({ of, shown, onMore }: MoreProps) {
  if (shown >= of) return null;
  return (
    <Button onClick={onMore}>
      Show {Math.min(ROWS, of - shown)} more of {of} rows
    </Button>
  );
}
