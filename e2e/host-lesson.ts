/** What the tests of lessons with a host have in common. */
import { expect, type Page } from "@playwright/test";
import { violations } from "./looks";

/** A run takes seconds, with a real guest some more; give it time on a busy machine. */
export const RUN = { timeout: 120_000 };

export async function open(page: Page, slug: string, prediction: string): Promise<void> {
  await page.goto(`/lessons/${slug}/`);
  await expect(page.getByTestId(`keep-${prediction}`)).toHaveAttribute("aria-disabled", "false", RUN);
  await expect(page.getByTestId("host-status")).toHaveAttribute("data-value", "ready", RUN);
}

/** Types a prediction, performs the run that waits for it, and answers what was measured. */
export async function predictAndRun(
  page: Page,
  prediction: string,
  guess: string,
  run: string,
): Promise<number> {
  await expect(page.getByTestId(`run-${run}`)).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByTestId(`run-status-${run}`)).toContainText("Waits for your prediction");
  await page.getByTestId(`guess-${prediction}`).fill(guess);
  await page.getByTestId(`keep-${prediction}`).click();
  await perform(page, run);
  return Number(await page.getByTestId(`result-${prediction}`).getAttribute("data-value"));
}

export async function perform(page: Page, run: string): Promise<void> {
  await page.getByTestId(`run-${run}`).click();
  await expect(page.getByTestId(`run-status-${run}`)).toHaveText("Done.", RUN);
}

/** Sets the lab up for an exercise. */
export async function setUp(page: Page, exercise: string, name: string): Promise<void> {
  await page.getByTestId(`restart-${exercise}`).click();
  await page.getByTestId(`restart-${exercise}-confirm`).click();
  await expect(page.getByTestId("scenario-name")).toHaveText(name);
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "false", RUN);
}

/** From the longest on, as the page offers them. */
const STEPS_MS = [1000, 100];

/** Runs the host on by exactly so much virtual time, in hundreds of milliseconds. */
export async function runOn(page: Page, ms: number): Promise<void> {
  const clock = page.getByTestId("clock");
  let nowNs = Number(await clock.getAttribute("data-value"));
  let left = ms;
  for (const stepMs of STEPS_MS) {
    if (left < stepMs) continue;
    await page.getByTestId("step-ms").selectOption(String(stepMs));
    for (; left >= stepMs; left -= stepMs) {
      await page.getByTestId("step").click();
      nowNs += stepMs * 1e6;
      await expect(clock).toHaveAttribute("data-value", String(nowNs), RUN);
    }
  }
}

/** Opens the limits of an instance and sets one, as `cpu.max, quota of batch, µs`. */
export async function setLimit(page: Page, instance: string, label: RegExp, value: string): Promise<void> {
  const summary = page.getByTestId(`limits-${instance}`);
  const field = page.getByTestId(`instance-${instance}`).getByRole("textbox", { name: label });
  if (!(await field.isVisible())) await summary.click();
  await field.fill(value);
  await field.press("Enter");
  await expect(field).toHaveValue(value);
}

export async function checkAndHint(page: Page, exercise: string, hint: string | RegExp): Promise<void> {
  await page.getByTestId(`check-${exercise}`).click();
  await expect(page.getByTestId(`outcome-${exercise}`)).toContainText("reached");
  await page.getByTestId(`hint-${exercise}`).click();
  await expect(page.getByTestId(`hint-text-${exercise}`)).toContainText(hint);
}

export async function checkSolved(page: Page, exercise: string): Promise<void> {
  await page.getByTestId(`check-${exercise}`).click();
  await expect(page.getByTestId(`outcome-${exercise}`)).toHaveText(
    "Solved: the state is the one that was asked for.",
    RUN,
  );
  await expect(page.getByTestId(`exercise-${exercise}`).getByTestId("passed")).toBeVisible();
}

export async function showsItself(page: Page, exercise: string): Promise<void> {
  await page.getByTestId(`show-${exercise}`).click();
  await page.getByTestId(`show-${exercise}-confirm`).click();
  await expect(page.getByTestId(`outcome-${exercise}`)).toHaveAttribute("data-passed", "true", RUN);
  await expect(page.getByTestId(`outcome-${exercise}`)).toContainText("performed for you");
}

/** The text of the lesson, with everything in it opened. */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  for (const details of await page.locator("article details").all())
    await details.evaluate((element: HTMLDetailsElement) => {
      element.open = true;
    });
  return violations(page, "article");
}
