/** Lesson 7 as a learner goes through it: a wall, a shared file, a walk in two dimensions; a leak and a library. */
import { expect, test } from "@playwright/test";
import {
  accessibilityViolations,
  checkAndHint,
  checkSolved,
  open,
  predictAndRun,
  runOn,
  setLimit,
  setUp,
} from "./host-lesson";

const slug = "walls-of-memory";

test("predictions and runs; the walk goes a reference at a time", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page, slug, "wall");
  expect(await predictAndRun(page, "wall", "0", "wall")).toBeGreaterThan(7000);
  expect(await predictAndRun(page, "charged", "6144", "shared")).toBe(0);
  expect(await predictAndRun(page, "walk", "2", "translation")).toBe(6);

  await page.getByTestId("walk-nested").check();
  await page.getByTestId("walk-next").click();
  await expect(page.getByTestId("walk-words")).toContainText("Reference 1: the host's entry of level 4");
  await page.getByTestId("walk-all").click();
  await expect(page.getByTestId("walk-words")).toContainText("Reference 24");
  await expect(page.getByTestId("walk-next")).toHaveAttribute("aria-disabled", "true");
  await page.getByTestId("walk-flat").check();
  await page.getByTestId("walk-all").click();
  await expect(page.getByTestId("walk-words")).toContainText("Reference 4");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("the leak dies alone: memory.high only slows it, memory.max ends it", async ({ page }) => {
  test.setTimeout(240_000);
  const exercise = "dies-alone";
  await open(page, slug, "wall");
  await setUp(page, exercise, "A database and a leak");
  await setLimit(page, "leak", /memory.high/, "24");
  await runOn(page, 2500);
  await checkAndHint(page, exercise, "it never kills");
  await setLimit(page, "leak", /memory.max/, "20");
  await runOn(page, 500);
  await expect(page.getByTestId("state-leak")).toHaveAttribute("data-value", "killed");
  await checkSolved(page, exercise);
});

test("who pays for the library: whoever is started first", { tag: "@soak" }, async ({ page }) => {
  test.setTimeout(240_000);
  const exercise = "who-pays";
  await open(page, slug, "wall");
  await setUp(page, exercise, "A file that two use");
  await page.getByTestId("start-small").click();
  await runOn(page, 500);
  await page.getByTestId("start-big").click();
  await runOn(page, 1500);
  await checkAndHint(page, exercise, "The first that you started was small.");

  await setUp(page, exercise, "A file that two use");
  await page.getByTestId("start-big").click();
  await runOn(page, 1500);
  await page.getByTestId("start-small").click();
  await runOn(page, 1500);
  await checkSolved(page, exercise);
});
