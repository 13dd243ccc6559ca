import { useId, useState } from "react";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import { useAttempt } from "../../host/useAttempt";
import { ErrorPanel } from "../../workbench/column/problems";
import { answersFigure, exitsEachFigure, roundTripFigure } from "../figures";
import styles from "../NetworkBench.module.css";
import { useNetwork, useNetworkLabApi } from "../networkStore";
import { type Measurement, measureRoundTrips } from "./measure";

const NONE: readonly Measurement[] = [];

/** How long there and back takes, and what it costs the guest: measured when asked for. */
export function RoundTrips() {
  const id = useId();
  const lab = useNetworkLabApi();
  const ready = useNetwork(({ status }) => status === "ready");
  const [measured, setMeasured] = useState(NONE);
  const [running, setRunning] = useState(false);
  const { attempt, problem } = useAttempt("the round trips");
  const measure = async () => {
    setRunning(true);
    await attempt(async () => setMeasured(await measureRoundTrips(lab)));
    setRunning(false);
  };
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="round-trips">
      <h2 id={`${id}title`} className={styles.title}>
        There and back
      </h2>
      <p className={styles.row}>
        <Button kind="primary" off={!ready || running} onClick={measure} data-testid="measure">
          Measure round trips
        </Button>
        <span role="status">{running ? "Five pings each way …" : ""}</span>
      </p>
      {measured.length > 0 && (
        <ValueTable
          caption="Five pings each, after one for the addresses, with the cables as they were set."
          head={["From → to", "fastest", "average", "came back, of 5", "exits of the card, each"]}
          scrollLabel="Table of round trips"
          rows={measured.map(({ id: key, what, fastestMs, averageMs, received, exits }) => ({
            key,
            cells: [
              what,
              <FigureValue
                key="fastest"
                figure={roundTripFigure(fastestMs)}
                label={`${what}, fastest`}
                testId={`fastest-${key}`}
              />,
              <FigureValue key="average" figure={roundTripFigure(averageMs)} label={`${what}, average`} />,
              <FigureValue key="received" figure={answersFigure(received)} label={`${what}, answers`} />,
              <FigureValue
                key="exits"
                figure={exitsEachFigure(exits, received)}
                label={`${what}, exits of the card for each`}
                testId={`trip-exits-${key}`}
              />,
            ],
          }))}
        />
      )}
      {problem && <ErrorPanel id="round-trips" error={problem} />}
    </section>
  );
}
