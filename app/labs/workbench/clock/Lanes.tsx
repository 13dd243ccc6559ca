import { Fragment, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { Button } from "@/app/ui/Button";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { gathered } from "../../host/clock/marks";
import scrubberStyles from "../../host/clock/Scrubber.module.css";
import { TimeSlider } from "../../host/clock/TimeSlider";
import { lengthText } from "../../host/virtualTime";
import { useColumn, useColumns } from "../labStore";
import { useBootAxis } from "../useBootAxis";
import { columnName } from "../words";
import styles from "./Clock.module.css";
import { markGravity, markSigns, markText } from "./runMarks";
import { useRun, useRunStore } from "./runStore";

/** The run: a slider over it, and below it a lane for each column on the same axis, with what happened to it. */
export function Lanes({ stepNs }: { readonly stepNs: number }) {
  const { look } = useRunStore();
  const farNs = useRun((view) => view.farNs);
  const lookNs = useRun((view) => view.lookNs);
  const ids = useColumns(useShallow((columns) => columns.map(({ id }) => id)));
  const startsNs = useBootAxis() * 1e6;
  const [close, setClose] = useState(false);
  // Of a run of minutes the starts are a point.
  const canBeClose = startsNs > 0 && startsNs < farNs;
  const endNs = close && canBeClose ? startsNs : farNs;
  return (
    <div className={styles.lanes}>
      <span className={styles.laneName}>
        <Button
          off={!canBeClose}
          onClick={() => setClose(!close)}
          title="What stretch of the run the slider and the lanes show"
          data-testid="axis"
        >
          {close && canBeClose ? "Whole run" : "To the starts"}
        </Button>
      </span>
      <TimeSlider
        atNs={Math.min(lookNs ?? farNs, endNs)}
        endNs={endNs}
        stepNs={stepNs}
        off={farNs === 0}
        testId="scrubber"
        onSeek={look}
      />
      <span className={styles.laneTime}>{farNs > 0 ? lengthText(lookNs ?? farNs) : "–"}</span>
      {ids.map((id) => (
        <Fragment key={id}>
          <Lane id={id} axisNs={endNs} />
        </Fragment>
      ))}
    </div>
  );
}

function Lane({ id, axisNs }: { readonly id: string; readonly axisNs: number }) {
  const { history } = useRunStore();
  const column = useColumn(id, (state) => state);
  useRun((view) => view.version);
  const endNs = history.endNs(id);
  const name = columnName(column);
  const marks = history.marks(column).filter(({ atNs }) => atNs <= axisNs);
  const placed = gathered(marks, axisNs, markGravity, (mark) => markText(mark, name));
  const ran = axisNs > 0 ? Math.min(100, (100 * endNs) / axisNs) : 0;
  return (
    <>
      <span className={styles.laneName} data-track={column.track}>
        <TrackGlyph track={column.track} /> {name}
      </span>
      <span className={styles.lane} data-track={column.track} aria-hidden="true">
        <span className={styles.ran} style={{ width: `${ran}%` }} />
        {placed.map(({ key, at, kind, title }) => (
          <span
            key={key}
            className={scrubberStyles.mark}
            data-kind={kind}
            style={{ left: `${at}%` }}
            title={title}
          >
            {markSigns[kind]}
          </span>
        ))}
      </span>
      <span className={styles.laneTime} data-testid={`lane-${id}`} data-value={endNs}>
        {endNs > 0 ? lengthText(endNs) : "off"}
      </span>
    </>
  );
}
