/** Lesson 1 as a learner goes through it: three starts, three programs; a program that stays inside, and a root that is refused. */
import { expect, type Page, test } from "@playwright/test";
import { bootImage, checkAndHint, enter, isPower, open } from "./column-lesson";
import { accessibilityViolations, checkSolved, predictAndRun, showsItself } from "./host-lesson";

const SLUG = "three-abstractions";

const LOOP = "for i in $(seq 60); do cat /etc/passwd > /dev/null; done; echo said-$((40+2))";

async function startAll(page: Page): Promise<void> {
  await page.getByTestId("boot-all").click();
  for (const column of ["vm", "container", "pv"]) await isPower(page, column, "running");
}

test("three starts and three programs: predictions, crossings with their origin", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page, SLUG, "vm-starts");
  expect(await predictAndRun(page, "vm-starts", "100", "start")).toBeGreaterThan(1);
  const shown = async (id: string) =>
    Number(await page.getByTestId(`here-${id}`).first().getAttribute("data-value"));
  expect(await shown("three-container-runtime-ms")).toBeGreaterThan(await shown("three-container-kernel-ms"));
  expect(await shown("three-container-pages")).toBeLessThan(await shown("vm-pages"));

  await page.getByTestId("skip-container-files").click();
  await page.getByTestId("skip-vm-console").click();
  expect(await predictAndRun(page, "vm-files", "500", "programs")).toBeLessThan(50);
  expect(await shown("three-vm-console")).toBeGreaterThan(3893);
  expect(await shown("three-pv-console")).toBeLessThan(50);
  expect(await shown("three-container-compute")).toBe(0);
  expect(await shown("three-container-files")).toBeGreaterThan(1000);
  await expect(page.getByTestId("here-three-vm-files").first()).toHaveAttribute("data-origin", "measured");
  await expect(page.getByTestId("here-three-container-files").first()).toHaveAttribute(
    "data-origin",
    "modelled",
  );
  expect(await accessibilityViolations(page)).toEqual([]);

  await page.reload();
  await expect(page.getByTestId("measured-vm-files")).toHaveAttribute("data-state", "earlier");
});

test("busy, and not once outside: system calls stay in, output does not", { tag: "@soak" }, async ({
  page,
}) => {
  test.setTimeout(300_000);
  const exercise = "busy-at-home";
  await open(page, SLUG, "vm-starts");
  await checkAndHint(page, exercise, "0 of 3", "Nothing is up.");
  await startAll(page);
  await checkAndHint(page, exercise, "0 of 3", "What does a program ask the kernel for");
  await enter(page, "container", LOOP, "said-42");
  await enter(page, "pv", LOOP, "said-42");
  await enter(page, "vm", LOOP.replace(" > /dev/null", ""), "said-42");
  await checkAndHint(page, exercise, "2 of 3", "most often for uart0");
  await bootImage(page, "vm", { via: "direct" });
  await enter(page, "vm", LOOP, "said-42");
  await checkSolved(page, exercise);
  await showsItself(page, exercise);
});

test("root of what: two kernels do as they are told, and one refuses", async ({ page }) => {
  test.setTimeout(300_000);
  const exercise = "root-of-what";
  const mount = "mkdir -p /mnt; mount -t tmpfs mine /mnt; touch /mnt/mine; echo said-$((40+2))";
  await open(page, SLUG, "vm-starts");
  await startAll(page);
  await checkAndHint(page, exercise, "0 of 4", "nothing is mounted on /mnt");
  await enter(page, "vm", mount, "said-42");
  await enter(page, "pv", mount, "said-42");
  await checkAndHint(page, exercise, "2 of 4", "Type the same command there");
  await enter(page, "container", mount, "said-42");
  await expect(page.getByTestId("terminal-container")).toContainText("permission denied");
  await checkSolved(page, exercise);
});
