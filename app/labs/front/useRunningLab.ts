"use client";

import { type ComponentType, useCallback, useEffect, useState } from "react";
import { whenIdle } from "@/app/ui/whenIdle";
import type { LabStore } from "../workbench/labStore";

export interface RunningLab {
  readonly store: LabStore;
  readonly Panels: ComponentType;
}

/**
 * The lab of this page, once its code has been fetched: when `fetchNow` is called, or when the visitor has been idle for
 * a while. `failed` if the code could not be had.
 */
export function useRunningLab(canRun: boolean) {
  const [running, setRunning] = useState<RunningLab>();
  const [wanted, setWanted] = useState(false);
  const [failed, setFailed] = useState(false);
  const fetchNow = useCallback(() => setWanted(true), []);
  useEffect(() => (canRun ? whenIdle(fetchNow) : undefined), [canRun, fetchNow]);
  useEffect(() => {
    if (!wanted) return;
    let close: (() => void) | undefined;
    let gone = false;
    import("./runningLab").then(
      ({ openLab, RunningPanels }) => {
        if (gone) return;
        const opened = openLab();
        close = opened.close;
        setRunning({ store: opened.store, Panels: RunningPanels });
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      close?.();
      setRunning(undefined);
    };
  }, [wanted]);
  return { running, failed, fetchNow };
}
