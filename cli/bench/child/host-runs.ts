/**
 * A fresh process that runs whole hosts, or one daemon of a host; bundled by ../host.ts, started with --expose-gc.
 *   node host-runs.mjs <starts|merging|replay|hour>
 * Prints one JSON line. Times are processor time of this process.
 */
import { Host } from "@/app/sim/host/host";
import { HostRun } from "@/app/sim/host/run";
import { HostMemory } from "@/app/sim/memory/host-memory";
import { HostPages } from "@/app/sim/memory/merging/host-pages";
import { SamePageMerger } from "@/app/sim/memory/merging/merger";
import { DEFAULT_MERGING } from "@/app/sim/memory/merging/settings";
import type { Order } from "@/app/sim/scenario/schema";
import { Timeline } from "@/app/sim/time/timeline";
import { cpuMs, scenarioOf } from "./host-kit";

const SECOND = 1e9;
const MINUTE = 60 * SECOND;

async function timed(what: () => Promise<unknown> | unknown): Promise<number> {
  const startMs = cpuMs();
  await what();
  return (cpuMs() - startMs) / 1000;
}

/**
 * 10,000 containers that are started at once on 64 cores, and then idle. The host alone: a HostRun would also take samples of all
 * instances for its record.
 */
async function starts() {
  const count = 10_000;
  const scenario = scenarioOf({
    host: { cores: 64, memoryMiB: 16_384, overcommit: "always" },
    instances: [{ name: "c", kind: "container", count }],
  });
  let host!: Host;
  const startedSeconds = await timed(() => {
    host = new Host(scenario);
    while (host.instances.some(({ state }) => state !== "running")) host.advance(host.nowNs + 100e6);
  });
  const startedNs = host.nowNs;
  const { idle, ...busy } = host.ledger.byMode();
  const busyNs = Object.values(busy).reduce((sum, ns) => sum + ns, 0);
  const idleSeconds = await timed(() => host.advance(startedNs + MINUTE));
  return { startedSeconds, startedNs, busyNs, idleSeconds, idleNs: MINUTE };
}

/**
 * Passes of same-page merging over 1,000,000 frames of ten spaces: nine in ten pages have contents of their own, the rest are
 * equal in all spaces. The first pass meets every page for the first time, the second merges, the third changes nothing.
 */
async function merging() {
  const [spaces, pages] = [10, 100_000];
  // Room beyond the million, so that nothing is reclaimed or killed.
  const memory = new HostMemory({ frames: 1 << 20, overcommit: 1 });
  for (let at = 0; at < spaces; at++) {
    const space = memory.addSpace(0);
    memory.map(space, { pages, kind: "anonymous", mergeable: true });
    for (let page = 0; page < pages; page++)
      memory.touch(space, page, true, page % 10 === 0 ? 1 + page : 1 + at * pages + page);
  }
  const merger = new SamePageMerger(new HostPages(memory), {
    ...DEFAULT_MERGING,
    run: 1,
    pagesToScan: spaces * pages + 1,
  });
  const passes: { seconds: number; ns: number }[] = [];
  for (let nowNs = 0; passes.length < 3; ) {
    let ns = 0;
    const seconds = await timed(() => {
      const answer = merger.wake(nowNs);
      ns = answer.ns;
      nowNs = answer.nextWakeNs;
    });
    passes.push({ seconds, ns });
  }
  const { fullScans, pagesSharing } = merger.counters();
  if (fullScans !== passes.length || pagesSharing !== (spaces - 1) * (pages / 10))
    throw new Error(`${fullScans} passes merged ${pagesSharing} pages`);
  return { passes };
}

/** Containers and a modelled guest under changing weights, first made and then replayed; in turns, in one process. */
async function replay() {
  const scenario = scenarioOf({
    host: { cores: 2 },
    instances: [
      { name: "busy", kind: "container", workloads: [{ kind: "busy", threads: 2 }] },
      { name: "web", kind: "container", workloads: [{ kind: "requests", perSecond: 2000, serviceUs: 100 }] },
      { name: "guest", kind: "vm", workloads: [{ kind: "periodic", runUs: 200, sleepUs: 300 }] },
    ],
  });
  const endNs = 60 * SECOND;
  const original = async () => {
    const timeline = await Timeline.start(new HostRun(scenario));
    for (let atNs = SECOND; atNs < endNs; atNs += SECOND) {
      await timeline.advanceTo(atNs);
      const weight = 100 + ((atNs / SECOND) % 5) * 50;
      await timeline.input({ do: "weight", instance: "busy", weight } satisfies Order);
    }
    await timeline.advanceTo(endNs);
    return timeline.export();
  };
  const document = await original();
  const again = async () => (await Timeline.start(new HostRun(scenario))).replay(document);
  await again();
  const seconds = { original: [] as number[], replayed: [] as number[] };
  for (let round = 0; round < 5; round++) {
    seconds.original.push(await timed(original));
    seconds.replayed.push(await timed(again));
  }
  return seconds;
}

/** Two containers that work and sleep, on a timeline with its checkpoints: what it holds after a minute and after an hour. */
async function hour() {
  const work = { kind: "periodic", runUs: 500 } as const;
  const scenario = scenarioOf({
    host: { cores: 2 },
    instances: [
      { name: "a", kind: "container", workloads: [{ ...work, sleepUs: 4500 }] },
      { name: "b", kind: "container", workloads: [{ ...work, sleepUs: 9500 }] },
    ],
  });
  const run = new HostRun(scenario);
  const timeline = await Timeline.start(run, { stepNs: 100e6 });
  const held = async () => {
    // Array buffers are given back some time after the collection that finds them unused.
    for (let times = 0; times < 3; times++) {
      globalThis.gc!();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return {
      process: heapUsed + arrayBuffers,
      host: run.sizeOf(await run.save()),
      timeline: timeline.checkpointBytes(),
    };
  };
  await timeline.advanceTo(MINUTE);
  const minute = await held();
  const seconds = await timed(() => timeline.advanceTo(60 * MINUTE));
  return { minute, hour: await held(), seconds, decisions: run.host.processors.decisions };
}

const tasks: Readonly<Record<string, () => Promise<object>>> = { starts, merging, replay, hour };
console.log(JSON.stringify(await tasks[process.argv[2]!]!()));
