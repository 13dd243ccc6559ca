import type { ContainerPhaseName, PhaseName } from "@/app/sim/run/record";
import styles from "./PhaseBar.module.css";
import { along } from "./scale";
import type { Track } from "./tracks";

export interface PhaseSegment {
  readonly name: PhaseName | ContainerPhaseName;
  readonly virtualMs: number;
}

interface Props {
  readonly track: Track;
  readonly segments: readonly PhaseSegment[];
  /** The end of the axis; bars on one axis can be compared. */
  readonly axisMs: number;
  /** The bar in words. */
  readonly label: string;
  readonly testId?: string;
}

/** One boot as one bar: a segment for each phase, as long as it took. Phases differ in pattern, tracks in colour. */
export function PhaseBar({ track, segments, axisMs, label, testId }: Props) {
  return (
    <div className={styles.bar} data-track={track} role="img" aria-label={label} data-testid={testId}>
      {segments.map(({ name, virtualMs }) => (
        <span
          key={name}
          className={`${styles.phase} ${styles.segment}`}
          data-phase={name}
          style={{ width: along(virtualMs, axisMs) }}
        />
      ))}
    </div>
  );
}

/** The same pattern as in the bar, small, for a legend. */
export function PhaseSwatch({ track, name }: { readonly track: Track; readonly name: PhaseSegment["name"] }) {
  return (
    <span
      className={`${styles.phase} ${styles.swatch}`}
      data-track={track}
      data-phase={name}
      aria-hidden="true"
    />
  );
}

/** The axis below one or more bars, in virtual milliseconds; blank, and as high, while there is nothing to measure. */
export function PhaseAxis({ axisMs }: { readonly axisMs: number | undefined }) {
  return (
    <div className={styles.axis} aria-hidden="true">
      {axisMs !== undefined && (
        <>
          <span>0</span>
          <span>{axisMs / 2}</span>
          <span>{axisMs} ms</span>
        </>
      )}
    </div>
  );
}
