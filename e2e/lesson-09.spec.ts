/** Lesson 9 as a learner goes through it: real machines share what is equal; a third one fits; the merger is slowed down. */
import { expect, test } from "@playwright/test";
import { viewOf } from "./host-kit";
import {
  accessibilityViolations,
  checkAndHint,
  checkSolved,
  open,
  perform,
  predictAndRun,
  RUN,
  runOn,
  setUp,
} from "./host-lesson";

const slug = "the-same-page-twice";

test("predictions and runs", async ({ page }) => {
  test.setTimeout(600_000);
  await open(page, slug, "saved");
  expect(await predictAndRun(page, "saved", "50", "twins")).toBeGreaterThan(20);
  await perform(page, "eager");
  expect(await predictAndRun(page, "byte", "1", "byte")).toBeGreaterThan(1);
  expect(await predictAndRun(page, "strangers", "0", "strangers")).toBeLessThan(500);
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("a third machine fits once the merger has had its passes", async ({ page }) => {
  test.setTimeout(360_000);
  const exercise = "third-machine";
  await open(page, slug, "saved");
  await setUp(page, exercise, "A host with room for two");
  await page.getByTestId("start-three").click();
  await expect.poll(async () => (await viewOf(page)).instances[2]?.state, RUN).not.toBe("created");
  await runOn(page, 1000);
  await checkAndHint(page, exercise, "The host ran out of frames and killed");

  await setUp(page, exercise, "A host with room for two");
  await page.getByTestId("merging-run").click();
  await expect.poll(async () => (await viewOf(page)).merging.running, RUN).toBe(true);
  await runOn(page, 2500);
  await page.getByTestId("start-three").click();
  await expect.poll(async () => (await viewOf(page)).instances[2]?.state, RUN).not.toBe("created");
  await runOn(page, 1000);
  await checkSolved(page, exercise);
});

test("not so eager: fewer pages a batch, and it still goes round", { tag: "@soak" }, async ({ page }) => {
  test.setTimeout(360_000);
  const exercise = "not-so-eager";
  await open(page, slug, "saved");
  await setUp(page, exercise, "A merger in a hurry");
  await checkAndHint(page, exercise, "of a core, with 5,000 pages a batch");
  const setting = async (field: string, value: string, read: "pagesToScan" | "sleepMs") => {
    await page.getByTestId(field).fill(value);
    await page.getByTestId(field).press("Enter");
    await expect.poll(async () => (await viewOf(page)).merging[read], RUN).toBe(Number(value));
  };
  await setting("pages-to-scan", "100", "pagesToScan");
  await setting("sleep-millisecs", "20", "sleepMs");
  await runOn(page, 2200);
  await checkSolved(page, exercise);
});
