/** After a first visit the lab works without a network: the page, v86 and the guest's image come from the browser's copy. */
import { expect, test } from "@playwright/test";

test.use({ serviceWorkers: "allow" });

test("the lab boots a guest offline after a first visit", async ({ page, context }) => {
  await page.goto("/?autoboot=vm&via=snapshot");
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
  });
  // The second visit passes through the worker, which keeps what it fetches.
  await page.reload();
  await expect(page.getByTestId("power-vm")).toContainText(/running/i);
  await page.waitForFunction(async () =>
    (await (await caches.open("triptych-1")).keys()).some((r) => r.url.includes("snapshot-vm")),
  );

  await context.setOffline(true);
  await page.reload();
  await expect(page.getByTestId("power-vm")).toContainText(/running/i);
  const boots = await page.evaluate(() => window.triptych?.record().boots.length);
  expect(boots).toBe(1);
});
