/** The page in Chromium counts exactly what the headless lab counts in Node, alone and with neighbours. */
import { expect, test } from "@playwright/test";
import type { BootRecord } from "@/app/sim/run/record";
import { bootsOf, nodesBoots } from "./counts-kit";

const COLUMNS = "vm,pv,vm2,container";

test("three guests and a container at once: each has the counts that it has alone in Node, on the screen too", async ({
  page,
}) => {
  const boots = await bootsOf(page, `columns=${COLUMNS}&via=direct&seed=7&autoboot=${COLUMNS}`, 3);
  await expect(page.getByTestId("power-container")).toHaveAttribute("data-value", "running");
  const starts = await page.evaluate(() => window.triptych?.record().starts);
  const alone = nodesBoots(["vm", "pv", "container"].map((track) => ({ track, seed: "7" })));
  const [vm, pv, container] = alone as [BootRecord, BootRecord, BootRecord];
  expect(boots.filter(({ track }) => track === "vm")).toEqual([vm, vm]);
  expect(boots.filter(({ track }) => track === "pv")).toEqual([pv]);
  expect(starts).toEqual([container]);
  for (const phase of vm.phases)
    await expect(page.getByTestId(`phase-vm2-${phase.name}`)).toHaveAttribute(
      "data-value",
      `${phase.virtualMs}`,
    );
});

for (const via of ["direct", "snapshot", "bios"])
  test(`via ${via}, both tracks at once, the page's record is Node's`, { tag: "@soak" }, async ({ page }) => {
    const boots = await bootsOf(page, `via=${via}&autoboot=vm,pv`, 2);
    const inNode = nodesBoots(["vm", "pv"].map((track) => ({ via, track })));
    for (const [index, track] of (["vm", "pv"] as const).entries())
      expect(
        boots.find((boot) => boot.track === track),
        track,
      ).toEqual(inNode[index]);
  });

test("columns can be added, used and closed", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto("/workbench/?via=snapshot");
  await page.getByTestId("add-pv").click();
  await page.getByTestId("boot-pv2").click();
  await expect(page.getByTestId("power-pv2")).toHaveAttribute("data-value", "running");
  await page.getByTestId("terminal-pv2").click();
  await page.keyboard.type("echo $((6 * 7))\n");
  await expect(page.getByTestId("terminal-pv2")).toContainText("42");
  await page.getByTestId("close-pv2").click();
  await expect(page.getByTestId("column-pv2")).toHaveCount(0);
  expect(errors).toEqual([]);
});
