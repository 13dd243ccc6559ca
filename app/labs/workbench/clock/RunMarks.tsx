import { useState } from "react";
import listStyles from "../../host/clock/MarkList.module.css";
import { useColumns } from "../labStore";
import { columnName } from "../words";
import { markSigns, markText } from "./runMarks";
import { useRun, useRunStore } from "./runStore";

/** The marks of all lanes as a list in the order of virtual time; each leads to its moment. */
export function RunMarks() {
  const { history, look } = useRunStore();
  const columns = useColumns((all) => all);
  useRun((view) => view.version);
  const [open, setOpen] = useState(false);
  const marks = columns
    .flatMap((column) => history.marks(column).map((mark) => ({ mark, name: columnName(column) })))
    .sort((a, b) => a.mark.atNs - b.mark.atNs);
  return (
    <details className={listStyles.list} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary data-testid="marks" data-value={marks.length}>
        {marks.length} {marks.length === 1 ? "mark" : "marks"}: power-on, kernel, prompt, saved states, bursts
        of exits, ends
      </summary>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className={listStyles.scroll} aria-label="Marks of the run" tabIndex={0}>
          <ol>
            {marks.map(({ mark, name }) => (
              <li key={`${mark.column} ${mark.kind} ${mark.atNs}`}>
                <button type="button" className={listStyles.mark} onClick={() => look(mark.atNs)}>
                  <span aria-hidden="true">{markSigns[mark.kind]}</span> {markText(mark, name)}
                </button>
              </li>
            ))}
          </ol>
        </section>
      )}
    </details>
  );
}
