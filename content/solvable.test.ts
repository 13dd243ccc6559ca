/** Every exercise of every lesson, performed on real guests: the start state and the near miss fail, the solution passes. */
import { describe, expect, test } from "vitest";
import { createNodeLab } from "@/app/guest/lab/node";
import { findMeasure } from "@/app/sim/checks/measures";
import { performAndCheck, type Way } from "./exercises";
import { readLessons } from "./lessons";
import { scenarioOf } from "./scenario";
import type { Exercise, Lesson } from "./schema";

async function judge(lesson: Lesson, exercise: Exercise, way: Way) {
  const lab = createNodeLab(scenarioOf(lesson));
  try {
    return await performAndCheck(lab, exercise, way);
  } finally {
    lab.dispose();
  }
}

describe.each(readLessons())("lesson $number", (lesson) => {
  describe.each(lesson.exercises)("$id", (exercise) => {
    test("the start state does not pass", async () => {
      const verdict = await judge(lesson, exercise, "start");
      expect(verdict.passed).toBe(false);
      expect(Object.keys(exercise.hints)).toContain(verdict.hint?.code);
    });

    test("the near miss does not pass, and earns another hint than the start", async () => {
      const verdict = await judge(lesson, exercise, "nearMiss");
      expect(verdict.passed).toBe(false);
      expect(verdict.marks.some((mark) => mark.passed)).toBe(true);
      expect(verdict.hint?.code).not.toBe((await judge(lesson, exercise, "start")).hint?.code);
    });

    test("the solution passes", async () => {
      expect(await judge(lesson, exercise, "solution")).toEqual({
        passed: true,
        marks: Object.keys(exercise.marks).map((id) => ({ id, passed: true })),
      });
    });
  });

  test("performs its runs, and every prediction has something to be held against", async () => {
    const lab = createNodeLab(scenarioOf(lesson));
    try {
      for (const { actions } of lesson.runs) await lab.perform(actions);
      for (const { id, measure, min, max } of lesson.predictions) {
        const figure = findMeasure(measure)?.(lab.record());
        expect(figure, id).toBeDefined();
        expect(figure?.value, id).toBeGreaterThanOrEqual(min);
        expect(figure?.value, id).toBeLessThanOrEqual(max);
      }
    } finally {
      lab.dispose();
    }
  });
});
