"use client";

/**
 * What a learner has done, kept in this browser: predictions, what was measured against them, exercises. Read after the
 * page has mounted, so that the exported page and the first rendering agree.
 */
import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { Verdict } from "@/app/sim/checks/verdict";
import { carefulStorage } from "./carefulStorage";
import {
  emptyProgress,
  type LessonProgress,
  PROGRESS_VERSION,
  type ProgressDocument,
  readProgress,
} from "./progressDocument";

interface ProgressState {
  readonly lessons: ProgressDocument["lessons"];
  /** Why the last change could not be kept; undefined while all is well. */
  readonly trouble: string | undefined;
  predict(lesson: string, id: string, value: number): void;
  skip(lesson: string, id: string): void;
  measured(lesson: string, id: string, value: number): void;
  judged(lesson: string, exercise: string, verdict: Verdict, atMs: number): void;
  /** Puts a whole document in place of what is there. */
  replace(document: ProgressDocument): void;
  /** Forgets one lesson, or everything. */
  forget(lesson?: string): void;
}

const STORAGE_KEY = "triptych.progress";
const nothing: LessonProgress = { predictions: {}, exercises: {} };

export const useProgress = create<ProgressState>()(
  persist(
    (set) => {
      const change = (lesson: string, to: (was: LessonProgress) => LessonProgress) =>
        set(({ lessons }) => ({ lessons: { ...lessons, [lesson]: to(lessons[lesson] ?? nothing) } }));
      const prediction = (lesson: string, id: string, part: LessonProgress["predictions"][string]) =>
        change(lesson, (was) => ({
          ...was,
          predictions: { ...was.predictions, [id]: { ...was.predictions[id], ...part } },
        }));
      return {
        lessons: {},
        trouble: undefined,
        predict: (lesson, id, value) => prediction(lesson, id, { value, skipped: false }),
        skip: (lesson, id) => prediction(lesson, id, { skipped: true }),
        measured: (lesson, id, value) => prediction(lesson, id, { measured: value }),
        judged: (lesson, exercise, verdict, atMs) =>
          change(lesson, (was) => {
            const passedAtMs = was.exercises[exercise]?.passedAtMs ?? (verdict.passed ? atMs : undefined);
            return {
              ...was,
              exercises: {
                ...was.exercises,
                [exercise]: { verdict, ...(passedAtMs === undefined ? {} : { passedAtMs }) },
              },
            };
          }),
        replace: ({ lessons }) => set({ lessons }),
        forget: (lesson) =>
          set(({ lessons }) => {
            if (lesson === undefined) return { lessons: {} };
            const { [lesson]: _, ...others } = lessons;
            return { lessons: others };
          }),
      };
    },
    {
      name: STORAGE_KEY,
      version: PROGRESS_VERSION,
      skipHydration: true,
      storage: carefulStorage((trouble) => {
        if (useProgress.getState().trouble !== trouble) useProgress.setState({ trouble });
      }),
      partialize: ({ lessons }) => ({ lessons }),
      migrate: (stored) => stored as { lessons: ProgressDocument["lessons"] },
      merge: (stored, current) => ({ ...current, lessons: keptLessons(stored) }),
    },
  ),
);

/** What was kept, if it still reads as progress; an older lab or another program may have written there. */
function keptLessons(stored: unknown): ProgressDocument["lessons"] {
  const result = readProgress({ ...emptyProgress, ...(typeof stored === "object" ? stored : {}) });
  return result.ok ? result.document.lessons : {};
}

/** One lesson's progress; the same object as long as nothing in it has changed. */
export const useLessonProgress = (lesson: string): LessonProgress =>
  useProgress(({ lessons }) => lessons[lesson] ?? nothing);
