/** The same boot in the page and in Node, for tests that hold one against the other. */
import { execFileSync } from "node:child_process";
import { expect, type Page } from "@playwright/test";
import type { BootRecord } from "@/app/sim/run/record";

/** What `lab boot` counts with these options. */
export function nodesBoot(options: Readonly<Record<string, string>>): BootRecord {
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const args = ["--import", "tsx", "cli/lab.ts", "boot", "--json", ...given];
  const { wallMs, ...record } = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
  expect(wallMs).toBeGreaterThan(0);
  return record;
}

/** What the page counts once so many of its columns are up. */
export async function bootsOf(page: Page, query: string, count: number): Promise<BootRecord[]> {
  await page.goto(`/workbench/?${query}`);
  await page.waitForFunction((n) => (window.triptych?.record().boots.length ?? 0) >= n, count, {
    timeout: 60_000,
  });
  return page.evaluate(() => window.triptych?.record().boots as BootRecord[]);
}
