import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import type { ColumnState, LabApi } from "@/app/guest/lab/state";
import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { ValueTable } from "@/app/ui/ValueTable";
import { useAttempt } from "../../host/useAttempt";
import { lengthText, momentText } from "../../host/virtualTime";
import { ErrorPanel } from "../column/problems";
import { useColumn, useColumns, useLabApi } from "../labStore";
import { columnName } from "../words";
import styles from "./Clock.module.css";
import { lookFigures } from "./lookFigures";
import { useRun, useRunStore } from "./runStore";

const CONSOLE_LINES = 12;

/** What was at the moment that the scrubber stands at, while it does not stand at the present. */
export function LookingBack() {
  const { look } = useRunStore();
  const lookNs = useRun((view) => view.lookNs);
  const ids = useColumns(useShallow((columns) => columns.map(({ id }) => id)));
  if (lookNs === undefined) return null;
  return (
    <section className={styles.looking} aria-label="Looking back" data-testid="looking-back">
      <div className={styles.lookHead}>
        <p className={styles.lookAt} data-testid="look-at" data-value={lookNs}>
          Looking back at {momentText(lookNs)}
        </p>
        <Button kind="primary" onClick={() => look(undefined)} data-testid="return-to-now">
          Return to now
        </Button>
        <p>The columns themselves stay where they are and go on.</p>
      </div>
      <Counts ids={ids} atNs={lookNs} />
      <div className={styles.consoles}>
        {ids.map((id) => (
          <ConsoleThen key={id} id={id} atNs={lookNs} />
        ))}
      </div>
      <SavedBefore atNs={lookNs} />
    </section>
  );
}

function Counts({ ids, atNs }: { readonly ids: readonly string[]; readonly atNs: number }) {
  const { costs } = useLabApi().scenario;
  const { history } = useRunStore();
  const columns = useColumns((all) => all);
  useRun((view) => view.version);
  const rows = ids.flatMap((id) => {
    const column = columns.find((candidate) => candidate.id === id);
    return column === undefined ? [] : [{ column, sample: history.at(id, atNs) }];
  });
  const everyNs = Math.max(...ids.map((id) => history.everyNs(id)));
  return (
    <ValueTable
      caption={`Each column as it had last reported by that moment of its own clock, and as its prompt came. Guests report ten times a second of the wall clock${everyNs > 0 ? `; of a run this long a report each ${lengthText(everyNs)} is kept` : ""}.`}
      scrollLabel="Counts at that moment"
      head={["Column", "as of", "instructions", "crossings", "pages", "running", "exits", "asleep"]}
      rows={rows.map(({ column, sample }) => ({
        key: column.id,
        cells:
          sample === undefined
            ? [columnName(column), "not reported yet", "–", "–", "–", "–", "–", "–"]
            : [
                columnName(column),
                ...Object.entries(lookFigures(column.track, sample, costs)).map(([key, figure]) =>
                  figure === undefined ? (
                    "–"
                  ) : (
                    <FigureValue
                      key={key}
                      figure={figure}
                      label={`${columnName(column)}, ${key} then`}
                      testId={`look-${key}-${column.id}`}
                    />
                  ),
                ),
              ],
      }))}
    />
  );
}

function ConsoleThen({ id, atNs }: { readonly id: string; readonly atNs: number }) {
  const { history } = useRunStore();
  const track = useColumn(id, (column) => column.track);
  const name = useColumn(id, columnName);
  useRun((view) => view.version);
  const bytes = history.at(id, atNs)?.consoleBytes;
  const lines = useMemo(
    () => (bytes === undefined ? [] : history.consoleAt(id, bytes, CONSOLE_LINES)),
    [history, id, bytes],
  );
  if (bytes === undefined) return null;
  return (
    <figure className={styles.consoleThen} data-track={track}>
      <figcaption>
        <TrackGlyph track={track} /> {name}: console then
      </figcaption>
      <pre data-testid={`look-console-${id}`}>
        {lines.join("").trim() === "" ? "(nothing yet)" : lines.join("\n")}
      </pre>
    </figure>
  );
}

const savedBy = (columns: readonly ColumnState[], atNs: number) =>
  columns.flatMap((column) =>
    column.track === "container"
      ? []
      : column.snapshots
          .filter(({ atVirtualMs }) => atVirtualMs * 1e6 <= atNs)
          .map(({ id, atVirtualMs }) => ({ column, id, atVirtualMs })),
  );

/** Saved states are the moments from which a column can go on again. */
function SavedBefore({ atNs }: { readonly atNs: number }) {
  const lab: LabApi = useLabApi();
  const { look } = useRunStore();
  const saved = useColumns((columns) => columns);
  const { attempt, problem } = useAttempt("a saved state");
  const states = savedBy(saved, atNs);
  const putBack = (column: string, id: string) =>
    attempt(async () => {
      look(undefined);
      await lab.restore(column, id);
    });
  if (states.length === 0)
    return (
      <p className={styles.quiet}>
        To go on from a moment, save a guest’s state there: no state was saved before this one.
      </p>
    );
  return (
    <>
      <div className={styles.lookHead}>
        {states.map(({ column, id, atVirtualMs }) => (
          <Button
            key={`${column.id} ${id}`}
            onClick={() => putBack(column.id, id)}
            data-testid={`look-restore-${column.id}-${id}`}
          >
            {columnName(column)}: put back {id} of {lengthText(atVirtualMs * 1e6)}
          </Button>
        ))}
      </div>
      {problem && <ErrorPanel id="looking" error={problem} />}
    </>
  );
}
