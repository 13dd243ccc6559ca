import { expect, test } from "@playwright/test";
import { openHost, runPast, runTimeout } from "./host-kit";
import { longTasks, TRACED } from "./long-tasks-kit";

test("no task of the main thread works over 50 ms while two guests and two containers run", async ({
  page,
  browser,
}) => {
  test.setTimeout(3 * runTimeout);
  await openHost(page, "two-and-two");
  for (const name of ["pv-one", "pv-two"]) {
    await expect(page.getByTestId(`terminal-${name}`)).toHaveAttribute("data-open", "true");
  }
  await runPast(page, 1e8);
  await browser.startTracing(page, TRACED);
  await page.getByTestId("weight-slider-web").focus();
  await page.keyboard.press("PageUp");
  await runPast(page, 6e8);
  await page.getByTestId("zoom-fit").click();
  const trace = await browser.stopTracing();
  expect(longTasks(trace)).toEqual([]);
});
