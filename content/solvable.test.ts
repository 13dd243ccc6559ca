/** Every exercise of every lesson, performed: the start state and the near miss fail, the solution passes. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { findMeasure } from "@/app/sim/checks/measures";
import type { Verdict } from "@/app/sim/checks/verdict";
import { parseRun } from "@/app/sim/run/parse";
import { performHeadless, withLab } from "./headless";
import { readLessons } from "./lessons";

/** Real guests are interpreted: on a busy machine a boot takes half a minute. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.each(readLessons())("lesson $number", (lesson) => {
  describe.each(lesson.exercises)("$id", (exercise) => {
    let start: Verdict;
    beforeAll(async () => {
      start = await performHeadless(lesson, exercise, "start");
    });

    test("the start state does not pass", () => {
      expect(start.passed).toBe(false);
      expect(Object.keys(exercise.hints)).toContain(start.hint?.code);
    });

    test("the near miss does not pass, and earns another hint than the start", async () => {
      const verdict = await performHeadless(lesson, exercise, "nearMiss");
      expect(verdict.passed).toBe(false);
      expect(verdict.marks.some((mark) => mark.passed)).toBe(true);
      expect(verdict.hint?.code).not.toBe(start.hint?.code);
    });

    test("the solution passes", async () => {
      expect(await performHeadless(lesson, exercise, "solution")).toEqual({
        passed: true,
        marks: Object.keys(exercise.marks).map((id) => ({ id, passed: true })),
      });
    });
  });

  test("performs its runs, and every prediction has something to be held against", async () => {
    await withLab(lesson, async (lab) => {
      for (const { actions } of lesson.runs) await lab.perform(actions);
      const run = await lab.record();
      expect(parseRun(JSON.stringify(run))).toEqual({ ok: true, value: run });
      for (const { id, measure, min, max } of lesson.predictions) {
        const figure = findMeasure(measure)?.(run);
        expect(figure, id).toBeDefined();
        expect(figure?.value, id).toBeGreaterThanOrEqual(min);
        expect(figure?.value, id).toBeLessThanOrEqual(max);
      }
    });
  });
});
