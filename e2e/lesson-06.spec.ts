/** Lesson 6 as a learner goes through it: shares, quotas, two schedulers; a neighbour and a bound. */
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
  showsItself,
} from "./host-lesson";

const slug = "sharing-the-cpu";

test("a prediction comes before each run; what was measured stays while the lab goes on", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await open(page, slug, "weights-share");
  expect(await predictAndRun(page, "weights-share", "30", "weights")).toBe(25);
  await expect(page.getByTestId("comparison-weights-share")).toContainText("percentage points too high");
  await expect(page.getByTestId("why-weights-a")).toHaveAttribute("open", "");
  expect(await predictAndRun(page, "sleeper-share", "25", "sleeper")).toBe(90);
  await expect(page.getByTestId("here-weights-a").first()).toHaveAttribute("data-value", "25");
  expect(await predictAndRun(page, "pause", "0", "bandwidth")).toBeCloseTo(75, 0);
  expect(await predictAndRun(page, "task", "25", "nested")).toBeCloseTo(16.7, 1);
  await expect(page.getByTestId("here-nested-steal")).toHaveAttribute("data-value", "50");
  await expect(page.getByTestId("time-bars-nested").getByRole("img").first()).toHaveAccessibleName(
    /vm: had a core 50 %/,
  );
  await perform(page, "steal");
  const steal = page.getByTestId("here-steal-guest");
  await expect(steal).toHaveAttribute("data-origin", "measured");
  expect(Math.abs(Number(await steal.getAttribute("data-value")) - 50)).toBeLessThan(6);
  await perform(page, "credit");
  expect(await accessibilityViolations(page)).toEqual([]);

  await page.reload();
  await expect(page.getByTestId("measured-pause")).toHaveAttribute("data-state", "earlier");
});

test("room for the service: a quota wastes the core and the hint says so; weights solve it", async ({
  page,
}) => {
  test.setTimeout(240_000);
  const exercise = "room-for-service";
  await open(page, slug, "weights-share");
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "true");
  await setUp(page, exercise, "A service and its neighbour");
  await expect(page.getByTestId(`mark-${exercise}-served`)).toHaveAttribute("data-passed", "false");
  await checkAndHint(page, exercise, "The weights are 100 and 100");

  await setLimit(page, "batch", /cpu.max, quota/, "10000");
  await runOn(page, 5000);
  await checkAndHint(page, exercise, "A quota bounds a job even when nobody else wants the core");

  await setLimit(page, "batch", /cpu.max, quota/, "max");
  await page.getByTestId("weight-service").fill("1000");
  await page.getByTestId("weight-service").press("Enter");
  await runOn(page, 2500);
  await expect(page.getByTestId(`mark-${exercise}-served`)).toHaveAttribute("data-passed", "true");
  await checkSolved(page, exercise);
});

test("a bound without long pauses: the period decides; starting over leaves nothing", {
  tag: "@soak",
}, async ({ page }) => {
  test.setTimeout(240_000);
  const exercise = "short-pauses";
  await open(page, slug, "weights-share");
  await setUp(page, exercise, "A job without a bound");
  await setLimit(page, "batch", /cpu.max, quota/, "20000");
  await runOn(page, 2500);
  await checkAndHint(page, exercise, /stands still for about (79|80|81) ms/);
  await setLimit(page, "batch", /cpu.max, period/, "10000");
  await setLimit(page, "batch", /cpu.max, quota/, "2000");
  await runOn(page, 2500);
  await checkSolved(page, exercise);

  await showsItself(page, exercise);
  await setUp(page, exercise, "A job without a bound");
  await expect(page.getByTestId(`mark-${exercise}-allowed`)).toHaveAttribute("data-passed", "false");
});
