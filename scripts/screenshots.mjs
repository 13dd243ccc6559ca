// Takes a picture of each page of the built lab in four looks into docs/screenshots: `npm run screenshots`. A page is shown at
// work: guests are up, an experiment has run.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { CHROMIUM_FLAGS, findBrowser } from "./browser.mjs";

const FOLDER = "docs/screenshots";
const MOST_BYTES = 6e6;
const QUALITY = 62;
const PORT = Number(process.env.PORT ?? 3218);
const READY_MS = 120_000;
/** For what comes to rest after it is there: fonts, a terminal's last line, a chart's width. */
const SETTLE_MS = 1200;

const LOOKS = {
  light: { viewport: { width: 1366, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1366, height: 900 }, colorScheme: "dark" },
  phone: {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    colorScheme: "light",
    isMobile: true,
  },
  projector: { viewport: { width: 1920, height: 1080 }, colorScheme: "light", presenter: true },
};

const running = (...columns) =>
  columns.map((column) => `[data-testid="power-${column}"][data-value="running"]`);

/** Each page: its address, what must be there before the picture is taken, what is scrolled to. */
const PAGES = {
  first: { path: "/" },
  workbench: { path: "/workbench/?autoboot=vm,container,pv", ready: running("vm", "container", "pv") },
  lessons: { path: "/lessons/" },
  lesson: { path: "/lessons/", follow: 'main a[href*="/lessons/"]' },
  host: { path: "/host/" },
  containers: { path: "/containers/" },
  network: { path: "/network/" },
  path: { path: "/path/" },
  experiments: {
    path: "/experiments/?experiment=startup&instances=50&cores=2&seed=1",
    ready: ['[data-testid="run-state"][data-state="done"]'],
    scrollTo: '[data-testid="table-alone"]',
  },
  model: { path: "/model/" },
};

/** Before the page's first paint, as who chose it last time. */
const asPresenter = () =>
  localStorage.setItem(
    "triptych.settings",
    JSON.stringify({ state: { theme: "auto", presenter: true, screenReader: false }, version: 1 }),
  );

async function show(page, { path, ready = [], follow, scrollTo }) {
  await page.goto(`http://localhost:${PORT}${path}`, { waitUntil: "networkidle" });
  if (follow !== undefined) {
    const href = await page.locator(follow).first().getAttribute("href");
    await page.goto(new URL(href, page.url()).href, { waitUntil: "networkidle" });
  }
  // On a phone some of it is out of sight.
  for (const selector of ready)
    await page.locator(selector).waitFor({ state: "attached", timeout: READY_MS });
  if (scrollTo !== undefined)
    await page.locator(scrollTo).evaluate((element) => element.scrollIntoView({ block: "start" }));
  await page.waitForTimeout(SETTLE_MS);
}

async function takeAll(browser) {
  for (const [look, { presenter = false, ...options }] of Object.entries(LOOKS)) {
    for (const [name, how] of Object.entries(PAGES)) {
      // Each page as a first visit.
      const context = await browser.newContext({
        ...options,
        reducedMotion: "reduce",
        serviceWorkers: "block",
      });
      if (presenter) await context.addInitScript(asPresenter);
      const page = await context.newPage();
      await show(page, how);
      // Playwright writes no WebP; the browser does.
      const session = await context.newCDPSession(page);
      const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
      writeFileSync(join(FOLDER, `${name}-${look}.webp`), Buffer.from(data, "base64"));
      console.log(`${name}, ${look}`);
      await context.close();
    }
  }
}

if (!existsSync("out/index.html")) {
  console.error("out/ is not built: run npm run build first.");
  process.exit(1);
}
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const server = spawn("node", ["scripts/serve.mjs", "out", "--port", String(PORT)], {
  stdio: ["ignore", "pipe", "inherit"],
});
await new Promise((resolve) => server.stdout.once("data", resolve));
const executablePath = findBrowser();
const browser = await chromium.launch({
  args: CHROMIUM_FLAGS,
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  await takeAll(browser);
} finally {
  await browser.close();
  server.kill();
}
const bytes = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
console.log(`${(bytes / 1e6).toFixed(1)} MB in ${FOLDER}.`);
if (bytes > MOST_BYTES) {
  console.error(`More than ${MOST_BYTES / 1e6} MB: lower QUALITY in scripts/screenshots.mjs.`);
  process.exit(1);
}
