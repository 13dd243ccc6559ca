/** Programs of child/ as one bundled file each, as the page is bundled: run from sources, every imported constant is a call. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const LONGEST_CHILD_MS = 600_000;

/** Runs the child of that name in a fresh process; answers the last line that it printed, read as JSON. */
export type Child = (name: string, ...args: string[]) => unknown;

/** @param into a folder for the bundles. */
export async function bundledChildren(names: readonly string[], into: string): Promise<Child> {
  await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`child/${name}.ts`, import.meta.url))),
    outdir: into,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
    logLevel: "error",
  });
  return (name, ...args) => {
    const file = join(into, `${name}.mjs`);
    const options = { encoding: "utf8", timeout: LONGEST_CHILD_MS } as const;
    const { stdout, stderr, status } = spawnSync("node", ["--expose-gc", file, ...args], options);
    if (status !== 0) throw new Error(`${name} ${args.join(" ")} failed: ${stderr}`);
    return JSON.parse(stdout.trim().split("\n").at(-1)!);
  };
}
