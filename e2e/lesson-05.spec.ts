/** Lesson 5 as a learner goes through it: one kernel's settings, numbers and programs; room for others, and the right image. */
import { expect, test } from "@playwright/test";
import { enter, open, setUp } from "./container-lesson";
import { accessibilityViolations, checkAndHint, checkSolved, perform, predictAndRun } from "./host-lesson";

const slug = "one-kernel-for-all";

test("a prediction comes before each run; the answers are shown", async ({ page }) => {
  await open(page, slug, "settings");
  expect(await predictAndRun(page, "settings", "0", "settings")).toBe(3);
  const inside = await page.getByTestId("answer-uname-inside").locator("pre").textContent();
  await expect(page.getByTestId("answer-uname-host").locator("pre")).toHaveText(inside ?? "");
  expect(await predictAndRun(page, "children", "300", "fill")).toBeLessThan(300);
  await expect(page.getByTestId("answer-fill")).toContainText("can't fork");
  await perform(page, "foreign");
  await expect(page.getByTestId("answer-foreign")).toContainText("Exec format error");
  await expect(page.getByTestId("here-refusals")).toHaveAttribute("data-value", "3");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("room for the others: a PID namespace does not bound, pids.max does", async ({ page }) => {
  const exercise = "room-for-others";
  await open(page, slug, "settings");
  await setUp(page, exercise, "A greedy program and the others");
  await checkAndHint(page, exercise, "No greedy runs");
  await enter(page, "cd /sys/fs/cgroup; mkdir small; echo 10 > small/pids.max");
  await enter(
    page,
    "sh -c 'echo $$ > small/cgroup.procs; exec unshare --pid --fork greedy' > /dev/null 2>&1 & sleep 1",
  );
  await checkAndHint(page, exercise, "before it had the processes that it should have");
  await enter(page, "echo 1 > small/cgroup.kill; sleep 1; echo 60 > small/pids.max");
  await enter(
    page,
    "sh -c 'echo $$ > small/cgroup.procs; exec unshare --pid --fork greedy' > /dev/null 2>&1 & sleep 1",
  );
  await checkSolved(page, exercise);
});

test("one of three images: the kernel refuses two, and the third wants something of the kernel", {
  tag: "@soak",
}, async ({ page }) => {
  const exercise = "right-image";
  await open(page, slug, "settings");
  await setUp(page, exercise, "One of three images");
  await enter(page, "chroot /images/alpha /bin/service");
  await checkAndHint(page, exercise, "Exec format error");
  await enter(page, "chroot /images/gamma /bin/service");
  await checkAndHint(page, exercise, "Whose setting is it");
  await enter(page, "echo 16384 > /proc/sys/kernel/pid_max; mount -t proc proc /images/gamma/proc");
  await enter(page, "chroot /images/gamma /bin/service &");
  await checkAndHint(page, exercise, "does not make a container");
  await enter(page, "unshare --pid --fork --mount --uts chroot /images/gamma /bin/service &");
  await checkSolved(page, exercise);
});
