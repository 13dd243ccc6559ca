/** What the tests of lessons about experiments have in common. */
import { expect, type Page } from "@playwright/test";
import { RUN } from "./host-lesson";
import { violations } from "./looks";

export async function open(page: Page, slug: string, prediction: string, name: string): Promise<void> {
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`/lessons/${slug}/`);
  await expect(page.getByTestId(`keep-${prediction}`)).toHaveAttribute("aria-disabled", "false", RUN);
  await expect(page.getByTestId("trials-name")).toHaveText(name);
}

/** Sets the lab up for an exercise. */
export async function setUp(page: Page, exercise: string, name: string): Promise<void> {
  await page.getByTestId(`restart-${exercise}`).click();
  await page.getByTestId(`restart-${exercise}-confirm`).click();
  await expect(page.getByTestId("trials-name")).toHaveText(name);
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "false", RUN);
}

let runs = 0;

/** For who has set the lab up, or chosen another client. */
export const forgetRuns = (): void => {
  runs = 0;
};

/** Runs what is chosen, and waits until it is there. */
export async function tryIt(page: Page): Promise<void> {
  runs++;
  await page.getByTestId("try").click();
  await expect(page.getByTestId("trial-status")).toHaveText(
    runs === 1 ? "1 run so far." : `${runs} runs so far.`,
    RUN,
  );
}

export const shown = async (page: Page, testId: string): Promise<number> =>
  Number(await page.getByTestId(testId).getAttribute("data-value"));

/** What axe finds in the lab beside the text. */
export const labViolations = (page: Page): Promise<readonly string[]> =>
  violations(page, '[data-testid="lesson-lab"]');
