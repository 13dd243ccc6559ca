import type { KeyboardEvent } from "react";
import { momentText } from "../virtualTime";
import styles from "./Scrubber.module.css";

interface Props {
  readonly atNs: number;
  readonly endNs: number;
  /** Arrow keys go by this, page keys by ten of it. */
  readonly stepNs: number;
  readonly off: boolean;
  readonly testId: string;
  readonly onSeek: (atNs: number) => void;
}

const LONG_STEPS = 10;

/** A moment of a run, from its start to its end, chosen by hand or by keys. */
export function TimeSlider({ atNs, endNs, stepNs, off, testId, onSeek }: Props) {
  const byKey = (event: KeyboardEvent) => {
    const target: Readonly<Record<string, number>> = {
      ArrowLeft: atNs - stepNs,
      ArrowDown: atNs - stepNs,
      ArrowRight: atNs + stepNs,
      ArrowUp: atNs + stepNs,
      PageDown: atNs - LONG_STEPS * stepNs,
      PageUp: atNs + LONG_STEPS * stepNs,
      Home: 0,
      End: endNs,
    };
    const wanted = target[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    onSeek(Math.min(endNs, Math.max(0, wanted)));
  };
  return (
    <input
      type="range"
      className={styles.range}
      min={0}
      max={Math.max(1, endNs)}
      step={1}
      value={Math.min(atNs, Math.max(1, endNs))}
      disabled={off}
      aria-label="Position in the run"
      aria-valuetext={`${momentText(atNs)} of ${momentText(endNs)}`}
      onKeyDown={byKey}
      onChange={(event) => onSeek(Number(event.target.value))}
      data-testid={testId}
    />
  );
}
