/** The same boot in the page and in Node, for tests that hold one against the other. */
import { execFileSync } from "node:child_process";
import { expect, type Page } from "@playwright/test";
import type { BootRecord } from "@/app/sim/run/record";

/** What `lab boot` counts with each of these options; in one process, as loading the lab takes longer than most boots. */
export function nodesBoots(asked: readonly Readonly<Record<string, string>>[]): readonly BootRecord[] {
  const lists = asked.map((options) =>
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
  );
  const args = ["--import", "tsx", "e2e/node-boots.ts", JSON.stringify(lists)];
  const reports = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
  return reports.map(({ wallMs, ...record }: BootRecord & { wallMs: number }) => {
    expect(wallMs).toBeGreaterThan(0);
    return record;
  });
}

/** What the page counts once so many of its columns are up. */
export async function bootsOf(page: Page, query: string, count: number): Promise<BootRecord[]> {
  await page.goto(`/workbench/?${query}`);
  await page.waitForFunction((n) => (window.triptych?.record().boots.length ?? 0) >= n, count, {
    timeout: 60_000,
  });
  return page.evaluate(() => window.triptych?.record().boots as BootRecord[]);
}
