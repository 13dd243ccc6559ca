import type { ReactNode } from "react";
import styles from "./ValueTable.module.css";

export interface ValueRow {
  readonly key: string;
  /** The first cell names the row. */
  readonly cells: readonly ReactNode[];
}

interface Props {
  readonly caption: ReactNode;
  readonly captionHidden?: boolean;
  readonly head: readonly string[];
  readonly rows: readonly ValueRow[];
  /** Names a table that may be wider than its place: it then scrolls, by keyboard too. */
  readonly scrollLabel?: string;
}

/** The table of a figure's values: names to the left, numbers to the right, in tabular figures. */
export function ValueTable({ caption, captionHidden = false, head, rows, scrollLabel }: Props) {
  const scrolling =
    scrollLabel === undefined ? {} : { role: "region", tabIndex: 0, "aria-label": scrollLabel };
  return (
    <div className={styles.scroll} data-scrolls={scrollLabel !== undefined} {...scrolling}>
      <table className={styles.table}>
        <caption className={captionHidden ? "visually-hidden" : styles.caption}>
          <span>{caption}</span>
        </caption>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...numbers] }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {numbers.map((cell, column) => (
                <td key={head[column + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
