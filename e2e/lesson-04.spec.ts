/** Lesson 4 as a learner goes through it: namespaces, a container by hand, an engine; another view, and only what is needed. */
import { expect, test } from "@playwright/test";
import { enter, open, setUp } from "./container-lesson";
import {
  accessibilityViolations,
  checkAndHint,
  checkSolved,
  perform,
  predictAndRun,
  showsItself,
} from "./host-lesson";

const slug = "starting-a-container";

test("a prediction comes before each run; what was measured stays while the lab goes on", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await open(page, slug, "net-share");
  expect(await predictAndRun(page, "net-share", "12.5", "namespaces")).toBeGreaterThan(50);
  await expect(page.getByTestId("comparison-net-share")).toContainText("percentage points too low");
  await expect(page.getByTestId("answer-uts")).toContainText("elsewhere");
  await expect(page.getByTestId("bar-net")).toHaveAttribute("data-origin", "measured");
  expect(await predictAndRun(page, "calls", "30", "by-hand")).toBeGreaterThan(100);
  await page.getByTestId("guess-runtime").fill("50");
  await page.getByTestId("keep-runtime").click();
  await perform(page, "docker");
  await expect(page.getByTestId("answer-docker")).toContainText("first");
  await expect(page.getByTestId("here-ns-net").first()).toHaveAttribute("data-origin", "measured");
  expect(await accessibilityViolations(page)).toEqual([]);

  await page.reload();
  await expect(page.getByTestId("measured-calls")).toHaveAttribute("data-state", "earlier");
});

test("another view: each step has its hint; an engine passes as well", async ({ page }) => {
  const exercise = "another-view";
  await open(page, slug, "net-share");
  await expect(page.getByTestId(`check-${exercise}`)).toHaveAttribute("aria-disabled", "true");
  await setUp(page, exercise, "A process wants another view");
  await checkAndHint(page, exercise, "Every process of this machine sees what the host sees");

  await enter(page, "unshare --pid --fork --mount sleep 100000 &");
  await checkAndHint(page, exercise, "still shares with the host: uts, net");
  await enter(page, "unshare --pid --fork --mount --uts --net sleep 100000 &");
  await checkAndHint(page, exercise, "ps shows it the host's processes");

  await enter(page, "docker run -d --memory 16m --pids-limit 20 busybox sleep 100000");
  await expect(page.getByTestId(`mark-${exercise}-budget`)).toHaveAttribute("data-passed", "true");
  await checkSolved(page, exercise);
});

test("only what it needs: root outside is not what was asked for; the solution shows itself", {
  tag: "@soak",
}, async ({ page }) => {
  const exercise = "only-what-it-needs";
  await open(page, slug, "net-share");
  await setUp(page, exercise, "A process that needs little");
  await enter(page, "unshare --user --map-root-user --pid --fork sleep 100000 &");
  await checkAndHint(page, exercise, "the user whom that root is mapped to is the host's root");
  await showsItself(page, exercise);
  await setUp(page, exercise, "A process that needs little");
  await expect(page.getByTestId(`mark-${exercise}-alone`)).toHaveAttribute("data-passed", "false");
});
