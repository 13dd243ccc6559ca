/** Lesson 18 as a learner goes through it: a gateway, strangers; advice for four clients; no platform for all of them. */
import { expect, type Page, test } from "@playwright/test";
import {
  accessibilityViolations,
  checkAndHint,
  checkSolved,
  predictAndRun,
  showsItself,
} from "./host-lesson";
import { forgetRuns, labViolations, open, setUp, shown, tryIt } from "./trial-lesson";

const choose = async (page: Page, client: string, platform: string, way: string) => {
  await page.getByTestId(`client-${client}`).check({ force: true });
  await page.getByTestId(`platform-${platform}`).check({ force: true });
  await page.getByTestId("way").selectOption(way);
  forgetRuns();
};

test("a prediction before each run; what a platform can run is no figure, what fits is", async ({ page }) => {
  await open(page, "choosing", "gateway-thin", "A first look");
  expect(await predictAndRun(page, "gateway-thin", "10", "gateway")).toBeLessThan(16);
  expect(await shown(page, "here-fit-gateway-container")).toBeGreaterThan(16);
  const snapshot = await predictAndRun(page, "strangers-snapshot", "5000", "strangers");
  expect(snapshot).toBeLessThan(await shown(page, "here-last-strangers-docker"));
  await expect(page.getByTestId("has-storm")).toHaveAttribute("data-value", String(snapshot));
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await labViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("four clients: wrong advice fails by what it misses; one for all is shown to be none", async ({
  page,
}) => {
  await open(page, "choosing", "gateway-thin", "A first look");
  await setUp(page, "four-clients", "Four clients");
  const advise = async (client: string, platform: string, way: string) => {
    await choose(page, client, platform, way);
    for (const name of ["merging", "balloon"]) {
      const field = page.getByTestId(`sharing-${name}`);
      if (await field.isVisible()) await field.check();
    }
    await page.getByTestId("try").click();
    await expect(page.getByTestId("trial-status")).toContainText("so far.");
    await page.getByTestId("advise-0").click();
    await expect(page.getByTestId("advise-0")).toHaveAttribute("aria-pressed", "true");
  };
  await checkAndHint(page, "four-clients", "Still without advice: the gateway");
  await advise("gateway", "container", "container-runc");
  await advise("users", "container", "container-crun");
  await advise("old", "thin-vm", "pv-direct");
  await checkAndHint(page, "four-clients", "For the old system you advise: thin VM");
  await choose(page, "old", "vm", "vm-bios");
  await page.getByTestId("try").click();
  await expect(page.getByTestId("trial-status")).toHaveText("2 runs so far.");
  await page.getByTestId("advise-0").click();
  await advise("strangers", "container", "container-pooled");
  await checkAndHint(page, "four-clients", "Whose kernel would this code call?");
  await choose(page, "strangers", "thin-vm", "pv-snapshot");
  await page.getByTestId("sharing-merging").check();
  await page.getByTestId("sharing-balloon").check();
  await page.getByTestId("try").click();
  await expect(page.getByTestId("trial-status")).toHaveText("2 runs so far.");
  await page.getByTestId("advise-0").click();
  await checkSolved(page, "four-clients");

  await setUp(page, "one-for-all", "One for all");
  await choose(page, "gateway", "vm", "vm-bios");
  await tryIt(page);
  await checkAndHint(page, "one-for-all", "missing: merging, balloon");
  await showsItself(page, "one-for-all");
});
