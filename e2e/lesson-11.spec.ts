/** Lesson 11 as a learner goes through it: trips counted, one device exchanged by hand, and a text in fewer words. */
import { expect, type Page, test } from "@playwright/test";
import { accessibilityViolations, checkSolved, predictAndRun, RUN, showsItself } from "./host-lesson";

const open = async (page: Page) => {
  await page.goto("/lessons/pretend-hardware-honest-drivers/");
  await expect(page.getByTestId("keep-pio-exits")).toHaveAttribute("aria-disabled", "false", RUN);
};

async function showColumn(page: Page, column: string): Promise<void> {
  const choice = page.locator(`input[name=column-shown][value=${column}]`);
  if (await choice.isVisible()) await choice.check();
}

/** Gives the column's next machine other devices, as a hand would, and boots it. */
async function bootWith(
  page: Page,
  column: string,
  devices: Readonly<Record<string, string>>,
): Promise<void> {
  await showColumn(page, column);
  const power = page.getByTestId(`power-${column}`);
  if ((await power.getAttribute("data-value")) === "running")
    await page.getByTestId(`stop-${column}`).click();
  for (const [part, device] of Object.entries(devices)) {
    const choice = page.getByTestId(`${part}-${column}`);
    if (!(await choice.isVisible())) await page.getByTestId(`machine-${column}`).locator("summary").click();
    await choice.selectOption(device);
  }
  await page.getByTestId(`boot-${column}`).click();
  await expect(power).toHaveAttribute("data-value", "running", RUN);
}

/** Types a line and waits for what the console must show. */
async function enter(page: Page, column: string, line: string, shows: string): Promise<void> {
  await showColumn(page, column);
  await page.getByTestId(`column-${column}`).getByRole("textbox").focus();
  await page.keyboard.type(`${line}\n`);
  await expect(page.getByTestId(`terminal-${column}`)).toContainText(shows, RUN);
}

const copy = (page: Page, column: string, node: string) =>
  enter(page, column, `dd if=${node} of=/dev/null bs=64k count=16`, "16+0 records out");

/** Guests are asked at every check: it takes seconds. */
async function checkAndHint(page: Page, exercise: string, reached: string, hint: string): Promise<void> {
  await page.getByTestId(`check-${exercise}`).click();
  await expect(page.getByTestId(`outcome-${exercise}`)).toHaveText(
    new RegExp(`^(At your last check: )?${reached} reached\\.$`),
    RUN,
  );
  await page.getByTestId(`hint-${exercise}`).click();
  await expect(page.getByTestId(`hint-text-${exercise}`)).toContainText(hint);
}

test("the predictions come before the runs; what was counted stands in the text and survives a reload", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await open(page);
  await page.getByTestId("skip-pio-share").click();
  await page.getByTestId("skip-virtio-exits").click();
  expect(await predictAndRun(page, "pio-exits", "2048", "disks")).toBeGreaterThan(2 ** 20 / 4);
  const shown = async (id: string) =>
    Number(await page.getByTestId(`result-${id}`).getAttribute("data-value"));
  expect(await shown("pio-share")).toBeGreaterThan(90);
  expect(await shown("virtio-exits")).toBeLessThan(50);
  await expect(page.getByTestId("here-io-dma-exits").first()).toHaveAttribute("data-origin", "measured");
  await expect(page.getByTestId("here-io-dma-ms").first()).toHaveAttribute("data-origin", "modelled");
  await expect(page.getByTestId("published-firecrackerDisk.firecracker4KiB")).toHaveAttribute(
    "data-origin",
    "published",
  );

  expect(await predictAndRun(page, "text", "1000", "words")).toBeLessThan(50);
  await expect(page.getByTestId("here-io-pc-packets")).toHaveAttribute("data-origin", "measured");
  expect(await accessibilityViolations(page)).toEqual([]);

  await page.reload();
  await expect(page.getByTestId("measured-text")).toHaveAttribute("data-state", "earlier");
});

test("a megabyte for three hundred exits: one device alone must have been exchanged", async ({ page }) => {
  test.setTimeout(300_000);
  const exercise = "one-device";
  await open(page);
  await checkAndHint(page, exercise, "0 of 3", "No machine is up.");
  await bootWith(page, "vm", { disk: "ide-pio" });
  await checkAndHint(page, exercise, "0 of 3", "Files such as /bin/busybox do not count");
  await copy(page, "vm", "/dev/sda");
  await checkAndHint(page, exercise, "0 of 3", "the processor fetches every word itself");
  await bootWith(page, "vm2", { disk: "virtio-blk" });
  await copy(page, "vm2", "/dev/vda");
  await checkSolved(page, exercise);
});

test("say it in fewer words: neither another device nor larger pieces are enough alone", {
  tag: "@soak",
}, async ({ page }) => {
  test.setTimeout(300_000);
  const exercise = "fewer-words";
  const program = 'for i in $(seq 1000); do echo -n "$i "; done';
  await open(page);
  await bootWith(page, "vm", {});
  await enter(
    page,
    "vm",
    `${program} > /tmp/all; echo >> /tmp/all; cat /tmp/all; echo said-$((40+2))`,
    "said-42",
  );
  await checkAndHint(page, exercise, "1 of 2", "An 8250 has a register for one character");
  await bootWith(page, "vm", { console: "virtio-console" });
  await enter(page, "vm", `${program}; echo; echo said-$((40+2))`, "said-42");
  await checkAndHint(page, exercise, "1 of 2", "It was not given one piece");
  await bootWith(page, "vm", { console: "virtio-console" });
  await enter(
    page,
    "vm",
    `${program} > /tmp/all; echo >> /tmp/all; cat /tmp/all; echo said-$((40+2))`,
    "said-42",
  );
  await checkSolved(page, exercise);
  await showsItself(page, exercise);
});
