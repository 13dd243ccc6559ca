/**
 * Merging between real guests from the boot to a workload after it. Questions that would change the run (what a page is for) are put
 * to a fork of it. Counts are those of the run; times are modelled.
 */
import type { HostView, MergingView } from "@/app/sim/host/view";
import type { HostEnvironment } from "../lab";
import { MergingBench } from "./bench";
import { type Comparison, compareMemories, type GuestPages } from "./comparison";
import { KINDS_SCRIPT, PAGE_KINDS, type PageKind, pageKinds } from "./page-kinds";
import { type MergeKind, mergeScenario } from "./setups";

export interface MergeOptions {
  readonly kind: MergeKind;
  readonly guests: number;
  readonly seed: number;
  readonly pagesToScan: number;
  readonly sleepMs: number;
  /** Pages of zeros go to one zero page (use_zero_pages). */
  readonly zeroPages: boolean;
  /** Run in the first guest when merging has settled. */
  readonly workload: string;
}

/** Pages that have a frame behind them, and the frames. A frame that several share counts for the first of its pages. */
export interface KindCount {
  readonly pages: number;
  readonly frames: number;
}
export interface Frames extends KindCount {
  readonly byKind: Readonly<Record<PageKind, KindCount>>;
  /** Pages of zeros that were never backed: they cost nothing and are not merged. */
  readonly zeroWithoutFrame: number;
}

export interface MergeReport {
  readonly options: MergeOptions;
  readonly before: Frames & { readonly atMs: number };
  readonly merging: Settling;
  readonly after: Frames & { readonly sharedByBothSystems: number; readonly counters: MergingView };
  readonly comparison: Comparison;
  readonly workload: {
    readonly virtualMs: number;
    readonly status: number | undefined;
    readonly frames: number;
    /** Frames of the host that sharing saved before and does not any more. */
    readonly framesLost: number;
    readonly newFrames: number;
    readonly brokenShares: number;
    /** Time of the hypervisor that the guest was charged for new and copied pages. */
    readonly chargedNs: number;
  };
}

export interface Settling {
  /** False: it had not settled when the time for it was over. */
  readonly settled: boolean;
  readonly passes: number;
  readonly virtualMs: number;
  readonly cpuNs: number;
  /** Of one core. */
  readonly cpuPercent: number;
}

const REST_MS = 1000;
const BOOT_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 600_000;
const STEP_MS = 20;
/** It has settled when a pass has saved no more than this part of all pages. */
const SETTLED_GROWTH = 0.005;
/** The host looks at all pages at least once in this time. */
const LOOK_MS = 500;

const savedIn = ({ merging }: HostView): number => merging.pagesSharing + merging.zeroPages;

export async function measureMerging(
  options: MergeOptions,
  environment: HostEnvironment,
): Promise<MergeReport> {
  const scenario = mergeScenario(options.kind, options.guests, options.seed);
  const bench = await MergingBench.start(scenario, environment);
  try {
    await bootAll(bench);
    const [atMs, first] = [bench.nowNs / 1e6, await bench.pages()];
    const { pagesToScan, sleepMs, zeroPages } = options;
    bench.order({ do: "merging", run: true, pagesToScan, sleepMs, zeroPages });
    const { earlier, ...merging } = await settle(bench);
    const [counters, last] = [bench.view.merging, await bench.pages()];
    const { comparison, answers } = await askedInFork(bench, earlier);
    return {
      options,
      before: { atMs, ...framesByKind(first, answers) },
      merging,
      after: {
        ...framesByKind(last, answers),
        sharedByBothSystems: acrossSystems(bench, last),
        counters,
      },
      comparison,
      workload: await worked(bench, options.workload),
    };
  } finally {
    bench.dispose();
  }
}

export async function bootAll(bench: MergingBench): Promise<void> {
  while (bench.view.instances.some(({ state }) => state !== "running")) {
    if (bench.nowNs > BOOT_LIMIT_MS * 1e6) throw new Error("not all guests have come up");
    await bench.advance(STEP_MS);
  }
  await bench.advance(REST_MS);
}

/** What has not changed for so long has been looked at and scanned often enough to be merged. */
const KEPT_PASSES = 3;

