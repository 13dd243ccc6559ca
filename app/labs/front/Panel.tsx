import type { ReactNode } from "react";
import type { Figure } from "@/app/sim/figures/figure";
import { FigureValue } from "@/app/ui/FigureValue";
import { PhaseAxis, PhaseBar, type PhaseSegment } from "@/app/ui/PhaseBar";
import type { Track } from "@/app/ui/tracks";
import column from "../workbench/column/Column.module.css";
import { inWords } from "../workbench/words";
import styles from "./LiveFigure.module.css";

interface Props {
  readonly track: Track;
  readonly children: ReactNode;
  readonly segments: readonly PhaseSegment[];
  /** The end of the axis that the panels share, ms. */
  readonly axisMs: number;
  /** Time to the prompt, once it is there. */
  readonly prompt: Figure | undefined;
}

/** One of the three: what it is, its console, and the time that it took to its prompt. */
export function Panel({ track, children, segments, axisMs, prompt }: Props) {
  const title = track === "container" ? "docker run to prompt" : "Power-on to prompt";
  const words = segments.length === 0 ? "not started yet" : inWords(segments);
  return (
    <article
      className={`${column.column} ${styles.panel}`}
      data-track={track}
      data-testid={`column-${track}`}
      aria-labelledby={`title-${track}`}
    >
      {children}
      <div>
        <div className={styles.time}>
          <span>{title}</span>
          {prompt && <FigureValue figure={prompt} label={title} testId={`boot-ms-${track}`} />}
        </div>
        <PhaseBar track={track} segments={segments} axisMs={axisMs} label={`${title}: ${words}`} />
        <PhaseAxis axisMs={segments.length === 0 ? undefined : axisMs} />
      </div>
    </article>
  );
}
