"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import type { LabApi } from "@/app/guest/lab/state";
import { type HostSettings, USUAL_HOST } from "@/app/sim/together/settings";
import { AddColumn } from "./AddColumn";
import { BootAll } from "./BootAll";
import { ColumnSwitch } from "./ColumnSwitch";
import { RunContext, useFollowedRun } from "./clock/runStore";
import { WorkbenchClock } from "./clock/WorkbenchClock";
import { ContainerColumn } from "./column/ContainerColumn";
import { GuestColumn } from "./column/GuestColumn";
import { Comparison } from "./comparison/Comparison";
import { createLabStore, LabContext, useColumn, useColumns, useLabApi } from "./labStore";
import styles from "./Workbench.module.css";

/** The scheduler and its drawings come once the columns can be used: there is nothing to schedule before one has started. */
const HostBelow = dynamic(() => import("./host/HostBelow").then((host) => host.HostBelow), { ssr: false });

interface Props {
  readonly lab: LabApi;
  /** Beside a lesson: the lab's own columns only, one at a time where there is little room. */
  readonly embedded?: boolean;
  /** The host below the columns, to begin with. */
  readonly host?: HostSettings | undefined;
}

/** The workbench of a lab: its columns side by side, and what they have in common below. */
export function Workbench({ lab, embedded = false, host }: Props) {
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
      {embedded ? <Bench embedded /> : <SharedBench lab={lab} host={host ?? USUAL_HOST} />}
    </LabContext>
  );
}

/** On a page of its own the columns have a clock over them and a host below. */
function SharedBench({ lab, host }: { readonly lab: LabApi; readonly host: HostSettings }) {
  const run = useFollowedRun(lab);
  const [settings, set] = useState(host);
  useEffect(() => set(host), [host]);
  const change = useCallback((next: (was: HostSettings) => HostSettings) => set(next), []);
  return (
    <RunContext value={run}>
      <Bench
        embedded={false}
        above={<WorkbenchClock host={settings} />}
        below={<HostBelow settings={settings} onChange={change} />}
      />
    </RunContext>
  );
}

interface BenchProps {
  readonly embedded: boolean;
  readonly above?: ReactNode;
  readonly below?: ReactNode;
}

function Bench({ embedded, above, below }: BenchProps) {
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
      {above}
      <div className={styles.columns} data-count={panels.length}>
        {panels.map((id) => (
          <div key={id} className={styles.panel} data-panel={id} data-shown={id === shown}>
            <Column id={id} embedded={embedded} />
          </div>
        ))}
      </div>
      <Comparison />
      {below}
    </section>
  );
}

function Column({ id, embedded }: { readonly id: string; readonly embedded: boolean }) {
  const track = useColumn(id, (column) => column.track);
  const Kind = track === "container" ? ContainerColumn : GuestColumn;
  return <Kind id={id} embedded={embedded} />;
}
