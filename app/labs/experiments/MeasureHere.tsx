import { useId } from "react";
import { Button } from "@/app/ui/Button";
import { Chart } from "@/app/ui/chart/Chart";
import { RadioSwitch } from "@/app/ui/RadioSwitch";
import { DataTable } from "./DataTable";
import styles from "./Experiments.module.css";
import { type Measuring, measuringWords } from "./measuring";
import { originsText } from "./notes";

interface Props {
  readonly measuring: Measuring | undefined;
  readonly onMeasure: () => void;
  readonly onStop: () => void;
  /** Whether experiments start from what was measured here. */
  readonly isUsed: boolean;
  readonly onUse: (used: boolean) => void;
}

/**
 * Measures in this tab what the experiments start from, and holds it against what was recorded. Counts repeat: a difference
 * means another guest, or a mistake of the lab.
 */
export function MeasureHere({ measuring, onMeasure, onStop, isUsed, onUse }: Props) {
  const name = useId();
  const running = measuring?.state === "running";
  const found = measuring?.found;
  return (
    <section className={styles.guess} aria-labelledby={`${name}title`} data-testid="measure-here">
      <h2 id={`${name}title`} className={styles.small}>
        Measure here
      </h2>
      <p className={styles.prompt}>
        Startup and density start from measurements of real guests and of the simulated kernel that were
        recorded when the lab was made. This tab can make them again, in about a minute: each way to start,
        the memory of processes, and 1, 2 and 4 guests together.
      </p>
      <div className={styles.row} data-testid="measure-state" data-state={measuring?.state ?? "none"}>
        <Button onClick={onMeasure} off={running} data-testid="measure">
          Measure in this tab
        </Button>
        <Button onClick={onStop} off={!running} data-testid="stop-measuring">
          Stop measuring
        </Button>
        {running && <progress value={measuring.step} max={measuring.of} aria-label="Measurements made" />}
        <span role="status">{measuring === undefined ? "" : measuringWords(measuring)}</span>
      </div>
      {found?.tables.map((table) => (
        <section key={table.id} className={styles.again} aria-label={table.caption} data-testid={table.id}>
          <h3 className={styles.small} data-testid={`${table.id}-finding`}>
            {table.title}
          </h3>
          <Chart table={table} chart={table.charts[0]!} label={`${table.title}. ${table.caption}`} />
          <p className={styles.quiet}>
            {table.caption} {originsText(table, table.charts[0])}
          </p>
          {table.notes.map((note) => (
            <p key={note} className={styles.quiet}>
              {note}
            </p>
          ))}
          <details className={styles.details}>
            <summary data-testid={`open-${table.id}`}>Measured here, and as recorded</summary>
            <DataTable table={table} chart={table.charts[0]} />
          </details>
        </section>
      ))}
      {found !== undefined && (
        <RadioSwitch
          legend="The next run starts from what was"
          options={[
            { value: false, label: "recorded", testId: "use-recorded" },
            { value: true, label: "measured in this tab", testId: "use-measured" },
          ]}
          chosen={isUsed}
          onChoose={onUse}
        />
      )}
    </section>
  );
}
