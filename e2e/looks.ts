/** How a page is looked at: the same page in every look, one after the other, without being loaded again. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

/** Both palettes and both arrangements; axe takes seconds for a look, so not each with each. */
const LOOKS = [
  { name: "light", viewport: { width: 1366, height: 768 }, colorScheme: "light" },
  { name: "dark, on a phone", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

/** What axe finds, as one line for each element. */
export async function violations(page: Page, within?: string): Promise<readonly string[]> {
  // One frame of our own, and only what is wrong with it: a quarter of the time, with the same findings.
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ["violations"], preload: false });
  const { violations: found } = await (within === undefined ? axe : axe.include(within)).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id} ${target.join(" ")} ${html}`),
  );
}

/** In no look does axe find anything, and nothing sticks out to the side. */
export async function expectGoodLooks(page: Page): Promise<void> {
  test.slow();
  for (const { name, viewport, colorScheme } of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(page), name).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(
      viewport.width,
    );
  }
}
