// Runs the end-to-end tests in the browser that there is: `npm run e2e [-- playwright options]`.
import { spawnSync } from "node:child_process";
import { findBrowser } from "./browser.mjs";

const path = findBrowser();
const { status } = spawnSync("npx", ["playwright", "test", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, ...(path === undefined ? {} : { CHROMIUM_PATH: path }) },
});
process.exit(status ?? 1);
