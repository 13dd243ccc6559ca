import { Button } from "@/app/ui/Button";
import styles from "./Experiments.module.css";
import type { Run } from "./run";

interface Props {
  readonly run: Run | undefined;
  readonly onStart: () => void;
  readonly onCancel: () => void;
}

/** Runs the experiment, says how far it is, and stops it with what is there. */
export function Progress({ run, onStart, onCancel }: Props) {
  const running = run?.state === "running";
  return (
    <div className={styles.row} data-testid="run-state" data-state={run?.state ?? "none"}>
      <Button kind="primary" onClick={onStart} off={running} data-testid="run">
        Run the experiment
      </Button>
      <Button onClick={onCancel} off={!running} data-testid="cancel">
        Stop
      </Button>
      {running && <progress value={run.step} max={run.of} aria-label="Tables that are there" />}
      <span role="status">{run === undefined ? "" : wordsOf(run)}</span>
    </div>
  );
}

function wordsOf({ state, step, of, label, tables, problem }: Run): string {
  switch (state) {
    case "running":
      return `${step + 1} of ${of}: ${label} …`;
    case "done":
      return `${tables.length} tables are there.`;
    case "cancelled":
      return `Stopped. ${tables.length} of ${of} tables are there.`;
    case "failed":
      return `The experiment failed: ${problem}. Run it again; if it fails again, take other inputs.`;
  }
}
