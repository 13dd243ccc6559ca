/** After a first visit to the first page the lab works without a network: pages, v86 and a guest's image are the browser's copy. */
import { expect, test } from "@playwright/test";

test.use({ serviceWorkers: "allow" });

test("after one visit and a pause, lessons can be read and all three started offline", async ({
  page,
  context,
}) => {
  await page.goto("/");
  const keptAll = () =>
    page.evaluate(async () => (await (await caches.open("triptych-1")).match("/offline.json")) !== undefined);
  await expect.poll(keptAll, { timeout: 60_000 }).toBe(true);

  await context.setOffline(true);
  await page.goto("/lessons/");
  await page.getByTestId("lesson-three-abstractions").getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Three abstractions");
  await page.goto("/");
  await page.getByTestId("boot-all").click();
  for (const track of ["vm", "container", "pv"])
    await expect(page.getByTestId(`power-${track}`)).toHaveAttribute("data-value", "running", {
      timeout: 60_000,
    });
});
