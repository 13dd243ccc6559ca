// Finds a browser for the end-to-end tests and says which: Playwright's own, else a system Chromium, else it installs one.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { chromium } from "@playwright/test";

/** Chromium's address bar has pages of its own, in a process for every context: a quarter of what opening a page costs. */
const ADDRESS_BAR = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];

/** Playwright's own: Chromium heeds only the last list that it is given. */
const OFF_FOR_PLAYWRIGHT = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

/** What a headless Chromium needs as root, and nothing that talks to the outside. */
export const CHROMIUM_FLAGS = [
  `--disable-features=${[...OFF_FOR_PLAYWRIGHT, ...ADDRESS_BAR].join()}`,
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

function exists(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const system = () => SYSTEM.find(exists);

function tryToInstall() {
  const isRoot = process.getuid?.() === 0;
  console.log(
    `No browser found: installing one (${isRoot ? "apt-get install chromium" : "npx playwright install chromium"}).`,
  );
  if (isRoot) {
    spawnSync("apt-get", ["update"], { stdio: "inherit" });
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { stdio: "inherit" });
  }
  if (system() === undefined) spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "inherit" });
}

/** The executable's path, or undefined for Playwright's own. `report` is told which it is. */
export function findBrowser(report = console.log) {
  const say = (path, what) => {
    report(`Browser: ${what}${path === undefined ? "" : ` (${path})`}.`);
    return path;
  };
  if (process.env.CHROMIUM_PATH) return say(process.env.CHROMIUM_PATH, "from CHROMIUM_PATH");
  if (exists(chromium.executablePath())) return say(undefined, "Playwright's own Chromium");
  if (system() === undefined) tryToInstall();
  if (system() !== undefined) return say(system(), "the system's Chromium");
  if (exists(chromium.executablePath())) return say(undefined, "Playwright's own Chromium, just installed");
  throw new Error("No browser: install Chromium, or set CHROMIUM_PATH to one.");
}
