/** `lab merge`: same-page merging on the memory of live real guests. */
import { type MergeOptions, type MergeReport, measureMerging } from "@/app/guest/host/merging/measure";
import { PAGE_KINDS } from "@/app/guest/host/merging/page-kinds";
import { MERGE_KINDS } from "@/app/guest/host/merging/setups";
import { measureWithin, type WithinReport } from "@/app/guest/host/merging/within";
import { nodeHostEnvironment } from "@/app/guest/host/node";
import { MERGING_COSTS } from "@/app/sim/memory/merging/costs";
import { DEFAULT_MERGING } from "@/app/sim/memory/merging/settings";
import { integer, type Options, oneOf, readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const WORKLOAD = "pagepattern 256 random -s 1";

const usage = `lab merge [--guests n] [--kind kind] [--pages-to-scan n] [--sleep-millisecs n] [--zero-pages] [--workload 'script']
          [--within] [--seed n] [--json]

Boots real guests on one modelled host, lets the host's merger (Linux's KSM) go over their memory until it settles, then runs a
workload in the first guest. Prints the frames before and after by what the pages are for, the passes, the virtual time and the
processor time that it took, what the workload broke, and how the outcome compares with all pages held against each other byte by
byte: wronglyShared and missed must be 0. The same options print the same.

  --guests n             1 to 8, default 4
  --kind kind            ${MERGE_KINDS.join(", ")}; default ${MERGE_KINDS[0]}
  --pages-to-scan n      pages in a batch, default ${DEFAULT_MERGING.pagesToScan}
  --sleep-millisecs n    between batches, default ${DEFAULT_MERGING.sleepMillisecs}
  --zero-pages           pages of zeros go to one zero page (use_zero_pages)
  --workload 'script'    default ${WORKLOAD}
  --within               also what one guest's own KSM finds inside it, and the host's merger in the same guest

Kinds of pages: kernelText and kernelData by the guest's /proc/iomem and /proc/kpageflags, pageCache, anonymous and free by its
kpageflags, zero by the bytes; unknown in a guest that has no agent (Tern). Times are modelled: counts times the costs that --json
lists.

Exit codes: 0 done, 1 the outcome is not that of the comparison or has not settled, 2 bad usage.`;

export const merge: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      guests: { type: "string" },
      kind: { type: "string" },
      "pages-to-scan": { type: "string" },
      "sleep-millisecs": { type: "string" },
      "zero-pages": { type: "boolean" },
      workload: { type: "string" },
      within: { type: "boolean" },
      seed: { type: "string" },
    });
    if (positionals.length > 0)
      throw new UsageError(`what is "${positionals[0]}"? lab merge takes options only`);
    const options = mergeOptions(values);
    const environment = nodeHostEnvironment();
    const report = await measureMerging(options, environment);
    const within = values.within === true ? await measureWithin(options, environment) : undefined;
    if (values.json === true) printJson({ ...report, ...(within && { within }), costs: MERGING_COSTS });
    else process.stdout.write(table(report, within));
    const { wronglyShared, missed } = report.comparison;
    return report.merging.settled && wronglyShared === 0 && missed === 0 ? 0 : 1;
  },
};

function mergeOptions(values: Options): MergeOptions {
  const { pagesToScan, sleepMillisecs } = DEFAULT_MERGING;
  return {
    kind: oneOf("kind", values.kind, MERGE_KINDS, "same-snapshot"),
    guests: integer("guests", values.guests, { fallback: 4, min: 1, max: 8 }),
    seed: integer("seed", values.seed, { fallback: 1, min: 0, max: 2 ** 31 - 1 }),
    pagesToScan: integer("pages-to-scan", values["pages-to-scan"], {
      fallback: pagesToScan,
      min: 1,
      max: 1_000_000,
    }),
    sleepMs: integer("sleep-millisecs", values["sleep-millisecs"], {
      fallback: sleepMillisecs,
      min: 1,
      max: 10_000,
    }),
    zeroPages: values["zero-pages"] === true,
    workload: (values.workload as string | undefined) ?? WORKLOAD,
  };
}

const cell = (value: number): string => value.toLocaleString("en-GB").padStart(9);

function table(
  { options, before, merging, after, comparison, workload }: MergeReport,
  within?: WithinReport,
): string {
  const kinds = PAGE_KINDS.filter((kind) => before.byKind[kind].pages + after.byKind[kind].pages > 0);
  const { counters } = after;
  return [
    `${options.guests} guests, ${options.kind}; ${options.pagesToScan} pages, then ${options.sleepMs} ms of sleep`,
    "",
    "Frames of the host      before    after",
    ...kinds.map(
      (kind) => `  ${kind.padEnd(18)}${cell(before.byKind[kind].frames)}${cell(after.byKind[kind].frames)}`,
    ),
    `  ${"all".padEnd(18)}${cell(before.frames)}${cell(after.frames)}`,
    "",
    `${merging.settled ? "Settled" : "Not settled"} after ${merging.passes} passes, ${(merging.virtualMs / 1e3).toFixed(2)} virtual s; ksmd used ${(merging.cpuNs / 1e6).toFixed(2)} ms, ${merging.cpuPercent} % of a core`,
    `pages_shared ${counters.pagesShared}, pages_sharing ${counters.pagesSharing}, zero pages ${counters.zeroPages}, shared by both systems ${after.sharedByBothSystems}`,
    `Byte by byte: ${comparison.pages} pages, ${comparison.contents} different; wrongly shared ${comparison.wronglyShared}, missed ${comparison.missed}`,
    `Workload in guest-1: ${workload.brokenShares} shares broken, ${workload.framesLost} frames lost again, ${workload.newFrames} frames more in use; charged ${(workload.chargedNs / 1e3).toFixed(1)} µs`,
    ...(within === undefined
      ? []
      : [
          `Inside one guest, of 2 × ${within.pagesEach} equal pages: its own KSM shares ${within.own.pagesSharing} (the host gains ${within.own.hostFramesFreed} frames), the host's merger ${within.host.pagesSharing} of all its pages`,
        ]),
    "",
  ].join("\n");
}
