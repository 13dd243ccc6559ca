/** Lesson 12 as a learner goes through it: a card of one's own, what it takes away, and a machine that has to move. */
import { expect, type Page, test } from "@playwright/test";
import {
  accessibilityViolations,
  checkAndHint,
  checkSolved,
  predictAndRun,
  showsItself,
} from "./host-lesson";
import { labViolations, open as openLesson, reaches, setUp, shown } from "./path-lesson";

const open = (page: Page) => openLesson(page, "real-hardware-handed-out", "own-card", "One packet comes in");

const connect = async (page: Page, machine: string, network: string) => {
  await page.getByTestId(`network-${machine}`).selectOption(network);
};

/** Types a number and has it taken over. */
async function enter(page: Page, field: string, value: string): Promise<void> {
  await page.getByTestId(field).fill(value);
  await page.getByTestId(field).press("Enter");
}

const refused = (page: Page, machine: string) => page.getByTestId(`refused-${machine}`);

test("a card of one's own takes exits still, and six machines do not get six functions", async ({ page }) => {
  await open(page);
  expect(await predictAndRun(page, "own-card", "0", "cards")).toBe(3);
  expect(await shown(page, "here-card-sriov-us")).toBeLessThan(await shown(page, "here-card-vhost-us"));
  expect(await shown(page, "here-interrupt-posted")).toBe(0);
  await expect(page.getByTestId("here-card-sriov-us")).toHaveAttribute("data-origin", "modelled");

  expect(await predictAndRun(page, "functions", "6", "handing-out")).toBe(1);
  await expect(page.getByTestId("functions-host")).toHaveAttribute("data-value", "1");
  await expect(page.getByTestId("free-host")).toHaveAttribute("data-value", "0");
  await expect(refused(page, "m-6")).toContainText("balloon");
  await page.getByTestId("orders").click();
  await expect(page.getByTestId("floor")).toContainText("m-2: a balloon of 0 MiB. Refused:");
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await labViolations(page)).toEqual([]);

  await page.reload();
  await expect(page.getByTestId("measured-functions")).toHaveAttribute("data-state", "earlier");
});

test("three that are in a hurry: less memory, all of it their own; by keyboard", async ({ page }) => {
  const exercise = "quick-three";
  await open(page);
  await setUp(page, exercise, "Three that are in a hurry");
  await checkAndHint(page, exercise, "Between it and the wire stands the host's kernel");
  await connect(page, "trade-1", "kvm-sriov");
  await expect(refused(page, "trade-1")).toContainText("balloon");
  await expect(page.getByTestId("network-trade-1")).toHaveValue("kvm-vhost");
  await checkAndHint(page, exercise, "The memory has to be its own first");
  await enter(page, "balloon-trade-1", "0");
  await expect(page.getByTestId("free-host")).toHaveAttribute("data-value", "0");
  await connect(page, "trade-1", "kvm-sriov");
  await expect(page.getByTestId("functions-host")).toHaveAttribute("data-value", "1");
  await reaches(page, exercise, ["up", "one"]);
  await enter(page, "balloon-trade-2", "0");
  await expect(refused(page, "trade-2")).toContainText("4096 MiB, and host has 2048 left");
  await checkAndHint(page, exercise, "does trade-2 need all that it was once promised?");

  for (const machine of ["trade-1", "trade-2", "trade-3"]) {
    await page.getByTestId(`power-${machine}`).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByTestId(`machine-${machine}`)).toHaveAttribute("data-on", "false");
    await enter(page, `memory-${machine}`, "2048");
    await expect(page.getByTestId(`memory-${machine}`)).toHaveValue("2048");
    await connect(page, machine, "kvm-sriov");
    await expect(page.getByTestId(`network-${machine}`)).toHaveValue("kvm-sriov");
    await page.getByTestId(`power-${machine}`).focus();
    await page.keyboard.press("Space");
    await expect(page.getByTestId(`machine-${machine}`)).toHaveAttribute("data-on", "true");
  }
  await reaches(page, exercise, ["up", "one", "fast"]);
  await checkSolved(page, exercise);
});

test("it has to move tonight: hardware out, room made, moved, and hardware in again", {
  tag: "@soak",
}, async ({ page }) => {
  const exercise = "moves-tonight";
  await open(page);
  await setUp(page, exercise, "The old host goes tonight");
  await checkAndHint(page, exercise, "Try to move it");
  await page.getByTestId("migrate-db").click();
  await expect(refused(page, "db")).toContainText("the device and its state cannot move along");
  await checkAndHint(page, exercise, "The card stays where it is");
  await connect(page, "db", "kvm-vhost");
  await expect(page.getByTestId("functions-old")).toHaveAttribute("data-value", "0");
  await page.getByTestId("migrate-db").click();
  await expect(refused(page, "db")).toContainText("new has 2048 left");
  await checkAndHint(page, exercise, "Whose memory can be had there without harm?");
  await enter(page, "balloon-archive", "2048");
  await expect(page.getByTestId("free-new")).toHaveAttribute("data-value", String(4096 * 2 ** 20));
  await page.getByTestId("migrate-db").click();
  await expect(page.getByTestId("machine-db")).toHaveAttribute("data-host", "new");
  await reaches(page, exercise, ["moved", "awake", "others"]);
  await connect(page, "db", "kvm-sriov");
  await expect(refused(page, "db")).toContainText("all are in use");
  await checkAndHint(page, exercise, "in use, by cache, report");
  await connect(page, "report", "kvm-vhost");
  await expect(page.getByTestId("functions-new")).toHaveAttribute("data-value", "1");
  await connect(page, "db", "kvm-sriov");
  await reaches(page, exercise, ["moved", "awake", "fast", "others"]);
  await checkSolved(page, exercise);
  await showsItself(page, exercise);
});

test("whoever switches it off is told so, and nothing sticks out on a phone", async ({ page }) => {
  const exercise = "moves-tonight";
  await open(page);
  await setUp(page, exercise, "The old host goes tonight");
  await page.getByTestId("power-db").click();
  await expect(page.getByTestId("machine-db")).toHaveAttribute("data-on", "false");
  await page.getByTestId("migrate-db").click();
  await expect(page.getByTestId("machine-db")).toHaveAttribute("data-host", "new");
  await checkAndHint(page, exercise, "Times that it was switched off: 1");
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
