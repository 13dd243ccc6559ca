import { useState } from "react";
import type { ExitsByDevice } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { along } from "@/app/ui/scale";
import { deviceRows, exitsFigure } from "../figures";
import styles from "./ExitTable.module.css";

const shownAtOnce = 4;

/** Exits by device, most first: a bar for each, and the numbers. The first few stand; the rest unfold. */
export function ExitTable({ id, exits }: { readonly id: string; readonly exits: ExitsByDevice }) {
  const [unfolded, setUnfolded] = useState(false);
  const rows = deviceRows(exits);
  const more = rows.length - shownAtOnce;
  const most = rows[0]?.total ?? 1;
  const line = ({ device, reads, writes, total }: (typeof rows)[number]) => (
    <tr key={device} data-testid={`exits-${id}-${device}`} data-value={total}>
      <th scope="row">{device}</th>
      <td>
        <span className={styles.bar} style={{ width: along(total, most) }} />
      </td>
      <td>{numberText(reads, "exits")}</td>
      <td>{numberText(writes, "exits")}</td>
      <td>
        <FigureValue figure={exitsFigure(total)} label={`Exits for ${device}`} bare />
      </td>
    </tr>
  );
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <caption>Exits by device (● measured)</caption>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <td />
            <th scope="col">reads</th>
            <th scope="col">writes</th>
            <th scope="col">exits</th>
          </tr>
        </thead>
        <tbody id={`devices-${id}`}>{(unfolded ? rows : rows.slice(0, shownAtOnce)).map(line)}</tbody>
      </table>
      {more > 0 && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={unfolded}
          aria-controls={`devices-${id}`}
          onClick={() => setUnfolded(!unfolded)}
          data-testid={`more-devices-${id}`}
        >
          {unfolded ? "Fewer devices" : `${more} more ${more === 1 ? "device" : "devices"}`}
        </button>
      )}
    </div>
  );
}
