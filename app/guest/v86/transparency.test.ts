/** At whatever moment a guest is moved into another machine, it ends as one that was left alone. More in `npm run soak`. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Course, runCourse, WORK_LINES } from "./transparency";

const MS = 1e6;

const course = (settings: Pick<Course, "track" | "via" | "jit">): Course => ({
  ...settings,
  seed: 3,
  lines: WORK_LINES.map((text, i) => ({ atNs: (i + 1) * 40 * MS, text })),
  untilNs: (WORK_LINES.length + 2) * 40 * MS,
});

it.each([
  { track: "vm", via: "direct", jit: "after boot" },
  { track: "pv", via: "direct", jit: "never" },
  { track: "pv", via: "snapshot", jit: "after boot" },
] as const)("a $track guest via $via can be moved at any moment, booting or working", async (settings) => {
  const one = course(settings);
  const undisturbed = await runCourse(one, []);
  const cuts = fc.array(fc.integer({ min: 0, max: one.untilNs }), { minLength: 2, maxLength: 4 });
  // Early in the boot, before the kernel has looked at its devices, and in the middle of its looking.
  const early = [0, 25, 700_000, 4_000_000, 46_537_176];
  await fc.assert(
    fc.asyncProperty(cuts, async (moments) => {
      expect(await runCourse(one, [...early, ...moments])).toBe(undisturbed);
    }),
    { numRuns: 1, endOnFailure: true },
  );
});
