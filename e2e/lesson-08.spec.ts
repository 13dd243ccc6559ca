/** Lesson 8 as a learner goes through it: promises, three limits, a cliff, a balloon; a job and a third machine. */
import { expect, test } from "@playwright/test";
import {
  accessibilityViolations,
  checkAndHint,
  checkSolved,
  open,
  perform,
  predictAndRun,
  runOn,
  setLimit,
  setUp,
} from "./host-lesson";

const slug = "more-memory-than-there-is";

test("predictions and runs", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page, slug, "backed");
  expect(await predictAndRun(page, "backed", "100", "promises")).toBeLessThan(50);
  await perform(page, "crowd");
  await perform(page, "limits");
  await expect(page.getByTestId("here-swapping-written").first()).toHaveAttribute("data-value", "12288");
  expect(await predictAndRun(page, "narrow", "1.2", "narrow")).toBeGreaterThan(50);
  expect(await predictAndRun(page, "balloon", "6144", "balloon")).toBe(0);
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("late, but alive: the job swaps, the database does not", async ({ page }) => {
  test.setTimeout(240_000);
  const exercise = "late-but-alive";
  await open(page, slug, "backed");
  await setUp(page, exercise, "A job beside a database");
  await setLimit(page, "job", /memory.high/, "56");
  await runOn(page, 4500);
  await checkAndHint(page, exercise, "The job has a limit of 56 MiB");
  await setUp(page, exercise, "A job beside a database");
  await setLimit(page, "job", /memory.high/, "32");
  await runOn(page, 5000);
  await checkSolved(page, exercise);
});

test("one more: without balloons the host swaps; with them it fits", { tag: "@soak" }, async ({ page }) => {
  test.setTimeout(240_000);
  const exercise = "one-more";
  await open(page, slug, "backed");
  await setUp(page, exercise, "Two idle machines, and one that should fit");
  await page.getByTestId("start-vm-3").click();
  await runOn(page, 1500);
  await checkAndHint(page, exercise, "Who knows which pages could be dropped");

  await setUp(page, exercise, "Two idle machines, and one that should fit");
  for (const machine of ["vm-1", "vm-2"]) {
    await page.getByTestId(`limits-${machine}`).click();
    const balloon = page.getByTestId(`instance-${machine}`).getByRole("textbox", { name: /balloon/ });
    await balloon.fill("64");
    await balloon.press("Enter");
  }
  await runOn(page, 500);
  await page.getByTestId("start-vm-3").click();
  await runOn(page, 1500);
  await checkSolved(page, exercise);
});
