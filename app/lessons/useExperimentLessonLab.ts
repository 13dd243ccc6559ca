"use client";

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { BrowserTrials } from "@/app/labs/trial/browser";
import type { TrialLabState } from "@/app/sim/trial/lab";
import { ExperimentLessonLab } from "@/content/experiment-lab";
import type { PerformingLab } from "@/content/lab";
import type { ExperimentLessonScenario } from "@/content/scenario-schema";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useProgress } from "./progress";
import { useRun } from "./useRun";
import { useKeptMeasurements, useWork } from "./useWork";

interface ExperimentLesson extends LessonLab {
  readonly experiments: ExperimentLessonLab;
  readonly state: TrialLabState;
}

/** The lab of a lesson about experiments, for as long as the page is open. It opens with the lesson's first set-up. */
export function useExperimentLessonLab(lesson: Lesson, scenario: ExperimentLessonScenario): ExperimentLesson {
  const [restored, setRestored] = useState(false);
  const [trials] = useState(() => new BrowserTrials());
  const [experiments, setExperiments] = useState(() => new ExperimentLessonLab(scenario, trials.tries));
  const live = useRef(experiments);
  const performing: { current: PerformingLab | undefined } = live;

  useEffect(() => {
    void Promise.resolve(useProgress.persist.rehydrate()).then(() => setRestored(true));
    return () => trials.dispose();
  }, [trials]);

  const renew = useCallback(() => {
    const fresh = live.current.again();
    live.current = fresh;
    setExperiments(fresh);
    return fresh;
  }, []);

  const { busy, work } = useWork(performing);
  const state = useSyncExternalStore(experiments.subscribe, experiments.state, experiments.state);
  const run = useRun(experiments, scenario.id);
  useKeptMeasurements(lesson, run, restored);
  return { lesson, lab: experiments, experiments, state, ready: restored, run, busy, work, renew };
}
