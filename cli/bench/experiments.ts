/**
 * The experiments and the pages around them: a density sweep in the page's worker, frames while three guests boot, JavaScript of
 * the first page and of the workbench, and each page as a visitor meets it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundledChildren } from "./bundled";
import { frameBench } from "./experiments-frames";
import { siteBench } from "./experiments-site";
import { grownWhile } from "./memory";
import { type BenchResult, compared } from "./result";
import { freshPage, type Site, withSite } from "./site";

const ROUNDS = 3;

interface Sweep {
  readonly wallMs: number;
  readonly grownMiB: number;
}

/** The usual inputs: up to 100,000 instances on the host, from the button to the last table on the screen. */
async function sweepInPage(site: Site): Promise<Sweep> {
  const page = await freshPage(site);
  await page.goto(site.url("/experiments/"));
  await page.getByTestId("experiment-density").check();
  await page.waitForLoadState("networkidle");
  const { made, grownMiB } = await grownWhile(site.browser, () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const began = performance.now();
          const state = document.querySelector('[data-testid="run-state"]')!;
          const look = () => {
            if (state.getAttribute("data-state") === "done") resolve(performance.now() - began);
          };
          new MutationObserver(look).observe(state, { attributes: true });
          document.querySelector<HTMLElement>('[data-testid="run"]')!.click();
        }),
    ),
  );
  await page.context().close();
  return { wallMs: made, grownMiB };
}

async function sweepBench(site: Site, say: (line: string) => void): Promise<BenchResult[]> {
  const into = mkdtempSync(join(tmpdir(), "triptych-bench-"));
  try {
    const child = await bundledChildren(["sweep"], into);
    const [inPage, inNode]: [Sweep[], Sweep[]] = [[], []];
    for (let round = 1; round <= ROUNDS; round++) {
      say(`density sweep, round ${round} of ${ROUNDS}`);
      inPage.push(await sweepInPage(site));
      inNode.push(child("sweep") as Sweep);
    }
    const wall = (sweeps: readonly Sweep[]) => sweeps.map(({ wallMs }) => wallMs);
    const grown = (sweeps: readonly Sweep[]) => sweeps.map(({ grownMiB }) => grownMiB);
    return [
      compared(
        "sweep-time",
        "wall time of the density experiment, to 100,000 instances, from the button to the last table drawn",
        "ms",
        wall(inPage),
        { what: "the same tables in Node, not drawn", runs: wall(inNode) },
        { ratio: 4, lower: true },
      ),
      compared(
        "sweep-memory",
        "by how much the browser's processes grow for it, at most",
        "MiB",
        grown(inPage),
        { what: "by how much Node grows", runs: grown(inNode) },
        { ratio: 4, lower: true },
      ),
    ];
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

export const experimentBench = (say: (line: string) => void): Promise<BenchResult[]> =>
  withSite(say, async (site) => [
    ...(await sweepBench(site, say)),
    ...(await frameBench(site, say)),
    ...(await siteBench(site, say)),
  ]);
