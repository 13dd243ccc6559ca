/** What the tests of lessons with columns have in common. */
import { expect, type Page } from "@playwright/test";
import { RUN } from "./host-lesson";

export async function open(page: Page, slug: string, prediction: string): Promise<void> {
  await page.goto(`/lessons/${slug}/`);
  await expect(page.getByTestId(`keep-${prediction}`)).toHaveAttribute("aria-disabled", "false", RUN);
}

/** On a narrow screen one column is shown at a time. */
export async function showColumn(page: Page, column: string): Promise<void> {
  const choice = page.locator(`input[name=column-shown][value=${column}]`);
  if (await choice.isVisible()) await choice.check();
}

export const isPower = (page: Page, column: string, state: string) =>
  expect(page.getByTestId(`power-${column}`)).toHaveAttribute("data-value", state, RUN);

/** Boots an image by hand and waits until the machine stands as it should. */
export async function bootImage(
  page: Page,
  column: string,
  { image, via, state = "running" }: { image?: string; via?: string; state?: string },
): Promise<void> {
  await showColumn(page, column);
  const power = await page.getByTestId(`power-${column}`).getAttribute("data-value");
  if (power === "running") {
    await page.getByTestId(`stop-${column}`).click();
    await isPower(page, column, "off");
  }
  if (image !== undefined) {
    const choice = page.getByTestId(`image-${column}`);
    if (!(await choice.isVisible())) await page.getByTestId(`machine-${column}`).locator("summary").click();
    await choice.selectOption(image);
  }
  if (via !== undefined) await page.getByTestId(`via-${column}-${via}`).check();
  await page.getByTestId(`boot-${column}`).click();
  await isPower(page, column, state);
}

/** Types a line into a guest's console and waits for what it must show. */
export async function enter(page: Page, column: string, line: string, shows: string): Promise<void> {
  await showColumn(page, column);
  await page.getByTestId(`terminal-${column}`).getByRole("textbox").focus();
  await page.keyboard.type(`${line}\n`);
  await expect(page.getByTestId(`terminal-${column}`)).toContainText(shows, RUN);
}

/** Sets the lab up for an exercise that has a start of its own. */
export async function startOver(page: Page, exercise: string, column: string): Promise<void> {
  await page.getByTestId(`restart-${exercise}`).click();
  await page.getByTestId(`restart-${exercise}-confirm`).click();
  await isPower(page, column, "running");
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "false", RUN);
}

/** Guests are asked at every check: it takes seconds. `reached` is such as "1 of 3". */
export async function checkAndHint(
  page: Page,
  exercise: string,
  reached: string,
  hint: string,
): Promise<void> {
  await page.getByTestId(`check-${exercise}`).click();
  await expect(page.getByTestId(`outcome-${exercise}`)).toHaveText(
    new RegExp(`^(At your last check: )?${reached} reached\\.$`),
    RUN,
  );
  await page.getByTestId(`hint-${exercise}`).click();
  await expect(page.getByTestId(`hint-text-${exercise}`)).toContainText(hint);
}
