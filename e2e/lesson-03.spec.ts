/** Lesson 3 as a learner goes through it: predict, run, read, fail, take the hint, solve, come back later. */
import { expect, type Page, test } from "@playwright/test";
import { expectGoodLooks } from "./looks";

const address = "/lessons/booting-a-machine/";

/** A boot through the BIOS interprets some 150 million instructions: give it time on a busy machine. */
const BOOT = { timeout: 120_000 };

const open = async (page: Page) => {
  await page.goto(address);
  await expect(page.getByTestId("keep-before-kernel")).toHaveAttribute("aria-disabled", "false");
};

async function predict(page: Page, id: string, guess: string): Promise<void> {
  await page.getByTestId(`guess-${id}`).fill(guess);
  await page.getByTestId(`keep-${id}`).click();
  await expect(page.getByTestId(`prediction-${id}`)).toContainText(guess);
}

/** Boots a column from the workbench, as a hand would. */
async function bootByHand(page: Page, column: string, via: string): Promise<void> {
  await page.getByTestId(`via-${column}-${via}`).click();
  await expect(page.getByTestId(`via-${column}-${via}`)).toBeChecked();
  await page.getByTestId(`boot-${column}`).click();
  await expect(page.getByTestId(`power-${column}`)).not.toHaveAttribute("data-value", "running");
  await expect(page.getByTestId(`power-${column}`)).toHaveAttribute("data-value", "running", BOOT);
}

/** Brings a column to the front where there is room for one only. */
async function showColumn(page: Page, column: string): Promise<void> {
  const choice = page.locator(`input[name=column-shown][value=${column}]`);
  if (await choice.isVisible()) await choice.check();
}

test("a run waits for its prediction; what is measured stands beside it; both survive a reload", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await open(page);
  await expect(page.getByTestId("run-bios")).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByTestId("run-status-bios")).toContainText("Waits for your prediction");

  await page.getByTestId("guess-before-kernel").fill("most");
  await page.getByTestId("keep-before-kernel").click();
  await expect(page.getByTestId("predict-before-kernel").getByRole("alert")).toContainText("0 to 100");
  await predict(page, "before-kernel", "20");

  await page.getByTestId("run-bios").click();
  await expect(page.getByTestId("run-status-bios")).toHaveText("Done.", BOOT);
  const share = Number(await page.getByTestId("result-before-kernel").getAttribute("data-value"));
  expect(share).toBeGreaterThan(50);
  await expect(page.getByTestId("comparison-before-kernel")).toContainText("percentage points too low");
  await expect(page.getByTestId("why-vm-bios-ms")).toHaveAttribute("open", "");
  await expect(page.getByTestId("here-vm-bios-exits").first()).toHaveAttribute("data-origin", "measured");

  await expect(page.getByTestId("run-direct")).toHaveAttribute("aria-disabled", "true");
  await page.getByTestId("skip-direct-share").click();
  await page.getByTestId("run-direct").click();
  await expect(page.getByTestId("run-status-direct")).toHaveText("Done.", BOOT);
  await expect(page.getByTestId("result-direct-share")).toBeVisible();
  await expect(page.getByTestId("comparison-direct-share")).toHaveCount(0);
  await expect(
    page.getByTestId("boot-bars").first().locator("[data-phase=decompression]").first(),
  ).toBeVisible();

  await page.reload();
  await expect(page.getByTestId("prediction-before-kernel")).toContainText("20");
  await expect(page.getByTestId("measured-before-kernel")).toHaveAttribute("data-state", "earlier");
  await expect(page.getByTestId("result-before-kernel")).toHaveAttribute("data-value", String(share));
  await expect(page.getByTestId("prediction-direct-share")).toContainText("skipped");
  await expect(page.getByTestId("run-direct")).toHaveAttribute("aria-disabled", "false");
});

test("one change at a time: a snapshot is not a boot; the hint says so; three boots by hand solve it", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await open(page);
  await page.getByTestId("check-skip-firmware").click();
  await expect(page.getByTestId("outcome-skip-firmware")).toHaveText("At your last check: 0 of 3 reached.");

  await showColumn(page, "vm");
  await bootByHand(page, "vm", "bios");
  await bootByHand(page, "vm", "snapshot");
  await page.getByTestId("check-skip-firmware").click();
  await expect(page.getByTestId("mark-skip-firmware-baseline")).toHaveAttribute("data-passed", "true");
  await expect(page.getByTestId("mark-skip-firmware-way-in")).toHaveAttribute("data-passed", "false");
  await expect(page.getByTestId("hint-text-skip-firmware")).toHaveCount(0);
  await page.getByTestId("hint-skip-firmware").click();
  await expect(page.getByTestId("hint-text-skip-firmware")).toContainText(
    "It did not boot faster: it did not boot.",
  );

  await bootByHand(page, "vm", "direct");
  await expect(page.getByTestId("mark-skip-firmware-way-in")).toHaveAttribute("data-passed", "true");
  await expect(page.getByTestId("hint-text-skip-firmware")).toHaveCount(0);
  await showColumn(page, "pv");
  await bootByHand(page, "pv", "direct");
  await expect(page.getByTestId("outcome-skip-firmware")).toHaveText("Everything is there. Check it.");
  await page.getByTestId("check-skip-firmware").click();
  await expect(page.getByTestId("outcome-skip-firmware")).toHaveAttribute("data-passed", "true");

  await page.reload();
  await expect(page.getByTestId("exercise-skip-firmware").getByTestId("passed")).toBeVisible();
  await page.goto("/lessons/");
  await expect(page.getByTestId("progress-booting-a-machine")).toContainText("1 of 2 exercises solved");

  await page.getByTestId("forget-progress").click();
  await page.getByTestId("forget-progress-confirm").click();
  await expect(page.getByTestId("progress-booting-a-machine")).toHaveText("Not begun.");
});

