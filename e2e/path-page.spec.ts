import { expect, type Page, test } from "@playwright/test";
import { expectGoodLooks } from "./looks";

test.beforeEach(({ page }) => {
  page.on("pageerror", (error) => {
    throw error;
  });
});

async function openPath(page: Page, query = ""): Promise<void> {
  await page.goto(`/path/${query}`);
  await expect(page.getByTestId("path-view")).toBeVisible();
}

const shown = async (page: Page, testId: string): Promise<number> =>
  Number(await page.getByTestId(testId).getAttribute("data-value"));

test("the same read, emulated and virtio: fewer exits, less time; with more in flight fewer still, but for an emulated device", async ({
  page,
}) => {
  await page.goto("/containers/");
  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Path of an I/O" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The path of an I/O");
  await expect(page.getByTestId("path-view")).toBeVisible();
  expect(await shown(page, "exits-left")).toBeGreaterThan(5 * (await shown(page, "exits-right")));
  expect(await shown(page, "total-left")).toBeGreaterThan(await shown(page, "total-right"));
  const [emulated, virtio] = [await shown(page, "bulk-exits-left"), await shown(page, "bulk-exits-right")];
  await page.getByTestId("in-flight").selectOption("32");
  await expect.poll(() => shown(page, "bulk-exits-right")).toBeLessThan(virtio / 16);
  expect(await shown(page, "bulk-exits-left")).toBe(emulated);
  await page.getByTestId("arrangement-right").selectOption("kvm-vhost");
  await expect(page.getByTestId("lanes-right")).toContainText("vhost thread");
  const inKernel = await shown(page, "total-right");
  await page.getByTestId("arrangement-right").selectOption("xen-pv");
  await expect(page.getByTestId("lanes-right")).toContainText("back end");
  expect(await shown(page, "total-right")).not.toBe(inKernel);
});

test("the path can be stepped along by buttons and by keys, and each step is said with its cost", async ({
  page,
}) => {
  await openPath(page, "?io=disk-read&bytes=4096&arrangement=kvm-virtio&with=none");
  const step = page.getByTestId("step-left");
  await expect(step).toHaveAttribute("aria-live", "polite");
  await expect(step).toContainText(/^Step 1 of 15, guest program/);
  await expect(page.getByTestId("previous-left")).toHaveAttribute("aria-disabled", "true");
  await page.getByTestId("next-left").click();
  await expect(step).toContainText(/^Step 2 of 15, guest kernel/);

  await page.getByTestId("lanes-left-step-2").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(step).toContainText(/^Step 4 of 15, host kernel = hypervisor/);
  await expect(step).toContainText("1.50 µs");
  await expect(page.getByTestId("lanes-left-step-4")).toBeFocused();
  await expect(page.getByTestId("lanes-left-step-4")).toHaveAttribute("aria-current", "step");
  await page.keyboard.press("End");
  await expect(step).toContainText(/^Step 15 of 15/);
  await page.keyboard.press("Home");
  await expect(step).toHaveAttribute("data-value", "1");

  await page.getByTestId("lanes-left-step-4").click();
  await page.getByTestId("step-cost-left").click();
  const origin = page.getByRole("dialog", { name: "Origin of Cost of step 4" });
  await expect(origin).toContainText("SplitX");
  await page.keyboard.press("Escape");
  await expect(origin).toBeHidden();
});

test("the steps' costs in the table add up to the total", async ({ page }) => {
  await openPath(page, "?io=packet-in&bytes=1514&arrangement=type2-virtio&with=none");
  await page.getByTestId("table-left").click();
  const costs = await page
    .getByRole("region", { name: /^Steps of Type 2/ })
    .locator("td:last-child [data-value]")
    .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset.value)));
  expect(costs.length).toBeGreaterThan(5);
  const sum = costs.reduce((all, cost) => all + cost, 0);
  expect(sum).toBeCloseTo(await shown(page, "total-left"), 6);
});

