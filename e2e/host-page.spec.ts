import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { clockOf, openHost, runPast, runTimeout, shareOf, timelineOf, viewOf } from "./host-kit";
import { expectGoodLooks } from "./looks";

test.describe.configure({ timeout: 3 * runTimeout });

test.beforeEach(({ page }) => {
  page.on("pageerror", (error) => {
    throw error;
  });
});

const names = ["pv-one", "pv-two", "web", "batch"] as const;

test("two guests and two containers share the cores, and a weight moves their shares", async ({ page }) => {
  await openHost(page, "two-and-two");
  const began = await viewOf(page);
  const first = await runPast(page, 4e8);
  expect(first.instances.map(({ name, state }) => [name, state])).toEqual(
    names.map((name) => [name, "running"]),
  );

  const slice = await timelineOf(page, 0, first.nowNs, 1);
  const owners = new Set(
    slice.cores.flatMap((lane) =>
      lane.kind === "spans"
        ? lane.spans.map(({ owner }) => owner)
        : lane.buckets.flatMap(({ parts }) => parts.map(({ owner }) => owner)),
    ),
  );
  for (const index of names.keys()) expect(owners, `${names[index]} is on the timeline`).toContain(index);
  await page.getByTestId("zoom-fit").click();
  await page.getByTestId("timeline-table").click();
  for (const name of names) {
    await expect(
      page.getByTestId("timeline").getByRole("row", { name: new RegExp(`^${name} `) }),
    ).toHaveCount(1);
  }
  for (const name of ["pv-one", "pv-two"]) {
    await page.getByTestId(`terminal-${name}`).scrollIntoViewIfNeeded();
    await expect(page.getByTestId(`terminal-${name}`).locator(".xterm-rows")).toContainText(/spin/);
  }

  const before = shareOf("pv-one", began, first);
  await page.getByTestId("weight-pv-one").fill("2000");
  await page.getByTestId("weight-pv-one").press("Enter");
  await expect.poll(async () => (await viewOf(page)).instances[0]!.weight).toBe(2000);
  const second = await runPast(page, first.nowNs + 4e8);
  const after = shareOf("pv-one", first, second);
  expect(after).toBeGreaterThan(before + 15);
  const shown = async () => Number(await page.getByTestId("ran-pv-one").getAttribute("data-value"));
  await expect.poll(shown).toBeGreaterThan(before + 5);
});

interface Screen {
  readonly text: string | null;
  readonly view: unknown;
  readonly timeline: unknown;
}

async function screenOf(page: Page, atNs: number): Promise<Screen> {
  await expect.poll(() => clockOf(page)).toBe(atNs);
  await page.getByTestId("terminal-machine").scrollIntoViewIfNeeded();
  const { instances, byMode, memory } = await viewOf(page);
  return {
    text: await page.getByTestId("terminal-machine").locator(".xterm-rows").textContent(),
    view: { instances, byMode, memory },
    timeline: await timelineOf(page, Math.max(0, atNs - 5e8), atNs, 400),
  };
}

test("scrubbing back and playing on gives the same screen, which looks good in any look", async ({
  page,
}) => {
  await openHost(page, "guest-and-container");
  await expect(page.getByTestId("terminal-machine")).toHaveAttribute("data-open", "true");
  const { nowNs } = await runPast(page, 1e9);
  const rows = page.getByTestId("terminal-machine").locator(".xterm-rows");
  await page.getByTestId("terminal-machine").scrollIntoViewIfNeeded();
  await expect(rows).toContainText(/iterations/);
  const first = await screenOf(page, nowNs);

  const scrubber = page.getByTestId("scrubber");
  await scrubber.focus();
  await page.keyboard.press("Home");
  await expect.poll(() => clockOf(page), { timeout: runTimeout }).toBe(0);
  await expect(rows).not.toContainText(/iterations/);
  await runPast(page, 2e8);
  await scrubber.focus();
  await page.keyboard.press("End");
  await expect.poll(() => clockOf(page), { timeout: runTimeout }).toBe(nowNs);
  await expect.poll(() => rows.textContent()).toBe(first.text);
  expect(await screenOf(page, nowNs)).toEqual(first);

  for (const opened of ["own-scenario", "marks", "timeline-table", "limits-box"])
    await page.getByTestId(opened).click();
  await page.getByTestId("quota-box").fill("lots");
  await page.getByTestId("quota-box").press("Enter");
  await expectGoodLooks(page);
});

