/** The built page in headless Chromium: cold page to prompt, three guests at once, and the worst task of the main thread. */
import { type BenchResult, bounded } from "./result";
import { longTasksOf, type Site, watchLongTasks, withSite } from "./site";

const ROUNDS = 5;

interface Visit {
  readonly promptMs: number;
  readonly longestTaskMs: number;
}

/** Opens the page in a fresh profile and waits for all its guests' prompts. */
async function visit({ browser, url }: Site, query: string, boots: number): Promise<Visit> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await watchLongTasks(page);
  await page.goto(url(`/workbench/?${query}`), { waitUntil: "commit" });
  const handle = await page.waitForFunction(
    (wanted) => ((window.triptych?.record().boots.length ?? 0) >= wanted ? performance.now() : false),
    boots,
    { polling: 5, timeout: 60_000 },
  );
  const promptMs = (await handle.jsonValue()) as number;
  const tasks = await longTasksOf(page);
  await context.close();
  return { promptMs, longestTaskMs: Math.max(0, ...tasks) };
}

export const pageBench = (say: (line: string) => void): Promise<BenchResult[]> =>
  withSite(say, async (site) => {
    await visit(site, "autoboot=vm&via=direct", 1); // the first one warms the disk's cache, not the browser's
    const rounds = async (query: string, boots: number) => {
      const visits: Visit[] = [];
      for (let i = 0; i < ROUNDS; i++) {
        say(`${query}, round ${i + 1} of ${ROUNDS}`);
        visits.push(await visit(site, query, boots));
      }
      return visits;
    };
    const direct = await rounds("autoboot=vm&via=direct", 1);
    const snapshot = await rounds("autoboot=vm&via=snapshot", 1);
    const three = await rounds("columns=vm,pv,vm2&autoboot=vm,pv,vm2&via=direct", 3);
    const prompt = (visits: readonly Visit[]) => visits.map((v) => v.promptMs);
    const tasks = [...direct, ...snapshot, ...three].map((v) => v.longestTaskMs);
    return [
      bounded("page-direct", "cold page to the prompt, direct", "ms", prompt(direct), 1500),
      bounded("page-snapshot", "cold page to the prompt, snapshot", "ms", prompt(snapshot), 600),
      bounded("page-three", "cold page to three prompts, direct", "ms", prompt(three), 2500),
      {
        ...bounded(
          "main-thread",
          "longest task of the main thread while guests boot (0: none over 50 ms)",
          "ms",
          tasks,
          50,
        ),
        value: Math.max(...tasks),
        met: Math.max(...tasks) <= 50,
      },
    ];
  });
