import { readFile } from "node:fs/promises";
import { type Download, expect, type Page, test } from "@playwright/test";
import { longTasks, TRACED } from "./long-tasks-kit";
import { expectGoodLooks } from "./looks";

test.beforeEach(({ page }) => {
  page.on("pageerror", (error) => {
    throw error;
  });
});

async function open(page: Page, query = ""): Promise<void> {
  await page.goto(`/experiments/${query}`);
  await expect(page.getByTestId("experiments-view")).toBeVisible();
}

async function done(page: Page): Promise<void> {
  await expect(page.getByTestId("run-state")).toHaveAttribute("data-state", "done", { timeout: 60_000 });
}

async function run(page: Page): Promise<void> {
  await page.getByTestId("run").click();
  await done(page);
}

async function set(page: Page, input: string, value: string): Promise<void> {
  await page.getByTestId(`input-${input}`).fill(value);
  await page.getByTestId(`input-${input}`).press("Enter");
  await expect(page.getByTestId(`input-${input}`)).toHaveValue(value);
}

/** Every figure that stands in an opened table, by its test id. */
async function figuresOf(page: Page, table: string): Promise<Readonly<Record<string, string>>> {
  await page.getByTestId(`open-this-${table}`).click();
  const figures = page.locator(`[data-testid^="figure-${table}-"]`);
  await expect(figures.first()).toBeVisible();
  return Object.fromEntries(
    await figures.evaluateAll((all) =>
      all.map((one) => [one.getAttribute("data-testid"), one.getAttribute("data-value")]),
    ),
  );
}

async function textOf(download: Promise<Download>): Promise<string> {
  return readFile(await (await download).path(), "utf8");
}

test("an experiment is chosen, its inputs changed, and its link reproduces the numbers in a fresh profile", async ({
  page,
  browser,
}) => {
  await open(page);
  await page.getByTestId("experiment-density").check();
  await set(page, "instances", "500");
  await set(page, "cores", "8");
  await run(page);
  expect(new URL(page.url()).search).toContain("experiment=density&instances=500&cores=8");
  const before = await figuresOf(page, "full");
  expect(Object.keys(before).length).toBeGreaterThan(10);

  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await open(other, (await page.getByTestId("permalink").getAttribute("href"))!);
  await done(other);
  expect(await figuresOf(other, "full")).toEqual(before);
  await fresh.close();
});

test("a damaged address is said, and nothing runs by itself; a damaged input is refused", async ({
  page,
}) => {
  await open(page, "?experiment=density&cores=500&nonsense=1");
  await expect(page.getByTestId("url-notice")).toHaveCount(2);
  await expect(page.getByTestId("url-notice").first()).toContainText("1 to 128");
  await expect(page.getByTestId("input-cores")).toHaveValue("64");
  await expect(page.getByTestId("run-state")).toHaveAttribute("data-state", "none");
  await page.getByTestId("input-cores").fill("129");
  await expect(page.getByTestId("input-cores-wrong")).toContainText("1 to 128");
});

test("a prediction stands beside the result; two runs stand side by side; figures open their origin", async ({
  page,
}) => {
  await open(page);
  await set(page, "instances", "20");
  await page.getByTestId("guess-storm-runc").fill("100");
  await page.getByTestId("keep-storm-runc").click();
  await expect(page.getByTestId("guess")).toContainText("100");
  await run(page);
  await expect(page.getByTestId("held-guess")).toContainText("Your prediction was");
  await page.getByTestId("keep").click();
  await expect(page.getByTestId("kept")).toContainText("instances 20");

  await set(page, "instances", "40");
  await run(page);
  await expect(page.getByTestId("kept-storm")).toContainText("instances 20");
  await expect(page.getByTestId("this-storm")).toContainText("instances 40");
  await figuresOf(page, "storm");
  await page.getByTestId("figure-storm-container-runc-start").first().click();
  await expect(page.getByRole("dialog", { name: /^Origin of container, runc-like/ })).toContainText(
    "Modelled",
  );
});

test("a run is stopped with the tables that are there", async ({ page }) => {
  await open(page);
  await set(page, "instances", "10000");
  await page.getByTestId("run").click();
  await expect(page.getByTestId("table-alone")).toBeVisible();
  await page.getByTestId("cancel").click();
  await expect(page.getByTestId("run-state")).toHaveAttribute("data-state", "cancelled");
  await expect(page.getByRole("status").filter({ hasText: "Stopped." })).toBeVisible();
});

test("files hold what the page shows, which looks good: CSV, JSON, SVG, PNG", async ({ page }) => {
  await open(page, "?experiment=startup&instances=20&cores=2&seed=1");
  await done(page);
  const shown = await figuresOf(page, "alone");
  const file = (kind: string) => {
    const download = page.waitForEvent("download");
    return page
      .getByTestId(`${kind}-this-alone`)
      .click()
      .then(() => download);
  };
  const csv = await textOf(file("csv"));
  for (const value of Object.values(shown)) expect(csv).toContain(`,${value},`);
  const json = JSON.parse(await textOf(file("json")));
  expect(json.experiment.tables[0].rows.length).toBe(Object.keys(shown).length);
  const svg = await textOf(file("svg"));
  expect(svg).toContain("container, runc-like");
  expect(svg).not.toContain("var(--");
  const png = await readFile(await (await file("png")).path());
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.length).toBeGreaterThan(10_000);

  await figuresOf(page, "growth");
  await expectGoodLooks(page);
});

test("measuring in this tab counts what was recorded, is stopped with what it has, and the experiment starts from it", async ({
  page,
}) => {
  await open(page);
  await page.getByTestId("measure").click();
  // Containers, and the first real guest.
  await expect(page.getByTestId("starts-again").locator("svg[data-chart]")).toContainText(
    "unikernel, hello",
    {
      timeout: 60_000,
    },
  );
  await page.getByTestId("stop-measuring").click();
  await expect(page.getByTestId("measure-state")).toHaveAttribute("data-state", "stopped");
  await expect(page.getByTestId("starts-again-finding")).toContainText("all are what was recorded");
  await page.getByTestId("open-starts-again").click();
  const value = (column: string) =>
    page.getByTestId(`figure-starts-again-unikernel-hello-${column}`).getAttribute("data-value");
  expect(await value("start")).toBe(await value("recorded"));

  await page.getByTestId("use-measured").check();
  await set(page, "instances", "20");
  await run(page);
  const shown = await figuresOf(page, "alone");
  expect(Object.keys(shown)).toContain("figure-alone-unikernel-hello-start");
  expect(Object.keys(shown)).not.toContain("figure-alone-vm-bios-start");
  const download = page.waitForEvent("download");
  await page.getByTestId("json-all").click();
  expect(JSON.parse(await textOf(download)).experiment.inputs.measured).toBe("in this tab");
});

test("no task of the main thread works over 50 ms while experiments are chosen, run and drawn", async ({
  page,
  browser,
}) => {
  await open(page);
  await page.waitForLoadState("networkidle");
  await browser.startTracing(page, TRACED);
  await page.getByTestId("experiment-density").check();
  await set(page, "instances", "1000");
  await run(page);
  await page.getByTestId("table-each").getByLabel("bill as shares").check();
  await page.getByTestId("experiment-overhead").check();
  await page.getByTestId("input-workloads-database").uncheck();
  await run(page);
  await expect(page.getByTestId("table-counted").locator("svg[data-chart]")).toBeVisible();
  expect(longTasks(await browser.stopTracing())).toEqual([]);
});
