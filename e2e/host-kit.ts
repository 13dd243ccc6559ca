import type { Page } from "@playwright/test";
import type { HostView, TimelineSlice } from "../app/sim/host/view";

/** Real guests compute on two slow cores here: a virtual second of two of them takes many of the wall's. */
export const runTimeout = 120_000;

/** Opens a scenario and waits until it is set up. */
export async function openHost(page: Page, scenario: string): Promise<void> {
  await page.goto(`/host/?scenario=${scenario}`);
  await page.waitForFunction(() => window.triptychHost?.state().status === "ready", undefined, {
    timeout: runTimeout,
  });
}

export const viewOf = (page: Page): Promise<HostView> =>
  page.evaluate(() => window.triptychHost!.state().view!);

/** Plays until the virtual clock has passed `ns`, and pauses. */
export async function runPast(page: Page, ns: number): Promise<HostView> {
  await page.getByTestId("play").click();
  await page.waitForFunction((end) => (window.triptychHost!.state().view?.nowNs ?? 0) > end, ns, {
    timeout: runTimeout,
  });
  await page.getByTestId("pause").click();
  // Answered when nothing is computed any more: a state that does not play may still come to the end of a slice.
  await page.evaluate(() => window.triptychHost!.pause());
  return viewOf(page);
}

export const timelineOf = (
  page: Page,
  fromNs: number,
  toNs: number,
  buckets: number,
): Promise<TimelineSlice> =>
  page.evaluate(
    ([from, to, most]) => window.triptychHost!.timeline(from!, to!, most!),
    [fromNs, toNs, buckets],
  );

/** The share of one core that an instance had between two views, per cent. */
export function shareOf(name: string, before: HostView, after: HostView): number {
  const ran = (view: HostView) => view.instances.find((instance) => instance.name === name)!.times.runningNs;
  return (100 * (ran(after) - ran(before))) / (after.nowNs - before.nowNs);
}

/** The moment on the page's clock, ns. */
export const clockOf = async (page: Page): Promise<number> =>
  Number(await page.getByTestId("clock").getAttribute("data-value"));
