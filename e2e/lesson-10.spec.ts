/** Lesson 10 as a learner goes through it: layers made and shared, one line written, a base masked, and a file that QEMU opens. */
import { expect, type Page, test } from "@playwright/test";
import { findQemuTools } from "../scripts/qemu-tools.mjs";
import { bootOn, downloadsOf, enter, expectSound } from "./chain-kit";
import { checkAndHint } from "./column-lesson";
import {
  accessibilityViolations,
  checkSolved,
  perform,
  predictAndRun,
  RUN,
  showsItself,
} from "./host-lesson";

const open = async (page: Page) => {
  await page.goto("/lessons/disks-in-layers/");
  await expect(page.getByTestId("keep-start")).toHaveAttribute("aria-disabled", "false", RUN);
};

test("layers are made and shared, one line copies clusters, an upgrade masks; it survives a reload", {
  tag: "@soak",
}, async ({ page }) => {
  test.setTimeout(600_000);
  await open(page);
  await page.getByTestId("skip-share").click();
  expect(await predictAndRun(page, "start", "0", "build")).toBeGreaterThan(0);
  await expect(page.getByTestId("here-chain-os-kb")).toHaveAttribute("data-origin", "measured");
  expect(await predictAndRun(page, "line", "1", "write")).toBeGreaterThanOrEqual(64);
  const other = async (id: string) => page.getByTestId(`here-${id}`).first().textContent();
  expect(await other("chain-other-after-kb")).toBe(await other("chain-other-start-kb"));
  await page.getByTestId("guess-replaced").fill("100");
  await page.getByTestId("keep-replaced").click();
  await perform(page, "upgrade");
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.reload();
  await expect(page.getByTestId("measured-start")).toHaveAttribute("data-state", "earlier");
});

test("a prediction comes before its run; a base that nobody asks: the layers are made by hand and leave as qcow2", async ({
  page,
}, info) => {
  test.setTimeout(600_000);
  findQemuTools();
  const exercise = "masked";
  await open(page);
  await expect(page.getByTestId("run-build")).toHaveAttribute("aria-disabled", "true");
  await page.getByTestId("skip-share").click();
  await page.getByTestId("guess-start").fill("0");
  await page.getByTestId("keep-start").click();
  await expect(page.getByTestId("run-build")).toHaveAttribute("aria-disabled", "false");
  expect(await accessibilityViolations(page)).toEqual([]);

  await bootOn(page, "vm", "empty");
  await enter(
    page,
    "vm",
    "mke2fs -F /dev/vda > /dev/null 2>&1; mount -t ext2 /dev/vda /mnt; cp -a /bin /sbin /etc /usr /init /mnt; umount /mnt",
  );
  await page.getByTestId("layer-name-vm").fill("os");
  await page.getByTestId("seal-vm").click();
  await expect(page.getByTestId("begins-on-vm").locator(`option[value="os"]`)).toHaveCount(1, RUN);
  await bootOn(page, "vm", "os");
  await checkAndHint(page, exercise, "2 of 3", "the layers below still answer");
  await enter(page, "vm", "dd if=/dev/vda of=/dev/vda bs=64k conv=notrunc,fsync");
  await checkSolved(page, exercise);

  await page.getByTestId("layer-name-vm").fill("mine");
  const files = await downloadsOf(page, info, ["mine.qcow2", "os.qcow2"], () =>
    page.getByTestId("export-vm").click(),
  );
  for (const file of files) expectSound(file);
});

test("one base, two lives: shown", { tag: "@soak" }, async ({ page }) => {
  test.setTimeout(600_000);
  await open(page);
  await showsItself(page, "thin-start");
});
