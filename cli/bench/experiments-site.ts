/**
 * Each page of the built site as a visitor meets it, by the browser's own counters: first and largest paint, time in which the
 * page could not answer, shifts of the layout, JavaScript as it comes over the wire; and what axe finds. It stands for Lighthouse,
 * which is no part of the project; nothing is slowed down, so times compare with the baseline and not with Lighthouse's. The
 * baseline is the site's page for what is not there: the same framework and style, and nothing on it.
 */
import AxeBuilder from "@axe-core/playwright";
import { PAGES } from "@/app/lessons/pages";
import { type BenchResult, bounded, compared, median } from "./result";
import { freshPage, type Site } from "./site";

const ROUNDS = 3;
const EMPTY = "/404.html";
/** After the page has come to rest: late paints and shifts are seen too. */
const SETTLE_MS = 500;
/** What web.dev calls good. */
const GOOD = { lcpMs: 2500, blockedMs: 200, shift: 0.1 };
const KIB = 1024;

interface Visit {
  readonly fcpMs: number;
  readonly lcpMs: number;
  /** Of tasks over 50 ms, what is over 50 ms: total blocking time. */
  readonly blockedMs: number;
  /** Cumulative layout shift. */
  readonly shift: number;
  /** Scripts of the page itself, as they are sent; those of workers are not among them. */
  readonly scriptKiB: number;
}

type Seen = { lcp: number; blocked: number; shift: number };

/** In a fresh profile, with nothing in the browser's cache. */
async function visit(site: Site, path: string): Promise<Visit> {
  const page = await freshPage(site);
  await page.addInitScript(() => {
    const seen: Seen = { lcp: 0, blocked: 0, shift: 0 };
    (window as unknown as { seen: Seen }).seen = seen;
    const watch = (type: string, take: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) take(entry);
      }).observe({ type, buffered: true });
    watch("largest-contentful-paint", ({ startTime }) => {
      seen.lcp = startTime;
    });
    watch("longtask", ({ duration }) => {
      seen.blocked += duration - 50;
    });
    watch("layout-shift", (entry) => {
      const { value, hadRecentInput } = entry as PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      };
      if (!hadRecentInput) seen.shift += value;
    });
  });
  await page.goto(site.url(path), { waitUntil: "networkidle" });
  await page.waitForTimeout(SETTLE_MS);
  const visited = await page.evaluate(() => {
    const { lcp, blocked, shift } = (window as unknown as { seen: Seen }).seen;
    const scripts = performance
      .getEntriesByType("resource")
      .filter(({ name }) => new URL(name).pathname.endsWith(".js")) as PerformanceResourceTiming[];
    return {
      fcpMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
      lcpMs: lcp,
      blockedMs: blocked,
      shift,
      scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    };
  });
  await page.context().close();
  const { scriptBytes, ...rest } = visited;
  return { ...rest, scriptKiB: scriptBytes / KIB };
}

async function axeFindings(site: Site, paths: readonly string[]): Promise<readonly number[]> {
  const page = await freshPage(site);
  const found: number[] = [];
  for (const path of paths) {
    await page.goto(site.url(path), { waitUntil: "networkidle" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    found.push(violations.reduce((sum, { nodes }) => sum + nodes.length, 0));
  }
  await page.context().close();
  return found;
}

export async function siteBench(site: Site, say: (line: string) => void): Promise<BenchResult[]> {
  const paths = ["/", ...PAGES.map(({ href }) => href)];
  await visit(site, EMPTY); // the first one warms the disk's cache, not the browser's
  const visits = new Map<string, Visit[]>([EMPTY, ...paths].map((path) => [path, []]));
  for (let round = 1; round <= ROUNDS; round++)
    for (const [path, made] of visits) {
      say(`${path}, round ${round} of ${ROUNDS}`);
      made.push(await visit(site, path));
    }
  const of = (path: string, what: keyof Visit) => visits.get(path)!.map((made) => made[what]);
  const empty = { what: "an empty page of the same site", runs: of(EMPTY, "scriptKiB") };
  const scripts = (name: string, path: string, what: string, most: number): BenchResult => {
    const result = compared(
      name,
      `JavaScript of ${what} as it is sent (brotli), without its workers'`,
      "KiB",
      of(path, "scriptKiB"),
      empty,
      { ratio: Number.POSITIVE_INFINITY, lower: true },
    );
    return { ...result, goal: `at most ${most} KiB`, met: result.value <= most };
  };
  const worst = (name: string, what: string, unit: string, key: keyof Visit, most: number): BenchResult => {
    const medians = paths.map((path) => ({ path, value: median(of(path, key)) }));
    const highest = medians.reduce((a, b) => (b.value > a.value ? b : a));
    const all = medians.map(({ path, value }) => `${path} ${Number(value.toPrecision(3))}`).join(", ");
    const result = compared(
      name,
      `${what}, of the worst page (${highest.path}); ${all}`,
      unit,
      of(highest.path, key),
      { what: empty.what, runs: of(EMPTY, key) },
      { ratio: Number.POSITIVE_INFINITY, lower: true },
    );
    const { ratio, ...judged } = {
      ...result,
      goal: `at most ${most} ${unit}`.trim(),
      met: result.value <= most,
    };
    // Of an empty page's nothing there is no ratio.
    return ratio === undefined || !Number.isFinite(ratio) ? judged : { ...judged, ratio };
  };
  say("axe");
  const findings = await axeFindings(site, paths);
  return [
    scripts("script-first", "/", "the first page", 400),
    scripts("script-workbench", "/workbench/", "the workbench", 600),
    worst("page-fcp", "first contentful paint", "ms", "fcpMs", GOOD.lcpMs),
    worst("page-lcp", "largest contentful paint", "ms", "lcpMs", GOOD.lcpMs),
    worst("page-blocked", "total blocking time", "ms", "blockedMs", GOOD.blockedMs),
    worst("page-shift", "cumulative layout shift", "", "shift", GOOD.shift),
    {
      ...bounded("page-axe", `what axe finds on ${paths.length} pages`, "findings", findings, 0),
      value: findings.reduce((sum, count) => sum + count, 0),
      met: findings.every((count) => count === 0),
    },
  ];
}
