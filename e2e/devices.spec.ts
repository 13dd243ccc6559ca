/** The same copy through pretend hardware and through an honest driver, as a learner does it: switch, boot, dd, look. */
import { expect, type Page, test } from "@playwright/test";

const exitsOf = async (page: Page, device: string): Promise<number> =>
  Number((await page.getByTestId(`exits-vm-${device}`).getAttribute("data-value")) ?? 0);

async function bootWith(page: Page, disk: string): Promise<void> {
  await page.getByTestId("disk-vm").selectOption(disk);
  await page.getByTestId("via-vm-direct").check();
  await page.getByTestId("boot-vm").click();
  await expect(page.getByTestId("power-vm")).toHaveAttribute("data-value", "running", { timeout: 60_000 });
}

async function copy(page: Page, node: string): Promise<void> {
  const terminal = page.getByTestId("terminal-vm");
  await terminal.locator("textarea").focus();
  await page.keyboard.type(`dd if=${node} of=/dev/null bs=64k count=16 && echo copied-$((40 + 2))`);
  await page.keyboard.press("Enter");
  await expect(terminal.locator(".xterm-rows")).toContainText("copied-42", { timeout: 60_000 });
}

test("a disk is switched from IDE to virtio; the same dd makes far fewer exits, and the path says why", {
  tag: "@soak",
}, async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto("/workbench/");
  await page.getByTestId("machine-vm").locator("summary").click();

  await bootWith(page, "ide-pio");
  await expect(page.getByTestId("devices-vm")).toContainText("IDE, data port (PIO)");
  const before = await exitsOf(page, "ide0");
  await copy(page, "/dev/sda");
  await expect.poll(() => exitsOf(page, "ide0")).toBeGreaterThan(before + 200_000);
  await page.getByTestId("path-vm").locator("summary").click();
  const emulated = await page.getByTestId("path-steps-vm").locator("li").count();
  await expect(page.getByTestId("path-vm")).toContainText("Emulated hardware");

  await page.getByTestId("stop-vm").click();
  await bootWith(page, "virtio-blk");
  await page.getByTestId("more-devices-vm").click();
  const idle = await exitsOf(page, "virtio-blk");
  await copy(page, "/dev/vda");
  const honest = (await exitsOf(page, "virtio-blk")) - idle;
  expect(honest).toBeGreaterThan(0);
  expect(honest).toBeLessThan(200);
  await expect(page.getByTestId("path-vm")).toContainText(/virtio.*steps/);
  expect(await page.getByTestId("path-steps-vm").locator("li").count()).not.toBe(emulated);
});

test("another operating system, and a guest that is one program", async ({ page }) => {
  await page.goto("/workbench/");
  await page.getByTestId("machine-vm").locator("summary").click();
  await page.getByTestId("image-vm").selectOption("tern");
  await page.getByTestId("boot-vm").click();
  await expect(page.getByTestId("power-vm")).toHaveAttribute("data-value", "running", { timeout: 60_000 });
  await page.getByTestId("terminal-vm").locator("textarea").focus();
  await page.keyboard.type("help\n");
  await expect(page.getByTestId("terminal-vm").locator(".xterm-rows")).toContainText("ps");

  await page.getByTestId("machine-pv").locator("summary").click();
  await page.getByTestId("image-pv").selectOption("hello");
  await page.getByTestId("boot-pv").click();
  await expect(page.getByTestId("power-pv")).toHaveAttribute("data-value", "halted", { timeout: 60_000 });
  expect(Number(await page.getByTestId("exits-pv").getAttribute("data-value"))).toBeLessThan(100);
});

test("an address can ask for devices, and a snapshot of others is refused in words", async ({ page }) => {
  await page.goto("/workbench/?vm.disk=ide-dma&vm.medium=hdd&vm.clock=hypervisor");
  await expect(page.getByTestId("devices-vm")).toContainText("IDE, bus master (DMA) on spinning (HDD)");
  await expect(page.getByTestId("devices-vm")).toContainText("hypervisor clock");
  await page.getByTestId("via-vm-snapshot").check();
  await page.getByTestId("boot-vm").click();
  await expect(page.getByTestId("error-vm")).toContainText("this machine has others");
  await expect(page.getByTestId("error-vm")).toContainText("Boot it by direct or bios");
  await expect(page.getByTestId("power-vm")).toHaveAttribute("data-value", "off");
});
