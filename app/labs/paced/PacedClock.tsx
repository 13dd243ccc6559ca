"use client";

import type { ReactNode } from "react";
import type { Pacing } from "@/app/guest/guest";
import type { LabError } from "@/app/guest/lab/state";
import { Button } from "@/app/ui/Button";
import styles from "../host/clock/ClockBar.module.css";
import { PlayButtons, VirtualTime } from "../host/clock/ClockParts";
import { useAttempt } from "../host/useAttempt";
import { ErrorPanel } from "../workbench/column/problems";

const NS_PER_MS = 1e6;
const STEP_MS = 10;

interface Props {
  /** Names the panel of its errors. */
  readonly id: string;
  readonly lab: {
    play(pacing: Pacing): void;
    pause(): Promise<void>;
    step(ns: number): Promise<void>;
  };
  readonly nowNs: number;
  readonly ready: boolean;
  readonly playing: Pacing | undefined;
  readonly error: LabError | undefined;
  /** What it is doing while it neither plays nor stands. */
  readonly busyWith: string;
  /** Beside the status. */
  readonly children?: ReactNode;
}

/** Virtual time of a lab, and what makes it go and stop. */
export function PacedClock({ id, lab, nowNs, ready, playing, error, busyWith, children }: Props) {
  const { attempt, problem } = useAttempt("the clock");
  const shown = problem ?? error;
  return (
    <section className={styles.bar} aria-label="Clock" data-testid="clock-bar">
      <div className={styles.row}>
        <VirtualTime atNs={nowNs} />
        <fieldset className={styles.buttons}>
          <legend className="visually-hidden">Run</legend>
          <PlayButtons lab={lab} playing={playing} off={!ready} attempt={attempt} />
          <Button
            off={!ready || playing !== undefined}
            onClick={() => attempt(() => lab.step(STEP_MS * NS_PER_MS))}
            data-testid="step"
          >
            Step {STEP_MS} ms
          </Button>
        </fieldset>
        <p className={styles.status} role="status" data-testid={`${id}-status`} data-value={playing}>
          {ready ? pacingWords(playing) : busyWith}
        </p>
        {children}
      </div>
      {shown && <ErrorPanel id={id} error={shown} />}
    </section>
  );
}

function pacingWords(playing: Pacing | undefined): string {
  if (playing === undefined) return "Paused";
  return playing === "fast" ? "As fast as possible" : "Playing";
}
