/** The property tests again and again: fast-check draws other cases each time, and prints the seed of one that fails. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @returns whether all passed. `goOn` is asked before each round of all the files. */
export function soakProperties(goOn: () => boolean): boolean {
  const files = readdirSync(`${root}app`, { recursive: true, encoding: "utf8" })
    .map((file) => `app/${file}`)
    .filter((file) => file.endsWith(".test.ts") && readFileSync(root + file, "utf8").includes("fc.assert("));
  while (goOn()) {
    const { status } = spawnSync("npx", ["vitest", "run", "--reporter=dot", ...files], {
      cwd: root,
      stdio: "inherit",
    });
    if (status !== 0) return false;
  }
  return true;
}
