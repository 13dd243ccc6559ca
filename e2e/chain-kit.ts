/** What the tests with disks in layers have in common. */
import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import { expect, type Page, type TestInfo } from "@playwright/test";
import { isPower, showColumn, enter as typeLine } from "./column-lesson";
import { RUN } from "./host-lesson";

/** Opens what a column says of its layers; its next machine has a paravirtual disk. */
export async function showLayers(page: Page, column: string): Promise<void> {
  await showColumn(page, column);
  const disk = page.getByTestId(`disk-${column}`);
  if (!(await disk.isVisible())) await page.getByTestId(`machine-${column}`).locator("summary").click();
  if ((await disk.inputValue()) !== "virtio-blk") await disk.selectOption("virtio-blk");
  const begins = page.getByTestId(`begins-on-${column}`);
  if (!(await begins.isVisible())) await page.getByTestId(`layers-${column}`).locator("summary").click();
}

/** Orders a boot on a layer; the machine that is on is switched off. */
export async function orderBootOn(page: Page, column: string, layer: string): Promise<void> {
  await showColumn(page, column);
  if ((await page.getByTestId(`power-${column}`).getAttribute("data-value")) === "running") {
    await page.getByTestId(`stop-${column}`).click();
    await isPower(page, column, "off");
  }
  await showLayers(page, column);
  await page.getByTestId(`begins-on-${column}`).selectOption(layer);
  await page.getByTestId(`boot-${column}`).click();
}

export async function bootOn(page: Page, column: string, layer: string): Promise<void> {
  await orderBootOn(page, column, layer);
  await isPower(page, column, "running");
}

let lines = 0;

/** Types a line into a guest's console and waits until it has been carried out. */
export async function enter(page: Page, column: string, line: string): Promise<void> {
  const end = ++lines;
  await typeLine(page, column, `${line}; echo did-$((${end}+1000))`, `did-${end + 1000}`);
}

/** What an order saves, by file name: where the test may put it. */
export async function downloadsOf(
  page: Page,
  info: TestInfo,
  names: readonly string[],
  order: () => Promise<void>,
): Promise<readonly string[]> {
  const files: string[] = [];
  page.on("download", async (download) => {
    const path = info.outputPath(download.suggestedFilename());
    await download.saveAs(path);
    files.push(path);
  });
  await order();
  await expect.poll(() => files.map((path) => basename(path)).sort(), RUN).toEqual([...names].sort());
  return files;
}

/** QEMU finds nothing wrong with the image, nor with what it lies on. */
export function expectSound(path: string): void {
  expect(execFileSync("qemu-img", ["check", path], { encoding: "utf8" })).toContain("No errors");
}
