import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import type { NetworkView } from "../app/guest/net/api";
import { longTasks, TRACED } from "./long-tasks-kit";
import { expectGoodLooks } from "./looks";

/** Two slow cores: two guests and a machine with containers are switched on. */
const readyTimeout = 60_000;

test.beforeEach(({ page }) => {
  page.on("pageerror", (error) => {
    throw error;
  });
});

async function openNetwork(page: Page): Promise<void> {
  await page.goto("/network/");
  await untilPlaying(page);
}

async function untilPlaying(page: Page): Promise<void> {
  await page.waitForFunction(() => window.triptychNetwork?.state().playing !== undefined, undefined, {
    timeout: readyTimeout,
  });
  for (const machine of ["vm", "pv", "host"])
    await expect(page.getByTestId(`terminal-${machine}`)).toHaveAttribute("data-open", "true");
}

const viewOf = (page: Page): Promise<NetworkView> =>
  page.evaluate(() => window.triptychNetwork!.state().view!);

const screenOf = (page: Page, machine: string) =>
  page.getByTestId(`terminal-${machine}`).locator(".xterm-rows");

/** Types a line into a machine's terminal, and waits until its answer is on the screen. */
async function type(page: Page, machine: string, line: string, answer: string | RegExp): Promise<void> {
  await page.getByTestId(`terminal-${machine}`).click();
  await page.keyboard.insertText(line);
  await page.keyboard.press("Enter");
  await expect(screenOf(page, machine)).toContainText(answer, { timeout: 40_000 });
}

const numberOf = async (page: Page, testId: string): Promise<number> =>
  Number(await page.getByTestId(testId).getAttribute("data-value"));

test("a container is pinged, pages are fetched both ways; then the VM gets the other card", async ({
  page,
}) => {
  test.slow();
  await openNetwork(page);
  const address = (await viewOf(page)).machines[2]!.containers[0]!.address;
  await expect(page.getByTestId("on-bridge-web")).toContainText(address);
  const before = {
    frames: await numberOf(page, "port-in-vm"),
    captured: await numberOf(page, "captured"),
  };
  await type(page, "vm", `ping -c 3 ${address}`, "3 packets received");
  const frames = page.getByTestId("frames");
  await expect(frames).toContainText("echo reply, sequence 2");
  await expect(frames).toContainText("10.0.0.1");
  await expect.poll(() => numberOf(page, "port-in-vm")).toBeGreaterThanOrEqual(before.frames + 3);
  await expect.poll(() => numberOf(page, "captured")).toBeGreaterThanOrEqual(before.captured + 6);
  await expect.poll(() => numberOf(page, "exits-vm-ne2k")).toBeGreaterThan(100);
  await expect(page.getByTestId("learned-1")).toContainText("02:54:52:00:00:01");
  await expect(page.getByTestId("learned-3")).toContainText("02:54:52:00:00:03");

  await page.getByTestId("command-vm-fetch").click();
  await expect(screenOf(page, "vm")).toContainText("Hello from the container");
  await page.getByTestId("command-container-fetch").click();
  await expect(screenOf(page, "host")).toContainText("Hello from the VM");
  await page.getByTestId("command-pv-big").click();
  await expect(screenOf(page, "pv")).toContainText("262144", { timeout: 40_000 });
  await expect.poll(() => numberOf(page, "exits-pv-virtio-net")).toBeGreaterThan(0);
  expect(await numberOf(page, "exits-pv-virtio-net")).toBeLessThan(6_000);

  await page.getByTestId("net-vm").selectOption({ value: "virtio-net" });
  await expect(page.getByTestId("hardware-note-vm")).toContainText("built anew");
  await page.getByTestId("build-again").click();
  await expect(page.getByTestId("hardware-note-vm")).toHaveText("", { timeout: readyTimeout });
  await untilPlaying(page);
  await page.getByTestId("command-vm-fetch").click();
  await expect(screenOf(page, "vm")).toContainText("Hello from the container");
  await expect.poll(() => numberOf(page, "exits-vm-virtio-net")).toBeGreaterThan(0);
  await expect(page.getByTestId("exits-vm-ne2k")).toHaveCount(0);
});

test("round trips are measured, a cable is unplugged, and the capture is a pcap file; all of it looks good", async ({
  page,
}) => {
  await openNetwork(page);
  await page.getByTestId("measure").click();
  await expect(page.getByTestId("fastest-to-pv")).toBeVisible({ timeout: 60_000 });
  expect(await numberOf(page, "fastest-vm")).toBeGreaterThan(await numberOf(page, "fastest-pv"));
  expect(await numberOf(page, "trip-exits-vm")).toBeGreaterThan(await numberOf(page, "trip-exits-pv"));

  await page.getByTestId("loss-vm").selectOption({ label: "all (unplugged)" });
  await expect(page.getByTestId("loss-vm")).toHaveValue("1");
  const address = (await viewOf(page)).machines[2]!.containers[0]!.address;
  await type(page, "vm", `ping -c 1 -W 1 ${address}`, "100% packet loss");
  await expect.poll(() => numberOf(page, "port-dropped-vm")).toBeGreaterThan(0);
  await page.getByTestId("loss-vm").selectOption({ label: "none" });
  await page.getByTestId("bitsPerSecond-vm").selectOption({ label: "10 Gb/s" });
  await expect.poll(async () => (await viewOf(page)).machines[0]!.cable.bitsPerSecond).toBe(10e9);

  const download = page.waitForEvent("download");
  await page.getByTestId("download-capture").click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("triptych-network.pcap");
  const bytes = await readFile(await saved.path());
  expect(bytes.readUInt32LE(0)).toBe(0xa1b23c4d);
  expect(bytes.length).toBeGreaterThan(24 + 20 * (16 + 98));

  await page.getByTestId("pause").click();
  await expectGoodLooks(page);
});

test("no task of the main thread works over 50 ms while two guests talk", async ({ page, browser }) => {
  await openNetwork(page);
  await browser.startTracing(page, TRACED);
  await page.getByTestId("command-vm-big").click();
  await expect(screenOf(page, "vm")).toContainText("262144", { timeout: 60_000 });
  expect(longTasks(await browser.stopTracing())).toEqual([]);
  await expect.poll(() => numberOf(page, "exits-vm-ne2k")).toBeGreaterThan(65_536);
});
