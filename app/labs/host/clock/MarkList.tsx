import { useState } from "react";
import { useHost } from "../hostStore";
import styles from "./MarkList.module.css";
import { markSigns, markText } from "./marks";

const SHOWN = 100;

/** The marks of the scrubber as a list; each leads to its moment. */
export function MarkList({ onSeek }: { readonly onSeek: (atNs: number) => void }) {
  const marks = useHost(({ state }) => state.view?.marks) ?? [];
  const [open, setOpen] = useState(false);
  const numbered = marks.map((mark, number) => ({ mark, number }));
  const last = open ? numbered.slice(-SHOWN).toReversed() : [];
  return (
    <details className={styles.list} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid="marks">
        {marks.length} {marks.length === 1 ? "mark" : "marks"}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.scroll} aria-label="Marks of the run, last first" tabIndex={0}>
        <ol>
          {last.map(({ mark, number }) => (
            <li key={number}>
              <button type="button" className={styles.mark} onClick={() => onSeek(mark.atNs)}>
                <span aria-hidden="true">{markSigns[mark.kind]}</span> {markText(mark)}
              </button>
            </li>
          ))}
        </ol>
        {marks.length > SHOWN && <p>And {marks.length - SHOWN} before these.</p>}
      </section>
    </details>
  );
}
