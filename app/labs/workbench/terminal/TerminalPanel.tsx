"use client";

import { useColumn, useLabApi } from "../labStore";
import { columnName } from "../words";
import { ConsoleView } from "./ConsoleView";
import styles from "./TerminalPanel.module.css";

/** The console of a column: what the guest writes is shown, what the learner types goes to the guest. */
export function TerminalPanel({ id }: { readonly id: string }) {
  const lab = useLabApi();
  const off = useColumn(id, (column) => column.power === "off");
  return (
    <ConsoleView lab={lab} id={id} name={`Terminal of ${useColumn(id, columnName)}`}>
      {off && <p className={styles.empty}>Off. Start it, and its console appears here.</p>}
    </ConsoleView>
  );
}
