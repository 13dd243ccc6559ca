/** What the tests of lessons about containers have in common. */
import { expect, type Page } from "@playwright/test";
import { type } from "./containers-kit";
import { RUN } from "./host-lesson";

export async function open(page: Page, slug: string, prediction: string): Promise<void> {
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`/lessons/${slug}/`);
  await expect(page.getByTestId(`keep-${prediction}`)).toHaveAttribute("aria-disabled", "false", RUN);
  await expect(page.getByTestId("container-status")).toBeVisible(RUN);
}

/** Switches the machine of an exercise on. */
export async function setUp(page: Page, exercise: string, name: string): Promise<void> {
  await page.getByTestId(`restart-${exercise}`).click();
  await page.getByTestId(`restart-${exercise}-confirm`).click();
  await expect(page.getByTestId("machine-name")).toHaveText(name, RUN);
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "false", RUN);
}

let asked = 0;

/** Types a line into the terminal and waits until the shell has gone on. */
export async function enter(page: Page, line: string): Promise<void> {
  const mark = ++asked;
  await page.getByTestId("terminal-0").click();
  await page.keyboard.insertText(line);
  await page.keyboard.press("Enter");
  await type(page, `echo ready-$((${mark}+1000))`, `ready-${mark + 1000}`);
}