test("the scrubber and the zoom go by keyboard", async ({ page }) => {
  await openHost(page, "noisy-neighbour");
  const { nowNs } = await runPast(page, 1e9);
  await page.getByTestId("step-ms").selectOption("100");
  const scrubber = page.getByTestId("scrubber");
  await scrubber.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => clockOf(page)).toBe(nowNs - 1e8);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => clockOf(page)).toBe(nowNs);
  await expect(scrubber).toHaveAttribute("aria-valuetext", / of /);

  const frame = page.getByTestId("timeline-frame");
  const length = async () => Number(await page.getByTestId("timeline-length").getAttribute("data-value"));
  await frame.focus();
  await page.keyboard.press("0");
  await expect.poll(length).toBe(nowNs);
  await page.keyboard.press("ArrowDown");
  for (let press = 0; press < 30; press++) await page.keyboard.press("+");
  await expect.poll(length).toBeLessThan(5000);
  await expect(page.getByTestId("timeline-readout")).toContainText(
    /^Core 1 at .*(user code|idle|switching|host kernel)/,
  );
  await page.keyboard.press(".");
  await page.keyboard.press("-");
  await expect.poll(length).toBeGreaterThan(1500);
  await page.keyboard.press("End");
  await expect(page.getByTestId("follow")).toHaveAttribute("aria-pressed", "true");

  await page.getByTestId("memory-map").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("memory-readout")).toContainText(/^Frames? \d/);
});

test("the bars reach 100 %; what is typed into a limit and is not allowed is answered at the field", async ({
  page,
}) => {
  await openHost(page, "noisy-neighbour");
  const { nowNs, cores } = await runPast(page, 5e8);
  await page.getByTestId("core-budget").scrollIntoViewIfNeeded();
  const sumMs = Number(await page.getByTestId("core-budget-sum").getAttribute("data-value"));
  expect(sumMs).toBeCloseTo((cores * nowNs) / 1e6, 6);
  await expect(page.getByTestId("core-budget").getByRole("row", { name: /^sum/ })).toContainText("100.00 %");
  await expect(page.getByTestId("memory").getByRole("row", { name: /^sum/ })).toContainText("100.00 %");

  await page.getByTestId("limits-noise").click();
  const quotaOf = async () => (await viewOf(page)).instances[1]!.quotaNs;
  const before = await quotaOf();
  const quota = page.getByTestId("quota-noise");
  await quota.fill("lots");
  await quota.press("Enter");
  await expect(page.getByTestId("quota-wrong-noise")).toBeVisible();
  expect(await quotaOf()).toBe(before);
  await quota.fill("50000");
  await quota.press("Enter");
  await expect(page.getByTestId("quota-wrong-noise")).toHaveCount(0);
  await expect.poll(quotaOf).toBe(50_000_000);
  await page.getByTestId("pause-noise").click();
  await expect(page.getByTestId("state-noise")).toHaveAttribute("data-value", "paused");
});

test("an exported run comes back the same; a damaged one says what is wrong and changes nothing", async ({
  page,
}) => {
  await openHost(page, "noisy-neighbour");
  await runPast(page, 4e8);
  await page.getByTestId("weight-noise").fill("30");
  await page.getByTestId("weight-noise").press("Enter");
  const exported = await runPast(page, 8e8);
  const download = page.waitForEvent("download");
  await page.getByTestId("export-run").click();
  const text = await readFile(await (await download).path(), "utf8");

  await openHost(page, "two-guests-one-core");
  const bring = (content: string) =>
    page.getByTestId("import-run-file").setInputFiles({
      name: "run.json",
      mimeType: "application/json",
      buffer: Buffer.from(content),
    });
  const untouched = await viewOf(page);
  for (const [damaged, words] of [
    [text.slice(0, text.length >> 1), /JSON/],
    [text.replace('"weight": 30', '"weight": 0').replace('"weight":30', '"weight":0'), /weight|1/],
    [text.replace(/"cores\.user": \d+/, '"cores.user": 1'), /cores\.user/],
  ] as const) {
    expect(damaged).not.toBe(text);
    await bring(damaged);
    await expect(page.getByTestId("error-host")).toContainText(words, { timeout: runTimeout });
    await expect
      .poll(async () => await page.evaluate(() => window.triptychHost!.state().status))
      .toBe("ready");
    expect(await viewOf(page)).toEqual(untouched);
    await expect(page.getByTestId("scenario-name")).toHaveText("Two guests, one core");
  }

  await bring(text);
  await expect(page.getByTestId("scenario-name")).toHaveText("Noisy neighbour with a quota", {
    timeout: runTimeout,
  });
  await expect.poll(() => clockOf(page)).toBe(exported.nowNs);
  const { instances, byMode } = await viewOf(page);
  expect({ instances, byMode }).toEqual({ instances: exported.instances, byMode: exported.byMode });
  await expect(page.getByTestId("error-host")).toHaveCount(0);
});

