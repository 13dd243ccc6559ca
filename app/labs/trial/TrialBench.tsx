"use client";

import { useState } from "react";
import type { TrialRun } from "@/app/sim/run/trial-record";
import type { TrialLabState } from "@/app/sim/trial/lab";
import { Button } from "@/app/ui/Button";
import { type Choose, Choosing } from "./Choosing";
import { Client } from "./Client";
import { Runs } from "./Runs";
import styles from "./Trial.module.css";

interface Props {
  readonly state: TrialLabState;
  /** The lesson makes the lab do something. */
  readonly busy: boolean;
  readonly onChoose: Choose;
  readonly onTry: () => Promise<unknown>;
  readonly onAdvise: (run: TrialRun) => void;
}

/** A lab of experiments, held by somebody else: what is chosen, the run, and the runs so far beside each other. */
export function TrialBench({ state, busy, onChoose, onTry, onAdvise }: Props) {
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async () => {
    setRunning(true);
    setProblem(undefined);
    try {
      await onTry();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setRunning(false);
    }
  };
  const { setup, client, runs, advice } = state;
  const mine = runs.filter((one) => one.client === client);
  return (
    <section className={styles.view} aria-label="Experiments" data-testid="trial-bench">
      <p className={styles.setup} data-testid="trials-name">
        {setup.name}
      </p>
      {client !== undefined && (
        <Client setup={setup} client={client} latest={mine.at(-1)} off={busy} onChoose={onChoose} />
      )}
      <Choosing state={state} off={busy} onChoose={onChoose} />
      <div className={styles.row}>
        <Button kind="primary" off={running || busy} onClick={run} data-testid="try">
          Run
        </Button>
        <span role="status" data-testid="trial-status">
          {running
            ? "Under way …"
            : problem === undefined
              ? countWords(mine.length)
              : `It failed: ${problem}`}
        </span>
      </div>
      {mine.length > 0 && (
        <Runs runs={mine} advised={client === undefined ? undefined : advice[client]} onAdvise={onAdvise} />
      )}
    </section>
  );
}

const countWords = (count: number): string =>
  count === 0 ? "Nothing has been run." : `${count} ${count === 1 ? "run" : "runs"} so far.`;
