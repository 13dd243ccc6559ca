import { defineConfig } from "@playwright/test";
import { CHROMIUM_FLAGS } from "./scripts/browser.mjs";

const executablePath = process.env.CHROMIUM_PATH;
const port = Number(process.env.PORT ?? 3000);

/**
 * For runs in a hurry: V8's optimising compiler takes more of a fresh page's time than the guests that it would speed up. What
 * is computed is the same.
 */
const quick = process.env.E2E_QUICK === undefined ? [] : ["--js-flags=--liftoff-only"];

export default defineConfig({
  testDir: "e2e",
  timeout: 90_000,
  expect: { timeout: 30_000 },
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    baseURL: `http://localhost:${port}`,
    // Tests that replace an answer of the server must see the request; e2e/offline.spec.ts allows the worker.
    serviceWorkers: "block",
    // Tracing takes two fifths of the time of all tests; a failure leaves a screenshot and the page's accessible text.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      args: [...CHROMIUM_FLAGS, ...quick],
      ...(executablePath === undefined ? {} : { executablePath }),
    },
  },
  webServer: {
    command: `node scripts/serve.mjs out --port ${port}`,
    url: `http://localhost:${port}`,
    reuseExistingServer: process.env.CI === undefined,
  },
});
