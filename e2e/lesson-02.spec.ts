/** Lesson 2 as a learner goes through it: the same read under every hypervisor, and how to make a long way cheap. */
import { expect, type Page, test } from "@playwright/test";
import {
  accessibilityViolations,
  checkAndHint,
  checkSolved,
  perform,
  predictAndRun,
  showsItself,
} from "./host-lesson";
import { labViolations, open as openLesson, reaches, setUp, shown } from "./path-lesson";

const open = (page: Page) => openLesson(page, "where-the-hypervisor-sits", "adds", "One read, hosted");

test("a prediction comes before each run, and what was modelled stands beside it and outlives a reload", async ({
  page,
}) => {
  await open(page);
  const added = await predictAndRun(page, "adds", "20", "reads");
  expect(added).toBeGreaterThan(20);
  const [native, hosted] = await Promise.all(
    ["read-native-us", "read-type2-us"].map((name) => shown(page, `here-${name}`)),
  );
  expect(hosted! - native!).toBeCloseTo(added, 6);
  await expect(page.getByTestId("here-read-type2-us")).toHaveAttribute("data-origin", "modelled");
  await expect(page.getByTestId("published-firecrackerDisk.qemu4KiB")).toHaveAttribute(
    "data-origin",
    "published",
  );

  await page.getByTestId("skip-switches").click();
  const entries = await predictAndRun(page, "hypercalls", "2", "domains");
  expect(entries).toBe(await shown(page, "here-read-xen-exits"));
  expect(await shown(page, "here-read-ide-type2-us")).toBe(await shown(page, "here-read-ide-kvm-us"));
  expect(await shown(page, "here-read-ide-xen-switches")).toBeGreaterThan(
    10 * (await shown(page, "here-read-ide-kvm-switches")),
  );
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await labViolations(page)).toEqual([]);

  await page.reload();
  await expect(page.getByTestId("measured-adds")).toHaveAttribute("data-state", "earlier");
  await expect(page.getByTestId("result-adds")).toHaveAttribute("data-value", String(added));
});

test("the lab follows the run, and its path can be stepped along by keys", async ({ page }) => {
  await open(page);
  await expect(page.getByTestId("path-right")).toHaveCount(0);
  await page.getByTestId("skip-adds").click();
  await perform(page, "reads");
  await expect(page.getByTestId("arrangement-left")).toHaveValue("kvm-vhost");
  await expect(page.getByTestId("arrangement-right")).toHaveValue("type2-virtio");
  await page.getByTestId("lanes-left-step-1").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("step-left")).toContainText(/^Step 2 of/);
});

test("out of the kernel, and not far away: neither a kernel thread nor a pretended device will do", async ({
  page,
}) => {
  const exercise = "fewer-switches";
  await open(page);
  await setUp(page, exercise, "A driver in a domain of its own");
  await checkAndHint(page, exercise, "One path alone, with 55 context switches");
  await page.getByTestId("compare").click();
  await expect(page.getByTestId("arrangement-right")).toHaveValue("native");
  await checkAndHint(page, exercise, "there is no guest in it");
  await page.getByTestId("arrangement-right").selectOption("kvm-vhost");
  await expect(page.getByTestId("lanes-right")).toContainText("vhost thread");
  await checkAndHint(page, exercise, "part of the kernel that holds all guests");
  await page.getByTestId("arrangement-right").selectOption("xen-passthrough");
  await expect(page.getByTestId("lanes-right")).toContainText("IOMMU");
  await checkAndHint(page, exercise, "the guest has the disk and its driver");
  await page.getByTestId("arrangement-right").selectOption("xen-pv");
  await reaches(page, exercise, ["out", "few", "more"]);
  await checkSolved(page, exercise);
});

test("a long way, seldom gone: many pieces are not enough, nor are large ones", { tag: "@soak" }, async ({
  page,
}) => {
  const exercise = "seldom-gone";
  await open(page);
  await setUp(page, exercise, "A desktop that sends");
  await checkAndHint(page, exercise, "before the next one starts");
  await page.getByTestId("in-flight").selectOption("64");
  await reaches(page, exercise, ["beside", "seldom"]);
  await checkAndHint(page, exercise, "How many pieces is a MiB made of?");
  await page.getByTestId("io").selectOption("disk-read");
  await expect(page.getByTestId("bytes")).toHaveValue("4096");
  await checkAndHint(page, exercise, "work of its own with every page");
  await page.getByTestId("io").selectOption("packet-out");
  await expect(page.getByTestId("bytes")).toHaveValue("204");
  await page.getByTestId("bytes").fill("1514");
  await page.getByTestId("bytes").press("Enter");
  await reaches(page, exercise, ["beside", "seldom", "close"]);
  await checkSolved(page, exercise);
  await showsItself(page, exercise);
});