/** Goes on until a pass finds next to nothing more. `earlier`: what the guests' pages held KEPT_PASSES before. */
export async function settle(
  bench: MergingBench,
): Promise<Settling & { readonly earlier: readonly Float64Array[] }> {
  const beganNs = bench.nowNs;
  const from = bench.view.merging;
  const past = [await bench.hashes()];
  let saved = 0;
  let passes = 0;
  let settled = false;
  while (!settled && bench.nowNs - beganNs < SETTLE_LIMIT_MS * 1e6) {
    await bench.advance(STEP_MS);
    const { view } = bench;
    const longEnough = bench.nowNs - beganNs >= 2 * LOOK_MS * 1e6;
    if (view.merging.fullScans - from.fullScans === passes) continue;
    passes = view.merging.fullScans - from.fullScans;
    const grown = savedIn(view) - saved;
    saved = savedIn(view);
    settled = longEnough && passes >= KEPT_PASSES && grown <= SETTLED_GROWTH * saved;
    if (!settled) past.push(await bench.hashes());
    if (past.length > KEPT_PASSES && longEnough) past.shift();
  }
  const ns = bench.nowNs - beganNs;
  const cpuNs = bench.view.merging.cpuNs - from.cpuNs;
  return {
    settled,
    passes,
    virtualMs: ns / 1e6,
    cpuNs,
    cpuPercent: Math.round((10_000 * cpuNs) / ns) / 100,
    earlier: past[0]!,
  };
}

/** In a fork: what each page is for, by the guests that can be asked; and a comparison, after a look, of one moment. */
async function askedInFork(bench: MergingBench, earlier: readonly Float64Array[]) {
  const fork = await bench.fork();
  try {
    await fork.look();
    const comparison = compareMemories(await fork.memories(), earlier);
    const answers: (string | undefined)[] = [];
    for (let instance = 0; instance < earlier.length; instance++)
      answers.push(fork.canAsk(instance) ? (await fork.ask(instance, KINDS_SCRIPT)).stdout : undefined);
    return { comparison, answers };
  } finally {
    fork.dispose();
  }
}

function framesByKind(memories: readonly GuestPages[], answers: readonly (string | undefined)[]): Frames {
  const byKind = Object.fromEntries(PAGE_KINDS.map((kind) => [kind, { pages: 0, frames: 0 }])) as Record<
    PageKind,
    { pages: number; frames: number }
  >;
  const seen = new Set<number>();
  let pages = 0;
  let zeroWithoutFrame = 0;
  memories.forEach(({ hashes, frames }, instance) => {
    const kinds = pageKinds(hashes, answers[instance]);
    frames.forEach((frame, page) => {
      const kind = kinds[page]!;
      if (frame < 0) {
        if (kind === "zero") zeroWithoutFrame++;
        return;
      }
      const count = byKind[kind];
      pages++;
      count.pages++;
      if (!seen.has(frame)) count.frames++;
      seen.add(frame);
    });
  });
  return { pages, frames: seen.size, zeroWithoutFrame, byKind };
}

/** Frames behind pages of those guests. */
const framesOf = (memories: readonly GuestPages[]): ReadonlySet<number> =>
  new Set(memories.flatMap(({ frames }) => [...frames.filter((frame) => frame >= 0)]));

/** Frames that a Linux guest and one of another system share. */
function acrossSystems(bench: MergingBench, memories: readonly GuestPages[]): number {
  const others = framesOf(memories.filter((_, instance) => !bench.canAsk(instance)));
  return [...framesOf(memories.filter((_, instance) => bench.canAsk(instance)))].filter((frame) =>
    others.has(frame),
  ).length;
}

async function worked(bench: MergingBench, script: string): Promise<MergeReport["workload"]> {
  const framesUsed = async () => framesOf(await bench.pages()).size;
  const [from, before] = [bench.view, await framesUsed()];
  const { status } = await bench.ask(0, script);
  // The next look, and a quantum in which what it cost is paid.
  await bench.advance(LOOK_MS + STEP_MS);
  const { view } = bench;
  const after = await framesUsed();
  const hypervisorNs = ({ instances }: HostView) => instances[0]?.byMode.hypervisor ?? 0;
  const brokenShares = view.merging.brokenShares - from.merging.brokenShares;
  return {
    virtualMs: (view.nowNs - from.nowNs) / 1e6,
    status,
    frames: after,
    framesLost: Math.max(0, from.memory.pagesSharing - view.memory.pagesSharing),
    newFrames: after - before,
    brokenShares,
    chargedNs: hypervisorNs(view) - hypervisorNs(from),
  };
}
