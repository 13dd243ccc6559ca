/** The built site behind a server of its own, and a browser to visit it with. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "@playwright/test";
import { CHROMIUM_FLAGS, findBrowser } from "../../scripts/browser.mjs";

const PORT = 3217;

export interface Site {
  readonly browser: Browser;
  /** Of a path from the root, "/host/". */
  url(path: string): string;
}

/** @throws Error if the site is not built. */
export async function withSite<T>(say: (line: string) => void, use: (site: Site) => Promise<T>): Promise<T> {
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
    return await use({ browser, url: (path) => `http://localhost:${PORT}${path}` });
  } finally {
    await browser.close();
    server.kill();
  }
}

/** A page of a fresh profile; closing its context lets go of both. */
export async function freshPage({ browser }: Site, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  // What tsx wraps around functions with a name, here and in what the page is asked to evaluate.
  await page.addInitScript("globalThis.__name = (made) => made");
  await page.goto("about:blank");
  return page;
}

/** From now on the page's window has `longTasks`: ms of each task of its main thread over 50 ms. Call it before going anywhere. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const tasks: number[] = [];
    (window as unknown as { longTasks: number[] }).longTasks = tasks;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    }).observe({ entryTypes: ["longtask"] });
  });
}

export const longTasksOf = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
