import { type ReactNode, useState } from "react";
import { along } from "@/app/ui/scale";
import styles from "./BoundaryTable.module.css";

export interface BoundaryRow {
  readonly name: string;
  /** What the two parts come to; the bar is as long as this. */
  readonly total: number;
  readonly parts: readonly [string, string];
  readonly figure: ReactNode;
}

interface Props {
  readonly id: string;
  /** For tests: `<kind>-<column>-<name>`, and `more-<things>-<column>`. */
  readonly kind: string;
  readonly caption: string;
  readonly head: readonly [name: string, first: string, second: string, total: string];
  /** One of what the rows are, and several. */
  readonly words: readonly [one: string, several: string];
  /** Most first. */
  readonly rows: readonly BoundaryRow[];
}

const shownAtOnce = 4;

/** How often a column's boundary was crossed, by where: a bar for each, and the numbers. The first few stand; the rest unfold. */
export function BoundaryTable({ id, kind, caption, head, words, rows }: Props) {
  const [unfolded, setUnfolded] = useState(false);
  const more = rows.length - shownAtOnce;
  const most = rows[0]?.total ?? 1;
  const [one, several] = words;
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head[0]}</th>
            <td />
            <th scope="col">{head[1]}</th>
            <th scope="col">{head[2]}</th>
            <th scope="col">{head[3]}</th>
          </tr>
        </thead>
        <tbody id={`${several.replaceAll(" ", "-")}-${id}`}>
          {(unfolded ? rows : rows.slice(0, shownAtOnce)).map(({ name, total, parts, figure }) => (
            <tr key={name} data-testid={`${kind}-${id}-${name}`} data-value={total}>
              <th scope="row">{name}</th>
              <td>
                <span className={styles.bar} style={{ width: along(total, most) }} />
              </td>
              <td>{parts[0]}</td>
              <td>{parts[1]}</td>
              <td>{figure}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={unfolded}
          aria-controls={`${several.replaceAll(" ", "-")}-${id}`}
          onClick={() => setUnfolded(!unfolded)}
          data-testid={`more-${several.replaceAll(" ", "-")}-${id}`}
        >
          {unfolded ? `Fewer ${several}` : `${more} more ${more === 1 ? one : several}`}
        </button>
      )}
    </div>
  );
}
