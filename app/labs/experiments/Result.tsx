import { Button } from "@/app/ui/Button";
import { linkTo } from "./address";
import styles from "./Experiments.module.css";
import { EXPERIMENTS } from "./experiments";
import { saveCsv, saveJson } from "./files";
import { type Run, runWords } from "./run";
import { TableView } from "./TableView";

interface Props {
  readonly run: Run;
  readonly kept: Run | undefined;
  readonly onKeep: (run: Run | undefined) => void;
}

/** All tables of a run, each beside that of the kept run where both have it. */
export function Result({ run, kept, onKeep }: Props) {
  const { asked, state, tables } = run;
  const other =
    kept !== undefined && kept !== run && kept.asked.experiment === asked.experiment ? kept : undefined;
  const off = tables.length === 0;
  return (
    <section aria-labelledby="result-title" data-testid="result" data-state={state}>
      <div className={styles.head}>
        <h2 id="result-title">{EXPERIMENTS[asked.experiment].name}</h2>
        <span className={styles.quiet}>{runWords(run)}</span>
        <a href={linkTo(asked)} data-testid="permalink">
          Link to this run
        </a>
      </div>
      <div className={styles.row}>
        <Button
          onClick={() => onKeep(run)}
          off={off || state === "running" || kept === run}
          data-testid="keep"
        >
          Keep to compare
        </Button>
        {kept !== undefined && (
          <Button onClick={() => onKeep(undefined)} data-testid="let-go">
            Let go of the kept run
          </Button>
        )}
        <Button onClick={() => saveCsv(asked.experiment, tables)} off={off} data-testid="csv-all">
          All as CSV
        </Button>
        <Button onClick={() => saveJson(asked.experiment, run, tables)} off={off} data-testid="json-all">
          All as JSON
        </Button>
      </div>
      {kept !== undefined && (
        <p className={styles.quiet} data-testid="kept">
          Kept: {runWords(kept)}.{" "}
          {other === undefined
            ? "Run the same experiment with other inputs to see both side by side."
            : "Left of each pair below; both charts of a pair have the same axes."}
        </p>
      )}
      {tables.map((table) => {
        const beside = other?.tables.find(({ id }) => id === table.id);
        return (
          <TableView
            key={table.id}
            run={run}
            table={table}
            {...(other !== undefined && beside !== undefined && { kept: other, beside })}
          />
        );
      })}
    </section>
  );
}
