"use client";

import { useEffect, useMemo, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import type { LabApi } from "@/app/guest/lab/state";
import { AddColumn } from "./AddColumn";
import { BootAll } from "./BootAll";
import { ColumnSwitch } from "./ColumnSwitch";
import { ContainerColumn } from "./column/ContainerColumn";
import { GuestColumn } from "./column/GuestColumn";
import { Comparison } from "./comparison/Comparison";
import { createLabStore, LabContext, useColumn, useColumns, useLabApi } from "./labStore";
import styles from "./Workbench.module.css";

interface Props {
  readonly lab: LabApi;
  /** Beside a lesson: the lab's own columns only, one at a time where there is little room. */
  readonly embedded?: boolean;
}

/** The workbench of a lab: its columns side by side, and what they have in common below. */
export function Workbench({ lab, embedded = false }: Props) {
  const store = useMemo(() => createLabStore(lab), [lab]);
  useEffect(() => store.follow(), [store]);
  useEffect(() => {
    const handle = { record: () => lab.record() };
    window.triptych = handle;
    return () => {
      if (window.triptych === handle) delete window.triptych;
    };
  }, [lab]);
  return (
    <LabContext value={store}>
      <Bench embedded={embedded} />
    </LabContext>
  );
}

function Bench({ embedded }: { readonly embedded: boolean }) {
  const { resting } = useLabApi();
  const panels = useColumns(useShallow((columns) => columns.map(({ id }) => id)));
  const [chosen, choose] = useState(panels[0]);
  const shown = panels.includes(chosen ?? "") ? chosen : panels[0];
  return (
    // A press before there is a lab would be lost without a word.
    <section className={styles.workbench} aria-label="Workbench" data-embedded={embedded} inert={resting}>
      <div className={styles.bar}>
        <BootAll />
        {!embedded && <AddColumn />}
        {panels.length > 1 && <ColumnSwitch panels={panels} shown={shown} onChoose={choose} />}
      </div>
      <div className={styles.columns} data-count={panels.length}>
        {panels.map((id) => (
          <div key={id} className={styles.panel} data-panel={id} data-shown={id === shown}>
            <Column id={id} embedded={embedded} />
          </div>
        ))}
      </div>
      <Comparison />
    </section>
  );
}

function Column({ id, embedded }: { readonly id: string; readonly embedded: boolean }) {
  const track = useColumn(id, (column) => column.track);
  const Kind = track === "container" ? ContainerColumn : GuestColumn;
  return <Kind id={id} embedded={embedded} />;
}
