import { expect, test } from "@playwright/test";
import { expectGoodLooks } from "./looks";

test.beforeEach(({ page }) => {
  page.on("pageerror", (error) => {
    throw error;
  });
});

test("every published row stands beside what the model says, with its error, and says where it comes from", async ({
  page,
}) => {
  await page.goto("/path/");
  await page
    .getByRole("navigation", { name: "Site" })
    .getByRole("link", { name: "Model", exact: true })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Model and measurement");
  const row = page.getByTestId("model-parallel-boot").getByRole("row", { name: /50 outstanding, median/ });
  await expect(row.locator('[data-origin="published"]')).toHaveAttribute("data-value", "528.3");
  const modelled = Number(await row.locator('[data-origin="modelled"]').getAttribute("data-value"));
  expect(Math.abs(modelled - 528.3) / 528.3).toBeLessThan(0.1);
  await expect(row).toContainText("fitted");
  await expect(row).toContainText("%");

  await page.getByTestId("published-gups.kvm").click();
  await expect(page.getByRole("dialog", { name: /random updates, one socket/ })).toContainText(
    "RandomAccess",
  );
  await page.keyboard.press("Escape");
  const reserved = page.getByTestId("model-reserved");
  await expect(reserved.getByRole("row", { name: /random updates, two sockets/ })).toContainText("not held");
  await expect(reserved.locator('[data-origin="published"]')).toHaveCount(0);
});

test("axe finds nothing in any look; rows can be chosen: those that were not fitted, those outside of their tolerance", async ({
  page,
}) => {
  await page.goto("/model/");
  await expect(page.getByTestId("model-reserved")).toBeVisible();
  await expectGoodLooks(page);
  const inputs = page.getByTestId("model-mysql");
  await expect(inputs).toBeVisible();
  await page.getByTestId("model-rows").selectOption("checked");
  await expect(inputs).toHaveCount(0);
  await expect(page.getByTestId("model-redis")).toContainText("checked");
  await page.getByTestId("model-rows").selectOption("outside");
  const outside = Number(await page.getByTestId("model-sum").getAttribute("data-value"));
  await expect(page.getByTestId("model-none")).toHaveCount(outside === 0 ? 1 : 0);
});
