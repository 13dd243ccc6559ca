import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { csvOf } from "../app/sim/experiments/csv";
import type { LabRun } from "../app/sim/run/record";
import { togetherTable } from "../app/sim/together/table";
import { startTogether } from "../app/sim/together/together";
import { violations } from "./looks";

const COLUMNS = ["vm", "container", "pv"] as const;
const FIGURES = COLUMNS.flatMap((column) =>
  ["weight", "prompt", "waited"].map((figure) => `figure-together-${column}-${figure}`),
);

const value = async (page: Page, testId: string): Promise<number> =>
  Number(await page.getByTestId(testId).getAttribute("data-value"));

const hostFigures = (page: Page): Promise<number[]> =>
  Promise.all(FIGURES.map((testId) => value(page, testId)));

async function allUp(page: Page): Promise<void> {
  for (const column of COLUMNS)
    await expect(page.getByTestId(`power-${column}`)).toHaveAttribute("data-value", "running", {
      timeout: 60_000,
    });
  for (const testId of FIGURES) await expect(page.getByTestId(testId)).toBeVisible();
}

/** Until there is a lab, nothing of the workbench takes the focus. */
async function press(page: Page, testId: string, key = "Enter"): Promise<void> {
  const control = page.getByTestId(testId);
  await expect(async () => {
    await control.focus();
    await expect(control).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press(key);
}

async function savedBy(page: Page, testId: string): Promise<string> {
  const saving = page.waitForEvent("download");
  await press(page, testId);
  return readFileSync(await (await saving).path(), "utf8");
}

test("by keyboard: start all three, weigh, take along, share, look back and return", async ({
  page,
  browser,
}) => {
  test.slow();
  await page.goto("/workbench/?via=snapshot");
  await expect(page.getByTestId("boot-all")).toHaveText("Start all three");
  await press(page, "boot-all");
  await allUp(page);

  const usual = await hostFigures(page);
  await page.getByTestId("weight-pv").focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("400");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("figure-together-pv-weight")).toHaveAttribute("data-value", "400");
  const weighed = await hostFigures(page);
  expect(weighed).not.toEqual(usual);

  const record = JSON.parse(await savedBy(page, "save-record")) as LabRun;
  const startOf = (track: string) => record.boots.find((boot) => boot.track === track)!;
  const contenders = [
    { column: "vm", name: "VM", start: startOf("vm") },
    { column: "container", name: "Container", start: record.starts![0]! },
    { column: "pv", name: "PV", start: startOf("pv") },
  ];
  const computed = startTogether(contenders, { cores: 1, weights: { pv: 400 } }, 1);
  expect(await savedBy(page, "csv-together")).toBe(csvOf([togetherTable(computed)]));

  await press(page, "copy-link");
  await expect(page.getByTestId("link")).toHaveAttribute("data-value", /pv\.weight=400/);
  const link = (await page.getByTestId("link").getAttribute("data-value"))!;

  const farNs = await value(page, "clock");
  await press(page, "scrubber", "Home");
  await expect(page.getByTestId("look-at")).toHaveAttribute("data-value", "0");
  await page.keyboard.press("PageUp");
  await expect(page.getByTestId("look-at")).toHaveAttribute("data-value", String(100e6));
  await expect(page.getByTestId("scrubber")).toHaveAttribute("aria-valuetext", /^0\.100 000 s of /);
  expect(await value(page, "look-ms-container")).toBeLessThanOrEqual(100);
  expect(await violations(page, "[data-testid=looking-back]")).toEqual([]);
  await press(page, "return-to-now");
  await expect(page.getByTestId("looking-back")).toHaveCount(0);
  expect(await value(page, "clock")).toBeGreaterThanOrEqual(farNs);

  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await page.close();
  await other.goto(link);
  await allUp(other);
  await expect.poll(() => hostFigures(other)).toEqual(weighed);
  await fresh.close();
});

test("columns are paused and stepped together, and go on from a saved state that one looks back at", async ({
  page,
}) => {
  await page.goto("/workbench/?columns=pv&via=snapshot&autoboot=pv");
  await expect(page.getByTestId("power-pv")).toHaveAttribute("data-value", "running");
  await press(page, "pause-all");
  await expect(page.getByTestId("power-pv")).toHaveAttribute("data-value", "paused");
  await press(page, "snapshot-pv");
  const restore = page.getByTestId("restore-pv-s1");
  await expect(restore).toBeVisible();
  const pausedNs = await value(page, "lane-pv");
  await page.getByTestId("step-ms").selectOption("100");
  await press(page, "step-all");
  await expect.poll(() => value(page, "lane-pv")).toBeGreaterThanOrEqual(pausedNs + 100e6);
  await press(page, "scrubber", "ArrowLeft");
  await press(page, "look-restore-pv-s1");
  await expect(page.getByTestId("looking-back")).toHaveCount(0);
  await expect(page.getByTestId("power-pv")).toHaveAttribute("data-value", "running");
  await press(page, "marks");
  await expect(page.getByRole("region", { name: "Marks of the run" })).toContainText("goes on from s1");
});
