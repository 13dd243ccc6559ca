/** The page in Chromium counts exactly what the headless lab counts in Node, alone and with neighbours. */
import { expect, test } from "@playwright/test";
import { bootsOf, nodesBoot } from "./counts-kit";

const headless = (via: string, track: string, seed: number) => nodesBoot({ via, track, seed: `${seed}` });

for (const [via, seed] of [
  ["direct", 1],
  ["snapshot", 1],
  ["bios", 7],
] as const)
  test(
    `via ${via}, both tracks at once, the page's record is Node's`,
    via === "bios" ? { tag: "@soak" } : {},
    async ({ page }) => {
      const boots = await bootsOf(page, `via=${via}&seed=${seed}&autoboot=vm,pv`, 2);
      for (const track of ["vm", "pv"] as const)
        expect(
          boots.find((boot) => boot.track === track),
          track,
        ).toEqual(headless(via, track, seed));
    },
  );

test("three guests at once have the counts of one alone, on the screen too", async ({ page }) => {
  const boots = await bootsOf(page, "columns=vm,pv,vm2&via=direct&autoboot=vm,pv,vm2", 3);
  const vms = boots.filter((boot) => boot.track === "vm");
  const alone = headless("direct", "vm", 1);
  expect(vms).toEqual([alone, alone]);
  for (const phase of alone.phases)
    await expect(page.getByTestId(`phase-vm2-${phase.name}`)).toHaveAttribute(
      "data-value",
      `${phase.virtualMs}`,
    );
});

test("a container's start in the page is Node's, in its counts and its phases", async ({ page }) => {
  await page.goto("/workbench/?columns=container&seed=7&autoboot=container");
  await expect(page.getByTestId("power-container")).toHaveAttribute("data-value", "running");
  const starts = await page.evaluate(() => window.triptych?.record().starts);
  expect(starts).toEqual([nodesBoot({ track: "container", seed: "7" })]);
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
