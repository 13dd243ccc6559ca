/** Every exercise of a lesson, performed: the start state and the near miss fail, the solution passes. */
import { beforeAll, describe, expect, test } from "vitest";
import { createLocalGuest, nodeEnvironment, nodeImages } from "@/app/guest/lab/node";
import { rememberingEnvironment } from "@/app/guest/lab/remembering.test-kit";
import { findMeasure } from "@/app/sim/checks/measures";
import type { Verdict } from "@/app/sim/checks/verdict";
import { parseRun } from "@/app/sim/run/parse";
import { checkLab, performAndCheck } from "./exercises";
import { withLab } from "./headless";
import type { Lesson } from "./schema";

const images = nodeImages();

/**
 * Interpreted to its end: for scripts that start many programs, as those of exercises do, that is quicker than to compile them. A
 * slice then ends some instructions earlier or later, which no exercise depends on.
 */
const createGuest: typeof createLocalGuest = (config, ...rest) =>
  createLocalGuest({ ...config, jit: "never" }, ...rest);

const environment = nodeEnvironment(images, createGuest);
const boots: Parameters<typeof rememberingEnvironment>[1] = new Map();

export function performLessons(lessons: readonly Lesson[]): void {
  describe.each(lessons)("lesson $number, $slug", (lesson) => {
    // A lesson's runs, its near misses and its solutions begin alike.
    const guests = { columns: rememberingEnvironment(environment, boots), network: { images, createGuest } };

    describe.each(lesson.exercises)("$id", (exercise) => {
      let start: Verdict;
      let nearMiss: Verdict;
      beforeAll(() =>
        withLab(
          lesson,
          async (lab) => {
            start = await performAndCheck(lab, exercise, "start");
            // As a learner does who has looked too early: to look changes nothing.
            await lab.perform(exercise.nearMiss);
            nearMiss = await checkLab(lab, exercise);
          },
          guests,
        ),
      );

      test("the start state does not pass", () => {
        expect(start.passed).toBe(false);
        expect(Object.keys(exercise.hints)).toContain(start.hint?.code);
      });

      test("the near miss does not pass, and earns another hint than the start", () => {
        expect(nearMiss.passed).toBe(false);
        expect(nearMiss.marks.some((mark) => mark.passed)).toBe(true);
        expect(nearMiss.hint?.code).not.toBe(start.hint?.code);
      });

      test("the solution passes", async () => {
        const verdict = await withLab(lesson, (lab) => performAndCheck(lab, exercise, "solution"), guests);
        expect(verdict).toEqual({
          passed: true,
          marks: Object.keys(exercise.marks).map((id) => ({ id, passed: true })),
        });
      });
    });

    test("performs its runs, and every prediction has something to be held against", async () => {
      await withLab(
        lesson,
        async (lab) => {
          for (const { actions } of lesson.runs) await lab.perform(actions);
          const run = await lab.record();
          expect(parseRun(JSON.stringify(run))).toEqual({ ok: true, value: run });
          for (const { id, measure, min, max } of lesson.predictions) {
            const figure = findMeasure(measure)?.(run);
            expect(figure, id).toBeDefined();
            expect(figure?.value, id).toBeGreaterThanOrEqual(min);
            expect(figure?.value, id).toBeLessThanOrEqual(max);
          }
        },
        guests,
      );
    });
  });
}
