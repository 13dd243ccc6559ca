/** Lesson 13 as a learner goes through it: two bills, two walls, a crash; containers by hand, and which wall it was. */
import { expect, type Page, test } from "@playwright/test";
import { accessibilityViolations, checkSolved, predictAndRun, RUN, showsItself } from "./host-lesson";

const open = async (page: Page) => {
  await page.goto("/lessons/containers-inside-a-vm/");
  await expect(page.getByTestId("keep-exits")).toHaveAttribute("aria-disabled", "false", RUN);
};

const isUp = (page: Page, column: string) =>
  expect(page.getByTestId(`power-${column}`)).toHaveAttribute("data-value", "running", RUN);

let asked = 0;

/** Types a line into a guest's console; then waits for what it must show, or until the shell has gone on. */
async function enter(page: Page, column: string, line: string, shows?: string): Promise<void> {
  const choice = page.locator(`input[name=column-shown][value=${column}]`);
  if (await choice.isVisible()) await choice.check();
  await page.getByTestId(`column-${column}`).getByRole("textbox").focus();
  await page.keyboard.type(`${line}\n`);
  const mark = ++asked;
  if (shows === undefined) await page.keyboard.type(`echo ready-$((${mark}+1000))\n`);
  await expect(page.getByTestId(`terminal-${column}`)).toContainText(shows ?? `ready-${mark + 1000}`, RUN);
}

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

test("a prediction comes before each run; what was measured survives the crash of its machine and a reload", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await open(page);
  await page.getByTestId("skip-share").click();
  expect(await predictAndRun(page, "exits", "500", "bill")).toBeLessThan(20);
  await expect(page.getByTestId("here-vm-direct-exits").first()).toHaveAttribute("data-origin", "measured");
  await expect(page.getByTestId("here-inside-ms").first()).toHaveAttribute("data-origin", "modelled");
  const wide = await predictAndRun(page, "wide", "53", "walls");
  expect(wide).toBeGreaterThan(20);
  expect(wide).toBeLessThan(53);
  await expect(page.getByTestId("answer-inside-inner")).toContainText("Memory cgroup out of memory");
  await expect(page.getByTestId("answer-inside-wide")).toContainText("oom 0");
  expect(await predictAndRun(page, "left", "3", "crash")).toBe(2);
  await expect(page.getByTestId("power-vm")).toHaveAttribute("data-value", "crashed");
  await isUp(page, "pv");
  expect(await accessibilityViolations(page)).toEqual([]);

  const exercise = "two-inside";
  await checkAndHint(page, exercise, "4 of 5", "nobody has run into one");
  await enter(
    page,
    "pv",
    "sh -c 'echo $$ > /sys/fs/cgroup/web/cgroup.procs; exec memtouch 12'; echo status $?",
    "status 137",
  );
  await checkSolved(page, exercise);

  await page.reload();
  await expect(page.getByTestId("measured-left")).toHaveAttribute("data-state", "earlier");
  await expect(page.getByTestId("result-left")).toHaveAttribute("data-value", "2");
});

test("two containers, one machine: each step has its hint", { tag: "@soak" }, async ({ page }) => {
  test.setTimeout(300_000);
  const exercise = "two-inside";
  await open(page);
  await checkAndHint(page, exercise, "0 of 5", "No guest is up.");
  await page.getByTestId("boot-vm").click();
  await isUp(page, "vm");
  await enter(page, "vm", "cd /sys/fs/cgroup; mkdir a b; echo 8M | tee a/memory.max b/memory.max");
  await enter(page, "vm", "unshare -pfmu sleep 100000 &");
  await checkAndHint(page, exercise, "0 of 5", "It takes a second one");
  await enter(page, "vm", "sh -c 'echo $$ > b/cgroup.procs; exec unshare -pfmu sleep 100000' &");
  await checkAndHint(page, exercise, "1 of 5", "it is in the root cgroup");
  await enter(page, "vm", "echo 20 | tee a/pids.max b/pids.max");
  await enter(
    page,
    "vm",
    "sh -c 'echo $$ > a/cgroup.procs; exec unshare -pfmu sh -c \"memtouch 12; sleep 100000\"' &",
    "memtouch: 7 of 12 MiB",
  );
  await checkSolved(page, exercise);
});

test("which wall was that: the view is not the bill; a machine that was switched off did not fail", {
  tag: "@soak",
}, async ({ page }) => {
  test.setTimeout(300_000);
  const exercise = "which-wall";
  await open(page);
  await page.getByTestId(`restart-${exercise}`).click();
  await page.getByTestId(`restart-${exercise}-confirm`).click();
  await isUp(page, "vm");
  await isUp(page, "pv");
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "false", RUN);
  await checkAndHint(page, exercise, "1 of 3", "batch has lost nothing");

  await enter(page, "vm", "nsenter -t $(pidof -s sleep) -a memtouch 60", "Killed");
  await checkAndHint(page, exercise, "1 of 3", "in no container's cgroup");
  await enter(
    page,
    "vm",
    "sh -c 'echo $$ > /sys/fs/cgroup/batch/cgroup.procs; exec memtouch 16'; echo status $?",
    "status 137",
  );
  await checkAndHint(page, exercise, "2 of 3", "That was the inner wall");
  await enter(page, "pv", "echo c > /proc/sysrq-trigger", "Kernel panic");
  await expect(page.getByTestId("power-pv")).toHaveAttribute("data-value", "crashed", RUN);
  await checkSolved(page, exercise);
  await showsItself(page, exercise);
});