test("a machine that was never off: a note after the snapshot is lost; saved in time it comes back", {
  tag: "@soak",
}, async ({ page }) => {
  test.setTimeout(240_000);
  await open(page);
  await showColumn(page, "vm");
  await bootByHand(page, "vm", "direct");
  const console = page.getByTestId("column-vm").getByRole("textbox");
  const write = async () => {
    await console.focus();
    await page.keyboard.type("cat /proc/uptime > /root/kept\n");
    await page.waitForTimeout(1000);
  };
  const restored = (id: string) =>
    page.getByTestId("snapshots-vm").getByText(`${id} saved`).getByText("running from this one");
  const check = async (text: string) => {
    await page.getByTestId("check-never-off").click();
    await expect(page.getByTestId("outcome-never-off")).toHaveText(text, { timeout: 60_000 });
  };

  await page.getByTestId("snapshot-vm").click();
  await expect(page.getByTestId("restore-vm-s1")).toBeVisible();
  await write();
  await page.getByTestId("stop-vm").click();
  await page.getByTestId("restore-vm-s1").click();
  await expect(restored("s1")).toBeVisible();
  await check("At your last check: 3 of 5 reached.");
  await page.getByTestId("hint-never-off").click();
  await expect(page.getByTestId("hint-text-never-off")).toContainText("Write the note first, then save.");

  await write();
  await page.getByTestId("snapshot-vm").click();
  await expect(page.getByTestId("restore-vm-s2")).toBeVisible();
  await console.focus();
  await page.keyboard.type("rm -rf /bin /sbin /root/kept\n");
  await page.waitForTimeout(500);
  await page.getByTestId("restore-vm-s2").click();
  await expect(restored("s2")).toBeVisible();
  await check("Solved: the state is the one that was asked for.");
});

test("a solution can be watched, which does not count as solving; starting over leaves nothing of it", async ({
  page,
}) => {
  await open(page);
  await page.getByTestId("show-never-off").click();
  await page.getByTestId("show-never-off-confirm").click();
  await expect(page.getByTestId("outcome-never-off")).toHaveAttribute("data-passed", "true", BOOT);
  await expect(page.getByTestId("outcome-never-off")).toContainText("performed for you");
  await page.getByTestId("check-never-off").click();
  await expect(page.getByTestId("outcome-never-off")).toContainText("performed for you");
  await expect(page.getByTestId("exercise-never-off").getByTestId("passed")).toHaveCount(0);
  await expect(page.getByTestId("terminal-vm")).toContainText("/root/kept");
  await expect(page.getByTestId("restore-vm-mine")).toBeVisible();

  await page.getByTestId("restart-never-off").click();
  await page.getByTestId("restart-never-off-confirm").click();
  await expect(page.getByTestId("power-vm")).toHaveAttribute("data-value", "off");
  await expect(page.getByTestId("restore-vm-mine")).toHaveCount(0);
  expect(await page.evaluate(() => window.triptych?.record().boots.length)).toBe(0);
});

test("progress leaves as a file and comes back; a spoilt file changes nothing", async ({ page }) => {
  await open(page);
  await predict(page, "before-kernel", "33");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByTestId("export-progress").click(),
  ]);
  const kept = await (await import("node:fs/promises")).readFile(await download.path(), "utf8");

  const bring = (text: string) =>
    page
      .getByTestId("import-progress")
      .setInputFiles({ name: "progress.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await bring(kept.replace("33", '"<b>33</b>"'));
  await expect(page.getByTestId("progress-outcome")).toContainText("predictions.before-kernel.value");
  await expect(page.getByTestId("prediction-before-kernel")).toContainText("33");
  await bring(kept.replace("33", "44"));
  await expect(page.getByTestId("prediction-before-kernel")).toContainText("44");
});

test("axe finds nothing in any look, in the lesson and in the list", async ({ page }) => {
  for (const path of [address, "/lessons/"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    for (const details of await page.locator("article details").all())
      await details.evaluate((element: HTMLDetailsElement) => {
        element.open = true;
      });
    await expectGoodLooks(page);
  }
});
