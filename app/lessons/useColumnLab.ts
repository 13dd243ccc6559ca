"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createBrowserLab } from "@/app/guest/lab/browser";
import type { ColumnState, LabApi } from "@/app/guest/lab/state";
import { missingRequirements } from "@/app/labs/workbench/requirements";
import { restingLab } from "@/app/labs/workbench/restingLab";
import type { LabRun } from "@/app/sim/run/record";
import { columnLab, type PerformingLab } from "@/content/lab";
import { scenarioOf } from "@/content/scenario";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useProgress } from "./progress";
import { useKeptMeasurements, useWork } from "./useWork";

interface ColumnLesson extends LessonLab {
  readonly columns: LabApi;
  readonly missing: readonly string[];
}

/** The lab of a lesson with columns, for as long as the page is open; measurements are kept as they come in. */
export function useColumnLab(lesson: Lesson): ColumnLesson {
  const scenario = useMemo(() => scenarioOf(lesson), [lesson]);
  const [{ columns, lab }, setLab] = useState(() => both(restingLab(scenario)));
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [ready, setReady] = useState(false);
  const live = useRef<LabApi>(undefined);
  const performing = useRef<PerformingLab>(undefined);

  const renew = useCallback(() => {
    live.current?.dispose();
    const created = both(createBrowserLab(scenario));
    live.current = created.columns;
    performing.current = created.lab;
    setLab(created);
    return created.lab;
  }, [scenario]);

  useEffect(() => {
    void Promise.resolve(useProgress.persist.rehydrate()).then(() => setReady(true));
    const lacks = missingRequirements(window);
    setMissing(lacks);
    if (lacks.length === 0) renew();
    return () => {
      live.current?.dispose();
      live.current = undefined;
      performing.current = undefined;
    };
  }, [renew]);

  const { busy, work } = useWork(performing);
  const run = useRun(columns);
  useKeptMeasurements(lesson, run, ready);
  return { lesson, lab, columns, ready: ready && missing.length === 0, missing, run, busy, work, renew };
}

const both = (columns: LabApi) => ({ columns, lab: columnLab(columns) });

/** The record of a lab, renewed only when a column has changed in a way that a check or a measure could see. */
function useRun(lab: LabApi): LabRun {
  const [run, setRun] = useState(() => lab.record());
  useEffect(() => {
    let seen: readonly unknown[] = [];
    const look = () => {
      const now = [lab.answers(), ...lab.columns().flatMap(whatCounts)];
      if (now.length === seen.length && now.every((value, i) => value === seen[i])) return;
      seen = now;
      setRun(lab.record());
    };
    look();
    return lab.subscribe(look);
  }, [lab]);
  return run;
}

/** `wallMs` is set when the record has the boot; the last counters of a machine come after its end. */
function whatCounts(column: ColumnState): readonly unknown[] {
  const { id, power, wallMs } = column;
  const last = power === "halted" ? column.counters : undefined;
  if (column.track === "container") return [id, power, wallMs, last, column.start];
  return [id, power, wallMs, last, column.boot, column.snapshots.length, column.restoredFrom];
}
