"use client";

import { useColumn, useLabApi } from "../labStore";
import { columnName } from "../words";
import { ConsoleView } from "./ConsoleView";
import { OffMessage } from "./TerminalAtRest";

/** The console of a column: what the guest writes is shown, what the learner types goes to the guest. */
export function TerminalPanel({ id, columns }: { readonly id: string; readonly columns?: number }) {
  const lab = useLabApi();
  const off = useColumn(id, (column) => column.power === "off");
  return (
    <ConsoleView lab={lab} id={id} name={`Terminal of ${useColumn(id, columnName)}`} columns={columns}>
      {off && <OffMessage />}
    </ConsoleView>
  );
}
