/**
 * Inside one guest: what its own KSM finds, and what the host's merger finds in the same guest. Two programs hold equal pages there
 * and offer them for merging; both futures begin at the same moment.
 */
import type { HostEnvironment } from "../lab";
import { MergingBench } from "./bench";
import { bootAll, type MergeOptions, settle } from "./measure";
import { mergeScenario } from "./setups";

export interface WithinReport {
  /** Pages that each of the two programs holds. */
  readonly pagesEach: number;
  /** By the guest's kernel: only what programs offer (MADV_MERGEABLE). */
  readonly own: WithinCount & {
    /** What the host has gained by that: the guest keeps the pages that it has freed, with what they held. */
    readonly hostFramesFreed: number;
  };
  /** By the host, which sees all of the guest's pages and knows nothing of their use. */
  readonly host: WithinCount;
}

interface WithinCount {
  readonly pagesShared: number;
  readonly pagesSharing: number;
}

const PAGES_EACH = 200;
const HOLD = `for n in 1 2; do (exec pagepattern ${PAGES_EACH} seeded -m -s 3600 >/dev/null 2>&1 &); done; sleep 1`;
const KSM = "/sys/kernel/mm/ksm";
const PASSES = 5;
/** Its own defaults, until it has gone over the offered pages some times. */
const OWN = `echo 1 >${KSM}/run; while [ $(cat ${KSM}/full_scans) -lt ${PASSES} ]; do sleep 0.1; done; cat ${KSM}/pages_shared ${KSM}/pages_sharing`;

export async function measureWithin(
  { kind, seed, pagesToScan, sleepMs, zeroPages }: MergeOptions,
  environment: HostEnvironment,
): Promise<WithinReport> {
  const bench = await MergingBench.start(mergeScenario(kind, 1, seed), environment);
  try {
    await bootAll(bench);
    await bench.ask(0, HOLD);
    await bench.advance(1000);
    const fork = await bench.fork();
    try {
      const own = await ownMerging(fork);
      bench.order({ do: "merging", run: true, pagesToScan, sleepMs, zeroPages });
      await settle(bench);
      const { pagesShared, pagesSharing } = bench.view.merging;
      return { pagesEach: PAGES_EACH, own, host: { pagesShared, pagesSharing } };
    } finally {
      fork.dispose();
    }
  } finally {
    bench.dispose();
  }
}

async function ownMerging(fork: MergingBench): Promise<WithinReport["own"]> {
  const framesBefore = fork.view.memory.freeFrames;
  const { stdout } = await fork.ask(0, OWN);
  await fork.advance(1000);
  const [pagesShared, pagesSharing] = stdout.trim().split("\n").map(Number);
  if (pagesShared === undefined || pagesSharing === undefined)
    throw new Error(`the guest's own merging cannot be read: ${stdout}`);
  const hostFramesFreed = fork.view.memory.freeFrames - framesBefore;
  return { pagesShared, pagesSharing, hostFramesFreed };
}
