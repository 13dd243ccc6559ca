"use client";

import { useEffect, useRef, useState } from "react";
import { type Address, linkTo } from "./address";
import { Choosing } from "./Choosing";
import styles from "./Experiments.module.css";
import type { Asked } from "./experiments";
import { AskGuess, type Guess, HeldGuess } from "./Guess";
import { MeasureHere } from "./MeasureHere";
import { Progress } from "./Progress";
import { Result } from "./Result";
import type { Run } from "./run";
import { useMeasuring } from "./useMeasuring";
import { useRun } from "./useRun";

/** Chooses an experiment, asks for a guess, runs it, and shows what came out; beside a run that was kept, if there is one. */
export function ExperimentsView({ address }: { readonly address: Address }) {
  const [asked, setAsked] = useState(address.asked);
  const [guess, setGuess] = useState<Guess>();
  /** Of the run that is shown. */
  const [held, setHeld] = useState<Guess>();
  const [kept, setKept] = useState<Run>();
  const { run, start, cancel } = useRun();
  const { measuring, measure, stop } = useMeasuring();
  const [isUsed, use] = useState(false);
  // Overhead starts from counts of transfers, which take minutes.
  const isMeasured = asked.experiment !== "overhead";
  const measurements = isUsed && isMeasured ? measuring?.found?.measurements : undefined;
  const choose = (other: Asked) => {
    setAsked(other);
    setGuess(undefined);
  };
  const begin = () => {
    setHeld(guess);
    history.replaceState(null, "", linkTo(asked));
    start(asked, measurements);
  };
  const opened = useRef(false);
  useEffect(() => {
    if (!address.complete || opened.current) return;
    opened.current = true;
    start(address.asked);
  }, [address, start]);
  const isShown = run !== undefined && linkTo(run.asked) === linkTo(asked);
  return (
    <div className={styles.view} data-testid="experiments-view">
      <Choosing asked={asked} onAsked={choose} />
      {!isShown && <AskGuess asked={asked} guess={guess} onGuess={setGuess} />}
      {isMeasured && (
        <MeasureHere
          measuring={measuring}
          onMeasure={() => {
            use(false);
            measure();
          }}
          onStop={stop}
          isUsed={isUsed}
          onUse={use}
        />
      )}
      <Progress run={run} onStart={begin} onCancel={cancel} />
      {run !== undefined && (
        <>
          <HeldGuess asked={run.asked} tables={run.tables} guess={held} />
          <Result run={run} kept={kept} onKeep={setKept} />
        </>
      )}
    </div>
  );
}
