"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { findMeasure } from "@/app/sim/checks/measures";
import type { LabRun } from "@/app/sim/run/record";
import type { PerformingLab } from "@/content/lab";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useProgress } from "./progress";

/** One thing at a time in a lab, with words for what is under way. */
export function useWork(live: RefObject<PerformingLab | undefined>): Pick<LessonLab, "busy" | "work"> {
  const [busy, setBusy] = useState<string>();
  const working = useRef(false);
  const work = useCallback(
    async <T>(what: string, task: (lab: PerformingLab) => Promise<T>): Promise<T> => {
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
    },
    [live],
  );
  return { busy, work };
}

/** What a prediction is held against is kept as soon as it has been measured. */
export function useKeptMeasurements(lesson: Lesson, run: LabRun, ready: boolean): void {
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
