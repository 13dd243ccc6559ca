import { TrackHeader } from "../workbench/column/ColumnHeader";
import { TerminalAtRest } from "../workbench/terminal/TerminalAtRest";
import styles from "./LiveFigure.module.css";
import { Panel } from "./Panel";

/** The panels before the lab is there, in the same places and as large. */
export function PanelsAtRest() {
  return (
    <div className={styles.panels}>
      {(["vm", "container", "pv"] as const).map((track) => (
        <Panel key={track} track={track} segments={[]} axisMs={1} prompt={undefined}>
          <TrackHeader id={track} track={track} power="off" embedded />
          <TerminalAtRest />
        </Panel>
      ))}
    </div>
  );
}
