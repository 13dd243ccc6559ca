import { expect, type Page } from "@playwright/test";
import type { ContainerView } from "../app/container/lab/api";

/** Two slow cores: switching a machine on takes a second or two. */
export const readyTimeout = 30_000;

/** Opens a setup and waits until its machine plays and the terminal is there. */
export async function openContainers(page: Page, setup: string): Promise<void> {
  await page.goto(`/containers/?setup=${setup}`);
  await page.waitForFunction(
    () => {
      const now = window.triptychContainers?.state();
      return now?.status === "ready" && now.playing !== undefined;
    },
    undefined,
    { timeout: readyTimeout },
  );
  await expect(page.getByTestId("terminal-0")).toHaveAttribute("data-open", "true");
}

export const viewOf = (page: Page): Promise<ContainerView> =>
  page.evaluate(() => window.triptychContainers!.state().view!);

const screenOf = (page: Page) => page.getByTestId("terminal-0").locator(".xterm-rows");

/** Types a line into the host's terminal, and waits until its end is on the screen. */
export async function type(page: Page, line: string, answer: string | RegExp): Promise<void> {
  await page.getByTestId("terminal-0").click();
  await page.keyboard.insertText(line);
  await page.keyboard.press("Enter");
  await expect(screenOf(page)).toContainText(answer);
}
