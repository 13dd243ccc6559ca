"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createBrowserLab } from "@/app/guest/lab/browser";
import type { ColumnState, LabApi } from "@/app/guest/lab/state";
import { missingRequirements } from "@/app/labs/workbench/requirements";
import { restingLab } from "@/app/labs/workbench/restingLab";
import { findMeasure } from "@/app/sim/checks/measures";
import type { LabRun } from "@/app/sim/run/record";
import { scenarioOf } from "@/content/scenario";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useProgress } from "./progress";

/** The lab of a lesson, for as long as the page is open; measurements are kept as they come in. */
export function useLessonLab(lesson: Lesson): LessonLab & { readonly missing: readonly string[] } {
  const scenario = useMemo(() => scenarioOf(lesson), [lesson]);
  const [lab, setLab] = useState<LabApi>(() => restingLab(scenario));
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [ready, setReady] = useState(false);
  const [busy, setBusy] = useState<string>();
  const live = useRef<LabApi>(undefined);
  const working = useRef(false);

  const renew = useCallback(() => {
    live.current?.dispose();
    const created = createBrowserLab(scenario);
    live.current = created;
    setLab(created);
    return created;
  }, [scenario]);

  useEffect(() => {
    void Promise.resolve(useProgress.persist.rehydrate()).then(() => setReady(true));
    const lacks = missingRequirements(window);
    setMissing(lacks);
    if (lacks.length === 0) renew();
    return () => {
      live.current?.dispose();
      live.current = undefined;
    };
  }, [renew]);

  const work = useCallback(async <T>(what: string, task: (lab: LabApi) => Promise<T>): Promise<T> => {
    if (live.current === undefined) throw new Error("This browser cannot run the guests.");
    if (working.current) throw new Error("The lab is busy. Wait until it has finished.");
    working.current = true;
    setBusy(what);
    try {
      return await task(live.current);
    } finally {
      working.current = false;
      setBusy(undefined);
    }
  }, []);

  const run = useRun(lab);
  useKeptMeasurements(lesson, run, ready);
  return { lesson, lab, ready: ready && missing.length === 0, missing, run, busy, work, renew };
}

/** The record of a lab, renewed only when a column has changed in a way that a check or a measure could see. */
function useRun(lab: LabApi): LabRun {
  const [run, setRun] = useState(() => lab.record());
  useEffect(() => {
    let seen: readonly unknown[] = [];
    const look = () => {
      const now = lab.columns().flatMap(whatCounts);
      if (now.length === seen.length && now.every((value, i) => value === seen[i])) return;
      seen = now;
      setRun(lab.record());
    };
    look();
    return lab.subscribe(look);
  }, [lab]);
  return run;
}

/** `wallMs` is set when the record has the boot. */
const whatCounts = ({
  id,
  power,
  boot,
  wallMs,
  snapshots,
  restoredFrom,
}: ColumnState): readonly unknown[] => [id, power, boot, wallMs, snapshots.length, restoredFrom];

function useKeptMeasurements(lesson: Lesson, run: LabRun, ready: boolean): void {
  useEffect(() => {
    if (!ready) return;
    const { measured, lessons } = useProgress.getState();
    for (const { id, measure } of lesson.predictions) {
      const value = findMeasure(measure)?.(run)?.value;
      if (value !== undefined && lessons[lesson.slug]?.predictions[id]?.measured !== value)
        measured(lesson.slug, id, value);
    }
  }, [lesson, run, ready]);
}
