/** What the tests of lessons about paths have in common. */
import { expect, type Page } from "@playwright/test";
import { RUN } from "./host-lesson";
import { violations } from "./looks";

export async function open(page: Page, slug: string, prediction: string, name: string): Promise<void> {
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`/lessons/${slug}/`);
  await expect(page.getByTestId(`keep-${prediction}`)).toHaveAttribute("aria-disabled", "false", RUN);
  await expect(page.getByTestId("paths-name")).toHaveText(name, RUN);
}

/** Sets the lab up for an exercise. */
export async function setUp(page: Page, exercise: string, name: string): Promise<void> {
  await page.getByTestId(`restart-${exercise}`).click();
  await page.getByTestId(`restart-${exercise}-confirm`).click();
  await expect(page.getByTestId("paths-name")).toHaveText(name);
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "false", RUN);
}

/** Waits until so many of the marks have been reached: they follow the lab. */
export async function reaches(page: Page, exercise: string, marks: readonly string[]): Promise<void> {
  await expect(
    page.getByTestId(`exercise-${exercise}`).locator('[data-passed="true"][data-testid^="mark-"]'),
  ).toHaveCount(marks.length);
  for (const mark of marks)
    await expect(page.getByTestId(`mark-${exercise}-${mark}`)).toHaveAttribute("data-passed", "true");
}

export const shown = async (page: Page, testId: string): Promise<number> =>
  Number(await page.getByTestId(testId).getAttribute("data-value"));

/** What axe finds in the lab beside the text. */
export const labViolations = (page: Page): Promise<readonly string[]> =>
  violations(page, '[data-testid="lesson-lab"]');
