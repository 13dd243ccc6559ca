import { useState } from "react";
import type { Pacing } from "@/app/guest/guest";
import { Button } from "@/app/ui/Button";
import type { Attempt } from "../useAttempt";
import { momentText } from "../virtualTime";
import styles from "./ClockBar.module.css";

const NS_PER_MS = 1e6;
const STEPS_MS = [1, 10, 100, 1000] as const;

interface TimeProps {
  readonly atNs: number;
  /** Said before it to who cannot see that it is a clock. */
  readonly name?: string;
  readonly title?: string;
}

/** The clock's face. */
export function VirtualTime({ atNs, name = "Virtual time", title }: TimeProps) {
  return (
    <p className={styles.time} title={title}>
      <span className="visually-hidden">{name}: </span>
      <span data-testid="clock" data-value={atNs}>
        {momentText(atNs)}
      </span>
    </p>
  );
}

interface PlayProps {
  readonly lab: { play(pacing: Pacing): void; pause(): Promise<void> };
  readonly playing: Pacing | undefined;
  readonly off: boolean;
  readonly attempt: Attempt;
}

/** Play or pause, at the pace of the wall clock or faster. */
export function PlayButtons({ lab, playing, off, attempt }: PlayProps) {
  return (
    <>
      {playing === undefined ? (
        <Button
          kind="primary"
          off={off}
          onClick={() => attempt(() => lab.play("interactive"))}
          data-testid="play"
        >
          Play
        </Button>
      ) : (
        <Button kind="primary" onClick={() => attempt(() => lab.pause())} data-testid="pause">
          Pause
        </Button>
      )}
      <Button
        off={off}
        aria-pressed={playing === "fast"}
        onClick={() => attempt(() => lab.play(playing === "fast" ? "interactive" : "fast"))}
        data-testid="fast"
      >
        As fast as possible
      </Button>
    </>
  );
}

/** How long a step is, ns, and what chooses it. */
export function useStep() {
  const [ms, choose] = useState<number>(10);
  return { ns: ms * NS_PER_MS, ms, choose };
}

interface StepProps {
  readonly step: ReturnType<typeof useStep>;
  readonly off: boolean;
  readonly onStep: () => void;
  readonly testId: string;
  readonly title?: string;
}

/** Steps on, by so much virtual time as is chosen beside it. */
export function StepButton({ step, off, onStep, testId, title }: StepProps) {
  return (
    <>
      <Button off={off} title={title} onClick={onStep} data-testid={testId}>
        Step
      </Button>
      <label className={styles.choice}>
        <span className="visually-hidden">Step by</span>
        <select
          value={step.ms}
          onChange={({ target }) => step.choose(Number(target.value))}
          data-testid="step-ms"
        >
          {STEPS_MS.map((ms) => (
            <option key={ms} value={ms}>
              {ms} ms
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
