"use client";

import { useCallback, useRef, useState, useSyncExternalStore } from "react";
import type { PerformingLab } from "@/content/lab";
import type { Lesson } from "@/content/schema";
import type { LessonLab } from "./LessonContext";
import { useKeptProgress } from "./useMachineLessonLab";
import { type RecordingLab, useRun } from "./useRun";
import { useKeptMeasurements, useWork } from "./useWork";

/** A lesson's lab on a model, which is there at once. */
interface ModelLab<Lab, State> extends PerformingLab, RecordingLab {
  /** The same lab for another attempt. */
  again(): Lab;
  /** Another object after every change. */
  readonly state: () => State;
}

interface ModelLesson<Lab, State> extends LessonLab {
  readonly model: Lab;
  readonly state: State;
}

/** The lab of a lesson on a model, for as long as the page is open. It opens with the lesson's first set-up. */
export function useModelLessonLab<State, Lab extends ModelLab<Lab, State>>(
  lesson: Lesson,
  create: () => Lab,
): ModelLesson<Lab, State> {
  const restored = useKeptProgress();
  const [model, setModel] = useState(create);
  const live = useRef(model);
  const performing: { current: PerformingLab | undefined } = live;

  const renew = useCallback(() => {
    const fresh = live.current.again();
    live.current = fresh;
    setModel(fresh);
    return fresh;
  }, []);

  const { busy, work } = useWork(performing);
  const state = useSyncExternalStore(model.subscribe, model.state, model.state);
  const run = useRun(model, lesson.scenario.id);
  useKeptMeasurements(lesson, run, restored);
  return { lesson, lab: model, model, state, ready: restored, run, busy, work, renew };
}
