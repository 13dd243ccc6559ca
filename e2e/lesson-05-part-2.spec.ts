/** The second part of lesson 5 as a learner goes through it: two kernels, two programs; what each needs, and whose they are. */
import { expect, test } from "@playwright/test";
import { bootImage, checkAndHint, enter, open, showColumn, startOver } from "./column-lesson";
import { accessibilityViolations, checkSolved, predictAndRun } from "./host-lesson";

const SLUG = "another-kernel";

test("two systems on machines of one kind; each kernel runs its own program and refuses the other's", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await page.goto("/lessons/");
  await expect(page.getByRole("link", { name: "Lesson 5, part 1: One kernel for all" })).toBeVisible();
  await page.getByRole("link", { name: "Lesson 5, part 2: Another kernel beside it" }).click();
  await expect(page).toHaveURL(new RegExp(`/lessons/${SLUG}/$`));
  await open(page, SLUG, "pages");
  await expect(page.getByText("Lesson 5, part 2, about")).toBeVisible();
  expect(await predictAndRun(page, "pages", "500", "boot")).toBeLessThan(100);
  await showColumn(page, "vm2");
  await expect(page.getByTestId("terminal-vm2")).toContainText("Tern is not Linux.");
  await expect(page.getByTestId("here-kernel-tern-exits").first()).toHaveAttribute("data-origin", "measured");
  expect(await predictAndRun(page, "programs", "4", "foreign")).toBe(2);
  await expect(page.getByTestId("answer-kernel-foreign")).toContainText("Hello from a program of Linux.");
  await expect(page.getByTestId("answer-kernel-contained")).toContainText("Exec format error");
  await expect(page.getByTestId("terminal-vm2")).toContainText("not an executable of this system");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("two kernels on one host: namespaces do not help, a kernel of its own does", { tag: "@soak" }, async ({
  page,
}) => {
  test.setTimeout(300_000);
  const exercise = "two-kernels";
  await open(page, SLUG, "pages");
  await startOver(page, exercise, "vm");
  await checkAndHint(page, exercise, "0 of 3", "shows no refusal");
  await enter(page, "vm", "unshare -pfmu /programs/echo hello", "Exec format error");
  await checkAndHint(page, exercise, "1 of 3", "Which kernel");
  await bootImage(page, "vm2", {});
  await checkAndHint(page, exercise, "1 of 3", "has not said anything yet");
  await enter(page, "vm2", "echo hello from tern", "# echo hello from tern");
  await checkAndHint(page, exercise, "2 of 3", "in the machine's own PID namespace");
  await enter(page, "vm", "unshare -pfmu sleep 100000 & echo started-$((40+2))", "started-42");
  await checkSolved(page, exercise);
});

test("whose program is it: the first bytes, and the processor behind them", async ({ page }) => {
  test.setTimeout(300_000);
  const exercise = "whose-program";
  await open(page, SLUG, "pages");
  await startOver(page, exercise, "vm");
  await checkAndHint(page, exercise, "0 of 3", "In no folder yet: 4");
  await enter(
    page,
    "vm",
    "cd /programs; mv beta gamma linux; mv alpha tern; mv delta neither; echo moved-$((40+2))",
    "moved-42",
  );
  await checkAndHint(page, exercise, "1 of 3", "for which processor");
  await enter(page, "vm", "mv linux/gamma neither; echo moved-$((40+3))", "moved-43");
  await checkSolved(page, exercise);
});
