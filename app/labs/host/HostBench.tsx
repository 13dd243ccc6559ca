"use client";

import { type ReactNode, useEffect, useMemo } from "react";
import type { HostLabApi } from "@/app/guest/host/api";
import { ClockBar } from "./clock/ClockBar";
import styles from "./HostBench.module.css";
import { createHostStore, HostContext } from "./hostStore";
import { Instances } from "./instances/Instances";
import { CoreBudget } from "./ledger/CoreBudget";
import { MemoryView } from "./memory/MemoryView";
import { Timeline } from "./timeline/Timeline";

interface Props {
  readonly lab: HostLabApi;
  /** A run's file has been taken over. */
  readonly onImported?: (text: string) => void;
  /** What stands above the clock. */
  readonly children?: ReactNode;
}

/** A host to watch and to handle: the clock, the cores, what runs on them, and where the time and the memory went. */
export function HostBench({ lab, onImported, children }: Props) {
  const store = useMemo(() => createHostStore(lab), [lab]);
  useEffect(() => store.follow(), [store]);
  useEffect(() => {
    window.triptychHost = lab;
    return () => {
      if (window.triptychHost === lab) delete window.triptychHost;
    };
  }, [lab]);
  return (
    <HostContext value={store}>
      <section className={styles.bench} aria-label="Host">
        {children}
        <ClockBar onImported={onImported} />
        <Timeline />
        <Instances />
        <div className={styles.budgets}>
          <CoreBudget />
          <MemoryView />
        </div>
      </section>
    </HostContext>
  );
}
