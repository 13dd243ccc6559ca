/** Lesson 16 as a learner goes through it: idle, busy, shared, started at once; a machine for each; Monday morning. */
import { expect, test } from "@playwright/test";
import {
  accessibilityViolations,
  checkAndHint,
  checkSolved,
  perform,
  predictAndRun,
  showsItself,
} from "./host-lesson";
import { forgetRuns, labViolations, open, setUp, shown, tryIt } from "./trial-lesson";

test("idle, busy, shared, at once: what ends first depends on the load", async ({ page }) => {
  await open(page, "how-many-fit", "idle-thin", "One host, filled");
  const idle = await predictAndRun(page, "idle-thin", "500", "idle");
  expect(idle).toBeGreaterThan(await shown(page, "here-fit-idle-vm"));
  expect(idle).toBeLessThan(await shown(page, "here-fit-idle-container"));
  const busy = await predictAndRun(page, "busy-container", "10000", "busy");
  expect(busy).toBeLessThan(await shown(page, "here-fit-idle-container"));
  expect(await shown(page, "here-cores-busy-container")).toBeGreaterThan(99);
  await perform(page, "sharing");
  expect(await shown(page, "here-fit-shared-both")).toBeGreaterThan(
    await shown(page, "here-fit-shared-merging"),
  );
  expect(await predictAndRun(page, "gain", "8", "storm")).toBeLessThan(8);
  await expect(page.getByTestId("trials-name")).toHaveText("All at one moment");
  await expect(page.getByTestId("here-fit-idle-vm")).toHaveAttribute("data-origin", "modelled");

  for (const chart of ["way-memory", "memory-memory", "start-mean", "full-fits"]) {
    await page.getByTestId(`chart-${chart}`).check({ force: true });
    await expect(page.getByTestId("trial-bench").locator("svg[data-chart]")).toBeVisible();
  }
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await labViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("a machine for each of a thousand, and Monday morning; by keyboard too", async ({ page }) => {
  await open(page, "how-many-fit", "idle-thin", "One host, filled");
  await setUp(page, "machine-each", "A thousand users");
  forgetRuns();
  await checkAndHint(page, "machine-each", "Nothing has been run");
  await tryIt(page);
  await checkAndHint(page, "machine-each", "How could it learn?");
  await page.getByTestId("platform-vm").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("platform-thin-vm")).toBeChecked();
  await page.getByTestId("sharing-balloon").focus();
  await page.keyboard.press("Space");
  await tryIt(page);
  await checkAndHint(page, "machine-each", "all of them run the same one");
  await page.getByTestId("sharing-merging").check();
  await tryIt(page);
  await checkSolved(page, "machine-each");

  await setUp(page, "monday-morning", "Monday morning");
  forgetRuns();
  await page.getByTestId("input-cores").fill("32");
  await page.getByTestId("input-cores").press("Enter");
  await tryIt(page);
  await checkAndHint(page, "monday-morning", "Cores do not shorten that");
  await page.getByTestId("way").selectOption("container-runc");
  await tryIt(page);
  await checkSolved(page, "monday-morning");
  await showsItself(page, "monday-morning");
});