test("a scenario of one's own: words for what is wrong, a link that brings it back", async ({ page }) => {
  await openHost(page, "noisy-neighbour");
  await page.getByTestId("own-scenario").click();
  await page
    .getByTestId("scenario-json")
    .fill('{"version":1,"name":"mine","durationMs":1000,"host":{"cores":300}}');
  await page.getByTestId("set-up-own").click();
  await expect(page.getByTestId("scenario-wrong")).toContainText("host.cores");
  await expect(page.getByTestId("scenario-name")).toHaveText("Noisy neighbour with a quota");
  await page
    .getByTestId("scenario-json")
    .fill(
      '{"version":1,"name":"mine","seed":9,"durationMs":1000,"host":{"cores":3},"instances":[{"name":"a","kind":"container"}]}',
    );
  await page.getByTestId("set-up-own").click();
  await expect(page.getByTestId("scenario-name")).toHaveText("mine");
  await page.getByTestId("share").click();
  await expect(page.getByTestId("share-link")).toHaveAttribute("data-value", /^http/);
  const link = await page.getByTestId("share-link").getAttribute("data-value");
  await page.goto("about:blank");
  await page.goto(link!);
  await expect(page.getByTestId("scenario-name")).toHaveText("mine");
  await expect(page.getByTestId("seed")).toHaveText("seed 9");
  expect((await viewOf(page)).cores).toBe(3);

  await page.goto("/host/?scenario=nothing");
  await expect(page.getByTestId("url-notice")).toContainText("two-and-two");
});

test("two guests, merging: equal pages become one, and the scan rate is an order", async ({ page }) => {
  await openHost(page, "two-guests-merging");
  const before = await runPast(page, 4e8);
  expect(before.memory.mergedFrames).toBe(0);
  expect(before.merging.running).toBe(false);
  await runPast(page, 1.05e9);
  await expect(page.getByTestId("merging-run")).toBeChecked();
  await page.getByTestId("pages-to-scan").fill("1000");
  await page.getByTestId("pages-to-scan").press("Enter");
  await expect.poll(async () => (await viewOf(page)).merging.pagesToScan).toBe(1000);
  const { nowNs, memory, merging } = await runPast(page, 2.2e9);
  expect(memory.freeFrames - before.memory.freeFrames).toBeGreaterThan(1000);
  expect(merging.pagesSharing).toBeGreaterThan(1000);
  await expect(page.getByTestId("merging-sharing")).toHaveAttribute(
    "data-value",
    String(merging.pagesSharing),
  );
  expect(Number(await page.getByTestId("merging-cpu").getAttribute("data-value"))).toBeGreaterThan(0);

  const ofTheHost = (await timelineOf(page, 1.05e9, nowNs, 400)).cores.flatMap(
    (lane): readonly { owner: number; mode: string }[] =>
      lane.kind === "spans" ? lane.spans : lane.buckets.flatMap(({ parts }) => parts),
  );
  expect(ofTheHost.some(({ owner, mode }) => owner === -1 && mode === "host-kernel")).toBe(true);
  const both = await page.evaluate(async () => {
    const { ownerBits } = await window.triptychHost!.memoryMap(16_384);
    return ownerBits.filter((bits) => bits === 3).length;
  });
  expect(both).toBeGreaterThan(1000);

  await page.getByTestId("merging-run").click();
  await expect.poll(async () => (await viewOf(page)).merging.running).toBe(false);
});
