import { useMemo } from "react";
import { useHost } from "../hostStore";
import { markSigns, placeMarks } from "./marks";
import styles from "./Scrubber.module.css";
import { TimeSlider } from "./TimeSlider";

interface Props {
  readonly stepNs: number;
  readonly wishNs: number | undefined;
  readonly onSeek: (atNs: number) => void;
}

/** The whole run from its start to the furthest point computed. Arrow keys go by the chosen step, page keys by ten of it. */
export function Scrubber({ stepNs, wishNs, onSeek }: Props) {
  const nowNs = useHost(({ state }) => state.view?.nowNs ?? 0);
  const endNs = useHost(({ state }) => state.view?.endNs ?? 0);
  const marks = useHost(({ state }) => state.view?.marks);
  const checkpoints = useHost(({ state }) => state.checkpointsNs);
  const off = useHost(({ state }) => state.view === undefined || state.status === "loading");
  const placed = useMemo(() => placeMarks(marks ?? [], endNs), [marks, endNs]);
  return (
    <div className={styles.scrubber}>
      <div className={styles.overlay} aria-hidden="true">
        {placed.map(({ key, at, kind, title }) => (
          <span key={key} className={styles.mark} data-kind={kind} style={{ left: `${at}%` }} title={title}>
            {markSigns[kind]}
          </span>
        ))}
      </div>
      <TimeSlider {...{ endNs, stepNs, off, onSeek }} atNs={wishNs ?? nowNs} testId="scrubber" />
      <div className={styles.overlay} data-below aria-hidden="true">
        {endNs > 0 &&
          checkpoints.map((ns) => (
            <span key={ns} className={styles.checkpoint} style={{ left: `${(100 * ns) / endNs}%` }} />
          ))}
      </div>
    </div>
  );
}
