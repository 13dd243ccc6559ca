/** Disks in layers on the workbench: one chain, three guests; what is kept survives a reload and leaves as files that QEMU opens. */
import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { findQemuTools } from "../scripts/qemu-tools.mjs";
import { bootOn, downloadsOf, enter, expectSound, orderBootOn, showLayers } from "./chain-kit";
import { isPower } from "./column-lesson";
import { RUN } from "./host-lesson";

const COLUMNS = ["vm", "vm2", "vm3"] as const;
const ADDRESS = `/workbench/?columns=${COLUMNS.join()}&via=direct`;

const ownBytes = async (page: Page, column: string): Promise<number> =>
  Number(await page.getByTestId(`layer-${column}-own`).getByRole("button").getAttribute("data-value"));

const isKept = (page: Page, column: string, state: string) =>
  expect(page.getByTestId(`layers-last-${column}`)).toHaveAttribute("data-value", state, RUN);

test("a chain is built in the page, three guests begin on it, one writes; it survives a reload and is sound to QEMU", async ({
  page,
}, info) => {
  test.setTimeout(600_000);
  findQemuTools(() => {});
  await page.goto(ADDRESS);
  await showLayers(page, "vm");
  await page.getByTestId("make-layers-vm").click();
  // Three boots and three scripts.
  await expect(page.getByTestId("stored-vm-web-server")).toHaveAttribute("data-value", "kept", {
    timeout: 3 * RUN.timeout,
  });
  for (const column of COLUMNS) await orderBootOn(page, column, "web-server");
  for (const column of COLUMNS) await isPower(page, column, "running");

  const before = await Promise.all(COLUMNS.map((column) => ownBytes(page, column)));
  await enter(page, "vm", "mount -t ext2 /dev/vda /mnt; seq 50000 > /mnt/srv/mine; umount /mnt");
  await expect.poll(() => ownBytes(page, "vm"), RUN).toBeGreaterThan(before[0]! + 250_000);
  expect(await ownBytes(page, "vm2")).toBe(before[1]);
  expect(await ownBytes(page, "vm3")).toBe(before[2]);
  await page.getByTestId("layer-name-vm").fill("mine");
  await page.getByTestId("seal-vm").click();
  await isKept(page, "vm", "kept");
  const mine = page.getByTestId("stored-vm-mine");
  await expect(mine).toHaveAttribute("data-value", "kept", RUN);
  await expect(mine).toContainText("on web-server");

  await page.reload();
  await bootOn(page, "vm", "mine");
  await enter(page, "vm", "mount -t ext2 /dev/vda /mnt; tail -n 1 /mnt/srv/mine; ls /mnt/srv/www | wc -l");
  await expect(page.getByTestId("terminal-vm")).toContainText("50000");
  await page.getByTestId("forget-vm-os").click();
  await expect(page.getByTestId("error-vm")).toContainText('The layer "database" lies on "os"');
  const names = ["os", "database", "web-server", "mine"].map((name) => `${name}.qcow2`);
  const files = await downloadsOf(page, info, names, () =>
    page.getByRole("button", { name: "Save the layer mine" }).first().click(),
  );
  for (const file of files) expectSound(file);
  const chain = execFileSync("qemu-img", ["info", "--backing-chain", "mine.qcow2"], {
    cwd: dirname(files[0]!),
    encoding: "utf8",
  });
  expect(chain.match(/^image: .*$/gm)).toHaveLength(4);
});

test("without a private file system layers are in a database; without any storage the lab says that they will not last", async ({
  page,
}) => {
  const raw = { name: "disk.raw", mimeType: "application/octet-stream", buffer: Buffer.alloc(65536, 7) };
  await page.addInitScript(() => Reflect.deleteProperty(FileSystemFileHandle.prototype, "createWritable"));
  await page.goto(ADDRESS);
  await showLayers(page, "vm");
  await isKept(page, "vm", "kept");
  await page.getByTestId("layer-name-vm").fill("brought");
  await page.getByTestId("bring-vm").setInputFiles({ ...raw, buffer: Buffer.from("QFI\xfb....", "latin1") });
  await expect(page.getByTestId("error-vm")).toContainText("The image cannot be used");
  await page.getByTestId("bring-vm").setInputFiles(raw);
  await expect(page.getByTestId("stored-vm-brought")).toHaveAttribute("data-value", "kept");
  await page.reload();
  await showLayers(page, "vm");
  await expect(page.getByTestId("begins-on-vm").locator(`option[value="brought"]`)).toHaveCount(1);

  await page.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { value: undefined }));
  await page.reload();
  await showLayers(page, "vm");
  await isKept(page, "vm", "not kept");
  await expect(page.getByTestId("layers-last-vm")).toContainText("will not survive a reload");
});
