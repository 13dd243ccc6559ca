import { useRef, useState } from "react";
import type { Chart as ChartOf, ExperimentTable, Row } from "@/app/sim/experiments/table";
import { Button } from "@/app/ui/Button";
import { Chart } from "@/app/ui/chart/Chart";
import { pngOf, svgOf } from "@/app/ui/chart/chartFile";
import { saveFile } from "@/app/ui/saveFile";
import { DataTable } from "./DataTable";
import styles from "./Experiments.module.css";
import { saveCsv, saveJson } from "./files";
import { notesOf, originsText } from "./notes";
import { type Run, runWords } from "./run";

interface Props {
  readonly run: Run;
  readonly table: ExperimentTable;
  readonly chart: ChartOf | undefined;
  /** Of the run beside this one. */
  readonly beside: readonly Row[] | undefined;
  readonly which: "this" | "kept";
}

/** One chart of a run with what stands below it: origins, notes, its table, its files. */
export function ChartPane({ run, table, chart, beside, which }: Props) {
  const pane = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const origins = originsText(table, chart);
  const name = `${run.asked.experiment}-${table.id}`;
  const drawing = (): string | undefined => {
    const svg = pane.current?.querySelector<SVGSVGElement>("svg[data-chart]");
    if (svg === null || svg === undefined) return undefined;
    return svgOf(svg, {
      title: table.title,
      caption: `${table.caption} (${runWords(run)})`,
      origins,
    });
  };
  const saveSvg = () => {
    const svg = drawing();
    if (svg !== undefined) saveFile(`${name}.svg`, new Blob([svg], { type: "image/svg+xml" }));
  };
  const savePng = async () => {
    const svg = drawing();
    if (svg === undefined) return;
    try {
      saveFile(`${name}.png`, await pngOf(svg));
      setProblem(undefined);
    } catch (error) {
      setProblem(`No picture: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (
    <div ref={pane} className={styles.pane} data-testid={`${which}-${table.id}`}>
      {beside !== undefined && (
        <h4 className={styles.small}>
          {which === "kept" ? "Kept" : "This run"}: {runWords(run)}
        </h4>
      )}
      {chart !== undefined && (
        <Chart
          table={table}
          chart={chart}
          beside={beside ?? []}
          label={`${which === "kept" ? "Kept run: " : ""}${table.title}. ${table.caption}`}
        />
      )}
      <p className={styles.quiet}>{origins} The table below says of each where it comes from.</p>
      {which === "kept" && <p className={styles.quiet}>What it found: {table.title}.</p>}
      {notesOf(table, chart).map((note) => (
        <p key={note} className={styles.quiet}>
          {note}
        </p>
      ))}
      <details className={styles.details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary data-testid={`open-${which}-${table.id}`}>All figures as a table</summary>
        {open && <DataTable table={table} chart={chart} />}
      </details>
      <div className={styles.row}>
        <Button
          onClick={() => saveCsv(name, [table])}
          aria-label={`CSV of ${table.id}`}
          data-testid={`csv-${which}-${table.id}`}
        >
          CSV
        </Button>
        <Button
          onClick={() => saveJson(name, run, [table])}
          aria-label={`JSON of ${table.id}`}
          data-testid={`json-${which}-${table.id}`}
        >
          JSON
        </Button>
        <Button onClick={saveSvg} aria-label={`SVG of ${table.id}`} data-testid={`svg-${which}-${table.id}`}>
          SVG
        </Button>
        <Button
          onClick={() => void savePng()}
          aria-label={`PNG of ${table.id}`}
          data-testid={`png-${which}-${table.id}`}
        >
          PNG
        </Button>
        {problem !== undefined && <span role="alert">{problem}</span>}
      </div>
    </div>
  );
}
