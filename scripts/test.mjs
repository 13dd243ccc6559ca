// `npm test`: every check, in the order in which they fail fastest. The last line counts what ran: "N passed, N failed".
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";

const UNIT = "test-results/unit.json";
const E2E = "test-results/e2e.json";

/** Each step counts as one test, unless it reports its own. */
const STEPS = [
  { name: "lint", command: ["npx", "biome", "check", "."] },
  { name: "copy v86", command: ["node", "scripts/copy-v86.mjs"] },
  { name: "types", command: ["npx", "tsc", "--noEmit"] },
  { name: "types of app/sim", command: ["npx", "tsc", "-p", "app/sim"] },
  // Once, before anything needs them: two tests that install at the same time would wait for the same lock.
  { name: "disk image tools", command: ["node", "scripts/qemu-tools.mjs"] },
  {
    name: "unit tests",
    command: ["npx", "vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${UNIT}`],
    counts: unitCounts,
  },
  { name: "build", command: ["npm", "run", "build"] },
  // Without the long ones, and without V8's optimising compiler: `npm run e2e` performs all, in a browser as it comes. What
  // fails on a busy machine is tried once more, and named as flaky.
  {
    name: "end-to-end tests",
    command: ["node", "scripts/e2e.mjs", "--grep-invert", "@soak", "--retries", "1"],
    env: { E2E_QUICK: "1" },
    counts: e2eCounts,
  },
];

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

function unitCounts() {
  const { numPassedTests, numFailedTests } = readJson(UNIT);
  return { passed: numPassedTests, failed: numFailedTests };
}

function e2eCounts() {
  const { expected, unexpected, flaky } = readJson(E2E).stats;
  return { passed: expected + flaky, failed: unexpected };
}

function run({ name, command, counts, env = {} }) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command[0], command.slice(1), {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  console.log(
    `== ${name}: ${status === 0 ? "ok" : "failed"}, ${((Date.now() - started) / 1000).toFixed(0)} s`,
  );
  try {
    const result = counts?.() ?? { passed: 0, failed: 0 };
    const own = status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    // A runner that failed without a failed test (a crash, no tests) has failed all the same.
    if (counts !== undefined && result.passed + result.failed > 0 && (status === 0 || result.failed > 0))
      return result;
    return counts !== undefined && result.passed + result.failed === 0 ? { passed: 0, failed: 1 } : own;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

rmSync("test-results", { recursive: true, force: true });
mkdirSync("test-results", { recursive: true });
const total = { passed: 0, failed: 0 };
for (const step of STEPS) {
  const { passed, failed } = run(step);
  total.passed += passed;
  total.failed += failed;
  // Without a build there is nothing to drive.
  if (step.name === "build" && failed > 0) break;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
