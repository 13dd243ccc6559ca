import type { KeyboardEvent } from "react";
import { useMemo } from "react";
import { useHost } from "../hostStore";
import { momentText } from "../virtualTime";
import { markSigns, placeMarks } from "./marks";
import styles from "./Scrubber.module.css";

interface Props {
  readonly stepNs: number;
  readonly wishNs: number | undefined;
  readonly onSeek: (atNs: number) => void;
}

const LONG_STEPS = 10;

/** The whole run from its start to the furthest point computed. Arrow keys go by the chosen step, page keys by ten of it. */
export function Scrubber({ stepNs, wishNs, onSeek }: Props) {
  const nowNs = useHost(({ state }) => state.view?.nowNs ?? 0);
  const endNs = useHost(({ state }) => state.view?.endNs ?? 0);
  const marks = useHost(({ state }) => state.view?.marks);
  const checkpoints = useHost(({ state }) => state.checkpointsNs);
  const off = useHost(({ state }) => state.view === undefined || state.status === "loading");
  const placed = useMemo(() => placeMarks(marks ?? [], endNs), [marks, endNs]);
  const atNs = wishNs ?? nowNs;
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
    <div className={styles.scrubber}>
      <div className={styles.overlay} aria-hidden="true">
        {placed.map(({ key, at, kind, title }) => (
          <span key={key} className={styles.mark} data-kind={kind} style={{ left: `${at}%` }} title={title}>
            {markSigns[kind]}
          </span>
        ))}
      </div>
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
        data-testid="scrubber"
      />
      <div className={styles.overlay} data-below aria-hidden="true">
        {endNs > 0 &&
          checkpoints.map((ns) => (
            <span key={ns} className={styles.checkpoint} style={{ left: `${(100 * ns) / endNs}%` }} />
          ))}
      </div>
    </div>
  );
}