test("hardware that is handed out names its limits, and leaves the console alone", async ({ page }) => {
  await openPath(page, "?io=packet-in&bytes=204&arrangement=kvm-sriov&with=kvm-passthrough");
  expect(await shown(page, "exits-left")).toBeLessThan(await shown(page, "exits-right"));
  const left = page.getByTestId("path-left");
  await left.getByText("Whose drivers, and what it takes away").click();
  await expect(left).toContainText("Live migration");
  await expect(left.getByRole("button", { name: /Pinned memory/ })).toHaveAttribute(
    "data-origin",
    "modelled",
  );
  await page.getByTestId("io").selectOption("console-line");
  await expect(left).toContainText("console and clock stay paravirtual");
  await expect(page.getByTestId("bulk")).toHaveCount(0);
});

test("a card is handed out to a machine, which then keeps its memory and stays where it is", async ({
  page,
}) => {
  await openPath(page);
  await page.getByText("Held against measurements").click();
  const row = page.getByTestId("held-against").getByRole("row", { name: /^Round trip/ });
  await expect(row.locator('[data-origin="published"]')).toHaveAttribute("data-value", "30.36");
  await expect(row.locator('[data-origin="modelled"]')).toHaveCount(1);

  await page.getByText("Hand a card out to machines").click();
  const refused = page.getByTestId("refused-first");
  await page.getByTestId("network-first").selectOption("kvm-sriov");
  await expect(refused).toContainText("Deflate the balloon first");
  await page.getByTestId("balloon-first").fill("0");
  await page.getByTestId("balloon-first").press("Enter");
  await expect(page.getByTestId("balloon-first")).toHaveValue("0");
  await expect(refused).toBeEmpty();
  const before = await shown(page, "round-trip-first");
  await page.getByTestId("network-first").selectOption("kvm-sriov");
  await expect(page.getByTestId("functions-left")).toHaveAttribute("data-value", "1");
  expect(await shown(page, "round-trip-first")).toBeLessThan(before);
  await page.getByTestId("migrate-first").click();
  await expect(refused).toContainText("to another host while it runs");
  await expect(page.getByTestId("machine-first")).toHaveAttribute("data-host", "left");
});

test("an address brings the path back; what is wrong in one is named", async ({ page }) => {
  await openPath(page);
  await page.getByTestId("io").selectOption("disk-write");
  await page.getByTestId("bytes").fill("100");
  await expect(page.getByTestId("bytes-wrong")).toContainText("multiple of 512");
  await expect(page).toHaveURL(/bytes=4096/);
  await page.getByTestId("bytes").fill("8192");
  await page.getByTestId("bytes").press("Enter");
  await page.getByTestId("alone").click();
  await page.getByTestId("arrangement-left").selectOption("xen-passthrough");
  await expect(page).toHaveURL(/io=disk-write&bytes=8192&arrangement=xen-passthrough&with=none/);
  await page.reload();
  await expect(page.getByTestId("bytes")).toHaveValue("8192");
  await expect(page.getByTestId("path-right")).toHaveCount(0);

  await openPath(page, "?io=__proto__&bytes=-1&arrangement=%3Cb%3E&with=constructor");
  await expect(page.getByTestId("url-notice")).toHaveCount(4);
  await expect(page.getByTestId("url-notice").first()).toContainText("disk-read");
  await expect(page.getByTestId("lanes-left")).toBeVisible();
});

test("axe finds nothing in any look, and nothing sticks out to the side", async ({ page }) => {
  await openPath(page, "?io=disk-read&arrangement=xen-pv&with=kvm-sriov&bytes=7");
  await expect(page.getByTestId("url-notice")).toHaveCount(1);
  await page.getByTestId("next-left").click();
  await page.getByTestId("table-right").click();
  for (const facts of await page.getByText(/^Whose /).all()) await facts.click();
  await page.getByText("Held against measurements").click();
  await page.getByText("Hand a card out to machines").click();
  await page.getByTestId("bytes").fill("lots");
  await expectGoodLooks(page);
});
