import { expect, test } from "@playwright/test";
import { longTasks, TRACED } from "./long-tasks-kit";

test("no task of the main thread works over 50 ms while guests boot", async ({ page, browser }) => {
  await page.goto("/workbench/");
  for (const column of ["vm", "container", "pv"]) {
    await expect(page.getByTestId(`terminal-${column}`)).toHaveAttribute("data-open", "true");
  }
  await page.waitForLoadState("networkidle");
  await browser.startTracing(page, TRACED);
  await page.getByTestId("boot-all").click();
  for (const column of ["vm", "container", "pv"]) {
    await expect(page.getByTestId(`power-${column}`)).toHaveAttribute("data-value", "running", {
      timeout: 60_000,
    });
  }
  await page.getByTestId("terminal-vm").click();
  await page.keyboard.type("dmesg\n");
  await expect(page.getByTestId("terminal-vm").locator(".xterm-rows")).toContainText(/\[\s*\d+\.\d+\]/);
  const trace = await browser.stopTracing();
  expect(longTasks(trace)).toEqual([]);
});
