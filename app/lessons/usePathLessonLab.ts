"use client";

import { useCallback, useRef, useState, useSyncExternalStore } from "react";
import type { PathLabState } from "@/app/sim/vmm/path-lab";
import type { PerformingLab } from "@/content/lab";
import { PathLessonLab } from "@/content/path-lab";
import type { PathLessonScenario } from "@/content/scenario-schema";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useKeptProgress } from "./useMachineLessonLab";
import { useRun } from "./useRun";
import { useKeptMeasurements, useWork } from "./useWork";

interface PathLesson extends LessonLab {
  readonly paths: PathLessonLab;
  readonly state: PathLabState;
}

/** The lab of a lesson about paths, for as long as the page is open. It opens with the lesson's first set-up. */
export function usePathLessonLab(lesson: Lesson, scenario: PathLessonScenario): PathLesson {
  const restored = useKeptProgress();
  const [paths, setPaths] = useState(() => new PathLessonLab(scenario));
  const live = useRef(paths);
  const performing: { current: PerformingLab | undefined } = live;

  const renew = useCallback(() => {
    const fresh = live.current.again();
    live.current = fresh;
    setPaths(fresh);
    return fresh;
  }, []);

  const { busy, work } = useWork(performing);
  const state = useSyncExternalStore(paths.subscribe, paths.state, paths.state);
  const run = useRun(paths, scenario.id);
  useKeptMeasurements(lesson, run, restored);
  return { lesson, lab: paths, paths, state, ready: restored, run, busy, work, renew };
}
