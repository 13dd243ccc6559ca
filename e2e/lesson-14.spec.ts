/** Lesson 14 as a learner goes through it: trims, programs alone, a job; a server on demand, and a second question. */
import { expect, test } from "@playwright/test";
import { bootImage, checkAndHint, enter, isPower, open } from "./column-lesson";
import { accessibilityViolations, checkSolved, predictAndRun, showsItself } from "./host-lesson";

const SLUG = "thin-guests";

test("from a whole Linux to a program alone: predictions, counts with their origin, a job that ends, a server on demand", async ({
  page,
}) => {
  test.setTimeout(300_000);
  await open(page, SLUG, "programs");
  expect(await predictAndRun(page, "programs", "50", "whole")).toBeGreaterThan(100);
  const shown = async (id: string) =>
    Number(await page.getByTestId(`here-${id}`).first().getAttribute("data-value"));
  expect(await shown("thin-snapshot-exits")).toBeLessThan(await shown("thin-direct-exits"));
  expect(await shown("thin-snapshot-pages")).toBeGreaterThan((await shown("thin-direct-pages")) / 2);
  await expect(page.getByTestId("here-thin-direct-ms").first()).toHaveAttribute("data-origin", "modelled");

  await page.getByTestId("skip-pages").click();
  expect(await predictAndRun(page, "exits", "10", "alone")).toBeLessThan(100);
  expect(await shown("thin-kv-pages")).toBeLessThan(20);
  await expect(page.getByTestId("bytes-hello-direct")).toHaveAttribute("data-origin", "measured");
  await expect(page.getByTestId("published-unikraft.unikraftImage")).toHaveAttribute(
    "data-origin",
    "published",
  );

  expect(await predictAndRun(page, "job", "1000", "work")).toBeLessThan(20);
  await isPower(page, "pv2", "halted");
  expect(await shown("thin-job-instructions")).toBeGreaterThan(1e6);
  expect(await accessibilityViolations(page)).toEqual([]);

  const exercise = "on-demand";
  await checkAndHint(page, exercise, "2 of 3", "has ended");
  await bootImage(page, "pv2", { image: "kv" });
  await checkSolved(page, exercise);

  await page.reload();
  await expect(page.getByTestId("measured-job")).toHaveAttribute("data-state", "earlier");
});

test("up before the caller hangs up: quick is not small, and small is not there", { tag: "@soak" }, async ({
  page,
}) => {
  test.setTimeout(300_000);
  const exercise = "on-demand";
  await open(page, SLUG, "programs");
  await checkAndHint(page, exercise, "0 of 3", "No machine has booted.");
  await bootImage(page, "pv", { via: "snapshot" });
  await checkAndHint(page, exercise, "1 of 3", "was up soon enough");
  await bootImage(page, "pv2", { image: "hello", state: "halted" });
  await checkAndHint(page, exercise, "2 of 3", "has ended");
  await bootImage(page, "pv2", { image: "kv" });
  await checkSolved(page, exercise);
});

test("a second question: the job answers one, and a machine with a shell any", { tag: "@soak" }, async ({
  page,
}) => {
  test.setTimeout(300_000);
  const exercise = "new-question";
  await open(page, SLUG, "programs");
  await checkAndHint(page, exercise, "0 of 3", "Nobody has counted");
  await bootImage(page, "pv2", { image: "compute", state: "halted" });
  await checkAndHint(page, exercise, "1 of 3", "who would read it?");
  await bootImage(page, "pv", { via: "direct" });
  await checkAndHint(page, exercise, "1 of 3", "has no list in /tmp/primes");
  const list = "seq 200000 201000 | factor | awk 'NF==2{print $2}' > /tmp/primes; echo done-$((40+2))";
  await enter(page, "pv", list, "done-42");
  await checkAndHint(page, exercise, "2 of 3", "exits until it could be asked at all");
  await bootImage(page, "pv", { via: "snapshot" });
  await enter(page, "pv", list, "done-42");
  await checkSolved(page, exercise);
  await showsItself(page, exercise);
});
