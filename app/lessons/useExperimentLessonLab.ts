"use client";

import { useEffect, useState } from "react";
import { BrowserTrials } from "@/app/labs/trial/browser";
import type { TrialLabState } from "@/app/sim/trial/lab";
import { ExperimentLessonLab } from "@/content/experiment-lab";
import type { ExperimentLessonScenario } from "@/content/scenario-schema";
import type { Lesson } from "@/content/schema";
import { useModelLessonLab } from "./useModelLessonLab";

/** The lab of a lesson about experiments; its trials run in a worker of the page. */
export function useExperimentLessonLab(lesson: Lesson, scenario: ExperimentLessonScenario) {
  const [trials] = useState(() => new BrowserTrials());
  useEffect(() => () => trials.dispose(), [trials]);
  return useModelLessonLab<TrialLabState, ExperimentLessonLab>(
    lesson,
    () => new ExperimentLessonLab(scenario, trials.tries),
  );
}
