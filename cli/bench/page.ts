/** The built page in headless Chromium: cold page to prompt, three guests at once, and the worst task of the main thread. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium } from "@playwright/test";
import { CHROMIUM_FLAGS, findBrowser } from "../../scripts/browser.mjs";
import { type BenchResult, bounded } from "./result";

const ROUNDS = 5;
const PORT = 3217;

interface Visit {
  readonly promptMs: number;
  readonly longestTaskMs: number;
}

/** Opens the page in a fresh profile and waits for all its guests' prompts. */
async function visit(browser: Browser, query: string, boots: number): Promise<Visit> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const tasks: number[] = [];
    (window as unknown as { longTasks: number[] }).longTasks = tasks;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    }).observe({ entryTypes: ["longtask"] });
  });
  await page.goto(`http://localhost:${PORT}/?${query}`, { waitUntil: "commit" });
  const handle = await page.waitForFunction(
    (wanted) => ((window.triptych?.record().boots.length ?? 0) >= wanted ? performance.now() : false),
    boots,
    { polling: 5, timeout: 60_000 },
  );
  const promptMs = (await handle.jsonValue()) as number;
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  await context.close();
  return { promptMs, longestTaskMs: Math.max(0, ...tasks) };
}

export async function pageBench(say: (line: string) => void): Promise<BenchResult[]> {
  if (!existsSync("out/index.html")) throw new Error("out/ is not built: run npm run build first");
  const server = spawn("node", ["scripts/serve.mjs", "out", "--port", String(PORT)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => server.stdout.once("data", resolve));
  const executablePath = findBrowser(say);
  const browser = await chromium.launch({
    args: CHROMIUM_FLAGS,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    await visit(browser, "autoboot=vm&via=direct", 1); // the first one warms the disk's cache, not the browser's
    const rounds = async (query: string, boots: number) => {
      const visits: Visit[] = [];
      for (let i = 0; i < ROUNDS; i++) {
        say(`${query}, round ${i + 1} of ${ROUNDS}`);
        visits.push(await visit(browser, query, boots));
      }
      return visits;
    };
    const direct = await rounds("autoboot=vm&via=direct", 1);
    const snapshot = await rounds("autoboot=vm&via=snapshot", 1);
    const three = await rounds("columns=vm,pv,vm2&autoboot=vm,pv,vm2&via=direct", 3);
    const prompt = (visits: readonly Visit[]) => visits.map((v) => v.promptMs);
    const tasks = [...direct, ...snapshot, ...three].map((v) => v.longestTaskMs);
    return [
      bounded("page-direct", "cold page to the prompt, direct", "ms", prompt(direct), 1500),
      bounded("page-snapshot", "cold page to the prompt, snapshot", "ms", prompt(snapshot), 600),
      bounded("page-three", "cold page to three prompts, direct", "ms", prompt(three), 2500),
      {
        ...bounded(
          "main-thread",
          "longest task of the main thread while guests boot (0: none over 50 ms)",
          "ms",
          tasks,
          50,
        ),
        value: Math.max(...tasks),
        met: Math.max(...tasks) <= 50,
      },
    ];
  } finally {
    await browser.close();
    server.kill();
  }
}
