import { useShallow } from "zustand/react/shallow";
import type { Scenario } from "@/app/guest/lab/state";
import type { Figure } from "@/app/sim/figures/figure";
import { ColumnHeader } from "../workbench/column/ColumnHeader";
import { CrashPanel, ErrorPanel } from "../workbench/column/problems";
import { type Booted, bootOf, caption } from "../workbench/comparison/finding";
import { PhaseLegend } from "../workbench/comparison/PhaseLegend";
import { startMsFigure } from "../workbench/containerFigures";
import { bootMsFigure, segmentsOf } from "../workbench/figures";
import { useColumn, useColumns, useLabApi } from "../workbench/labStore";
import { TerminalPanel } from "../workbench/terminal/TerminalPanel";
import { useBootAxis } from "../workbench/useBootAxis";
import { columnName } from "../workbench/words";
import styles from "./LiveFigure.module.css";
import { Panel } from "./Panel";

/** The console of a third of a page is read, more than worked in: better lines that wrap than small type. */
const NARROW_COLUMNS = 52;

/** The panels of a lab that is there, and below them, once they have come to their prompts, how to read them. */
export function RunningPanels() {
  const ids = useColumns(useShallow((columns) => columns.map(({ id }) => id)));
  return (
    <>
      <div className={styles.panels}>
        {ids.map((id) => (
          <RunningPanel key={id} id={id} />
        ))}
      </div>
      <Reading />
    </>
  );
}

const promptFigure = (boot: Booted["boot"], costs: Scenario["costs"]): Figure =>
  boot.track === "container" ? startMsFigure(boot) : bootMsFigure(boot, costs);

function RunningPanel({ id }: { readonly id: string }) {
  const { costs } = useLabApi().scenario;
  const column = useColumn(id, (state) => state);
  const boot = bootOf(column)[0]?.boot;
  const crash = column.track === "container" ? undefined : column.crash;
  return (
    <Panel
      track={column.track}
      segments={segmentsOf(column)}
      axisMs={useBootAxis()}
      prompt={boot && promptFigure(boot, costs)}
    >
      <ColumnHeader id={id} embedded />
      {column.error && <ErrorPanel id={id} error={column.error} />}
      {crash && <CrashPanel id={id} crash={crash} />}
      <TerminalPanel id={id} columns={NARROW_COLUMNS} />
    </Panel>
  );
}

function Reading() {
  const names = useColumns(useShallow((columns) => columns.filter(hasBooted).map(columnName)));
  const boots = useColumns(useShallow((columns) => columns.flatMap(bootOf).map(({ boot }) => boot)));
  if (boots.length === 0) return null;
  return (
    <>
      <PhaseLegend boots={boots} />
      <p className={styles.caption}>{caption(boots.map((boot, at) => ({ name: names[at] ?? "", boot })))}</p>
    </>
  );
}

const hasBooted = (column: Parameters<typeof bootOf>[0]): boolean => bootOf(column).length > 0;
