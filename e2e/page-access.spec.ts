import { expect, type Page, test } from "@playwright/test";
import { expectGoodLooks, violations } from "./looks";

const bootTimeout = 60_000;

async function waitForPrompt(page: Page, column: "vm" | "container" | "pv"): Promise<void> {
  await expect(page.getByTestId(`power-${column}`)).toHaveAttribute("data-value", "running", {
    timeout: bootTimeout,
  });
  await expect(page.getByTestId(`terminal-${column}`)).toHaveAttribute("data-open", "true");
}

const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    const terminal = activeElement?.closest("[data-testid^=terminal-]");
    return (terminal ?? activeElement)?.getAttribute("data-testid") ?? activeElement?.tagName;
  });

async function tabTo(page: Page, testId: string): Promise<void> {
  const passed: unknown[] = [];
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now === testId) return;
    passed.push(now);
  }
  throw new Error(`Tab never came to ${testId}; it came to ${passed.join(", ")}`);
}

test("axe finds nothing in any look before booting, nor after it", async ({ page }) => {
  await page.goto("/workbench/?via=snapshot");
  await expect(page.getByTestId("terminal-vm")).toHaveAttribute("data-open", "true");
  await expectGoodLooks(page);

  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByTestId("boot-all").click();
  await Promise.all([waitForPrompt(page, "vm"), waitForPrompt(page, "container"), waitForPrompt(page, "pv")]);
  await page.getByTestId("comparison").locator("summary").click();
  await page.getByTestId("snapshot-vm").click();
  await expect(page.getByTestId("snapshots-vm")).toBeVisible();
  await page.getByTestId("instructions-vm").click();
  await expect(page.getByRole("dialog", { name: "Origin of Instructions" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test("axe finds nothing on an error and in the settings", async ({ page }) => {
  await page.route(/\.img$/, (route) => route.fulfill({ status: 404 }));
  await page.goto("/workbench/?autoboot=vm&seed=none");
  await expect(page.getByTestId("error-vm")).toBeVisible();
  await page.getByTestId("settings").click();
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test("all of it by keyboard: boot, type, leave the terminal, open a figure", async ({ page }) => {
  await page.goto("/workbench/?via=snapshot");
  await expect(page.getByTestId("terminal-pv")).toHaveAttribute("data-open", "true");
  await tabTo(page, "boot-all");
  await page.keyboard.press("Enter");
  await Promise.all([waitForPrompt(page, "vm"), waitForPrompt(page, "pv")]);
  expect(await focused(page)).toBe("boot-all");

  await tabTo(page, "terminal-vm");
  await page.keyboard.type("echo typed-$((6*7))");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => page.evaluate(() => window.triptych!.record().guests[0]!.console))
    .toContain("typed-42");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("terminal-vm");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await focused(page)).not.toBe("terminal-vm");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Tab");
  expect(await focused(page)).toBe("snapshot-vm");

  await tabTo(page, "terminal-vm");
  await page.keyboard.press("Escape");
  await tabTo(page, "exits-vm");
  await page.keyboard.press("Enter");
  const origin = page.getByRole("dialog", { name: "Origin of Exits" });
  await expect(origin).toContainText("Measured");
  await page.keyboard.press("Escape");
  await expect(origin).toBeHidden();
  expect(await focused(page)).toBe("exits-vm");
});

test("settings are kept, and are there before the first paint", async ({ page }) => {
  const mismatches: string[] = [];
  page.on("console", (message) => {
    if (/hydrat|Minified React error/i.test(message.text())) mismatches.push(message.text());
  });
  page.on("pageerror", (error) => mismatches.push(error.message));
  await page.goto("/workbench/");
  const sizeOf = () =>
    page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const usual = await sizeOf();
  await page.getByTestId("settings").click();
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.getByRole("checkbox", { name: /Presenter mode/ }).check();
  await page.getByRole("checkbox", { name: /Screen-reader mode/ }).check();
  await page.getByRole("button", { name: "Close" }).click();
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await sizeOf()).toBeGreaterThan(usual * 1.2);
  await expect(page.getByTestId("terminal-vm")).toHaveAttribute("data-open", "true");
  await expect(page.getByTestId("terminal-vm").locator(".xterm-accessibility")).toHaveCount(1);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(mismatches).toEqual([]);
});

test("a phone shows one column at a time and nothing to the side", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/workbench/?via=snapshot&autoboot=pv");
  await expect(page.getByTestId("column-vm")).toBeVisible();
  await expect(page.getByTestId("column-pv")).toBeHidden();
  await page.getByRole("radio", { name: "Container", exact: true }).check();
  await expect(page.getByTestId("column-container")).toBeVisible();
  await page.getByRole("radio", { name: "PV", exact: true }).check();
  await expect(page.getByTestId("column-vm")).toBeHidden();
  await waitForPrompt(page, "pv");
  await page.getByTestId("terminal-pv").click();
  await page.keyboard.type("echo phone-$((6*7))\n");
  await expect(page.getByTestId("terminal-pv").locator(".xterm-rows")).toContainText("phone-42");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
