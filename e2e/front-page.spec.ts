/** The first page: what it leads to, and the lab at work in it. */
import { expect, type Request, test } from "@playwright/test";
import { expectGoodLooks, violations } from "./looks";

/** As the page's own code comes over the wire, compressed; the lab's is several times as much, and comes when it is wanted. */
const MOST_SCRIPT_BYTES = 150_000;

const WAYS_IN = [
  ["The course", "/lessons/"],
  ["The workbench", "/workbench/"],
  ["The experiments", "/experiments/"],
] as const;

const TRACKS = ["vm", "container", "pv"] as const;

test("by keyboard alone three boot in it, and it says what was found", async ({ page }) => {
  const fetched: Request[] = [];
  page.on("requestfinished", (request) => fetched.push(request));
  await page.goto("/");
  for (const [name, path] of WAYS_IN)
    await expect(page.getByRole("link", { name, exact: true })).toHaveJSProperty("pathname", path);
  const button = page.getByTestId("boot-all");
  await expect(button).toHaveText("Start all three");
  await expect(page.locator("section[inert]")).toHaveCount(0);
  expect(fetched.map((request) => request.url()).filter((url) => /\.wasm$|\/images\//.test(url))).toEqual([]);
  const scripts = fetched.filter((request) => request.resourceType() === "script");
  const sizes = await Promise.all(scripts.map((request) => request.sizes()));
  const scriptBytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  expect(scriptBytes).toBeGreaterThan(0);
  expect(scriptBytes).toBeLessThan(MOST_SCRIPT_BYTES);

  await button.focus();
  await page.keyboard.press("Enter");
  await expect(button).toHaveText("Starting all three");
  for (const track of TRACKS)
    await expect(page.getByTestId(`power-${track}`)).toHaveAttribute("data-value", "running", {
      timeout: 60_000,
    });
  await expect(button).toHaveText("All three on");
  await expect(button).toBeFocused();

  const shown = await Promise.all(
    TRACKS.map(async (track) => {
      const figure = page.getByTestId(`boot-ms-${track}`);
      await expect(figure).toHaveAttribute("data-origin", "modelled");
      return Number(await figure.getAttribute("data-value"));
    }),
  );
  const ms = (value: number) =>
    value.toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  await expect(page.getByTestId("finding")).toContainText(
    `${ms(Math.max(...shown))} ms against ${ms(Math.min(...shown))} ms`,
  );
  await expect(page.getByTestId("terminal-vm").locator(".xterm-rows")).toContainText("#");
  expect(await violations(page)).toEqual([]);
});

test("axe finds nothing in any look before anything runs", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("section[inert]")).toHaveCount(0);
  await expectGoodLooks(page);
});

test("an address of the old first page leads to the workbench, and means there what it meant", async ({
  page,
}) => {
  await page.goto("/?columns=container,vm&seed=7");
  await expect(page).toHaveURL(/\/workbench\/\?columns=container,vm&seed=7$/);
  await expect(page.getByTestId("column-container")).toBeVisible();
  await expect(page.getByTestId("column-pv")).toHaveCount(0);
});

test("a browser that cannot run the guests is told so, and is led to the lessons", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, "WebAssembly"));
  await page.goto("/");
  const missing = page.getByTestId("missing");
  await expect(missing).toContainText("WebAssembly");
  await missing.getByRole("link", { name: "lessons" }).click();
  await expect(page).toHaveURL(/\/lessons\/$/);
});
