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

/** The host is played for half a virtual second. */
async function play(page) {
  await page.waitForFunction(() => window.triptychHost?.state().status === "ready");
  await page.getByTestId("play").click();
  await page.waitForFunction(() => (window.triptychHost.state().view?.nowNs ?? 0) > 5e8, undefined, {
    timeout: READY_MS,
  });
  await page.getByTestId("pause").click();
}

/** The VM fetches a page from the container. */
async function fetchPage(page) {
  await page.getByTestId("command-vm-fetch").click();
  const answered = () => document.body.textContent.includes("Hello from the container");
  await page.waitForFunction(answered, undefined, { timeout: READY_MS });
}

async function stepAlong(page) {
  for (let step = 1; step < 6; step++) await page.getByTestId("next-left").click();
}

/** Each page: its address, what must be there, what is done then, and what is scrolled to before the picture is taken. */
const PAGES = {
  first: { path: "/" },
  workbench: { path: "/workbench/?autoboot=vm,container,pv", ready: running("vm", "container", "pv") },
  "workbench-host": {
    path: "/workbench/?autoboot=vm,container,pv",
    ready: [...running("vm", "container", "pv"), '[data-testid="figure-together-pv-prompt"]'],
    scrollTo: '[data-testid="host-below"]',
  },
  lessons: { path: "/lessons/" },
  lesson: { path: "/lessons/", follow: 'main a[href*="/lessons/"]' },
  host: { path: "/host/", act: play, scrollTo: '[data-testid="timeline"]' },
  containers: { path: "/containers/", ready: ['[data-testid="terminal-0"][data-open="true"]'] },
  network: {
    path: "/network/",
    ready: ["vm", "pv", "host"].map((name) => `[data-testid="terminal-${name}"][data-open="true"]`),
    act: fetchPage,
  },
  path: { path: "/path/", act: stepAlong, scrollTo: '[data-testid="path-view"]' },
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

async function show(page, { path, ready = [], follow, act, scrollTo }) {
  await page.goto(`http://localhost:${PORT}${path}`, { waitUntil: "networkidle" });
  if (follow !== undefined) {
    const href = await page.locator(follow).first().getAttribute("href");
    await page.goto(new URL(href, page.url()).href, { waitUntil: "networkidle" });
  }
  // On a phone some of it is out of sight.
  for (const selector of ready)
    await page.locator(selector).waitFor({ state: "attached", timeout: READY_MS });
  await act?.(page);
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
