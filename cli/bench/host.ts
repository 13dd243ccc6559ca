/**
 * The modelled host: decisions a second, 10,000 containers, same-page merging, replay, and the memory of an hour. Each figure is
 * taken in fresh processes that run one bundled file: run from sources, every imported constant is a call.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PolicyName } from "@/app/sim/cpu/scheduler";
import { bundledChildren, type Child } from "./bundled";
import { type BenchResult, bounded, compared, median } from "./result";

const ROUNDS = 3;
const FEW = 10;
const MANY = 10_000;
const POLICIES: readonly PolicyName[] = ["cfs", "eevdf", "credit", "credit2"];
const LEAST_DECISIONS = 1_000_000;
const MIB = 2 ** 20;

function atLeast(name: string, what: string, unit: string, own: readonly number[], least: number) {
  const result = bounded(name, what, unit, own, least);
  return { ...result, goal: `at least ${least} ${unit}`, met: median(own) >= least };
}

/** Decisions a second: few and many entities in turns, so that a slow minute of the machine falls on both. */
function decisions(child: Child, say: (line: string) => void): BenchResult[] {
  const rates = (task: "policy" | "host", policy: PolicyName) => {
    const runs: { few: number[]; many: number[] } = { few: [], many: [] };
    for (let round = 1; round <= ROUNDS; round++) {
      say(`decisions of ${task} ${policy}, round ${round} of ${ROUNDS}`);
      for (const [count, into] of [[FEW, runs.few] as const, [MANY, runs.many] as const]) {
        const made = child("host-decisions", task, policy, String(count)) as {
          decisions: number;
          ms: number;
        };
        into.push((1000 * made.decisions) / made.ms);
      }
    }
    return runs;
  };
  const nsOf = (perSecond: readonly number[]) => perSecond.map((rate) => 1e9 / rate);
  const growth = (name: string, what: string, { few, many }: ReturnType<typeof rates>) =>
    compared(
      name,
      `processor time of a decision of ${what}, ${MANY} runnable entities on 64 cores; may grow as log n`,
      "ns",
      nsOf(many),
      { what: `${FEW} entities`, runs: nsOf(few) },
      { ratio: Math.log2(MANY) / Math.log2(FEW), lower: true },
    );
  const results: BenchResult[] = [];
  let alone: readonly number[] = [];
  for (const policy of POLICIES) {
    const runs = rates("policy", policy);
    if (policy === "cfs") alone = runs.few;
    const what = `the policy ${policy} alone (wake, charge, pick, block)`;
    results.push(
      atLeast(
        `decisions-${policy}`,
        `decisions of ${what}, ${FEW} runnable entities on 64 cores`,
        "a second",
        runs.few,
        LEAST_DECISIONS,
      ),
      growth(`decision-growth-${policy}`, what, runs),
    );
  }
  const host = rates("host", "cfs");
  results.push(
    compared(
      "decisions-host",
      `decisions of a whole host under cfs, with tasks and ledger, ${FEW} runnable entities on 64 cores`,
      "a second",
      host.few,
      { what: "the policy alone", runs: alone },
      { ratio: 0.25, lower: false },
    ),
    growth("decision-growth-host", "a whole host under cfs", host),
  );
  return results;
}

interface Starts {
  readonly startedSeconds: number;
  readonly startedNs: number;
  /** Modelled processor time of it. */
  readonly busyNs: number;
  readonly idleSeconds: number;
  readonly idleNs: number;
}

function containers(child: Child, say: (line: string) => void): BenchResult[] {
  say("10,000 containers");
  const { startedSeconds, startedNs, busyNs, idleSeconds, idleNs } = child("host-runs", "starts") as Starts;
  return [
    compared(
      "container-starts",
      `processor time to start 10,000 containers at once on 64 cores; all are up after ${startedNs / 1e9} s of virtual time`,
      "s",
      [startedSeconds],
      { what: "processor time that the model says it takes", runs: [busyNs / 1e9] },
      { ratio: 1, lower: true },
    ),
    compared(
      "containers-idle",
      "processor time of a virtual minute in which they idle",
      "s",
      [idleSeconds],
      { what: "virtual time", runs: [idleNs / 1e9] },
      { ratio: 1, lower: true },
    ),
  ];
}

function merging(child: Child, say: (line: string) => void): BenchResult[] {
  const rounds: { seconds: number; ns: number }[][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    say(`merging, round ${round} of ${ROUNDS}`);
    rounds.push((child("host-runs", "merging") as { passes: { seconds: number; ns: number }[] }).passes);
  }
  const names = ["sees every page first", "merges one page in ten", "finds all as it was"];
  return names.map((what, pass) =>
    compared(
      `merging-pass-${pass + 1}`,
      `processor time of a pass over 1,000,000 frames that ${what}`,
      "s",
      rounds.map((passes) => passes[pass]!.seconds),
      { what: "virtual time that ksmd takes for it", runs: rounds.map((passes) => passes[pass]!.ns / 1e9) },
      { ratio: 1, lower: true },
    ),
  );
}

function replay(child: Child, say: (line: string) => void): BenchResult {
  say("replay");
  const { original, replayed } = child("host-runs", "replay") as Record<"original" | "replayed", number[]>;
  return compared(
    "replay",
    "processor time of replaying an exported run of a virtual minute with 59 inputs",
    "s",
    replayed,
    { what: "the original run", runs: original },
    { ratio: 1.2, lower: true },
  );
}

type Held = Record<"process" | "host" | "timeline", number>;

function hour(child: Child, say: (line: string) => void): BenchResult[] {
  say("an hour");
  const held = child("host-runs", "hour") as { minute: Held; hour: Held; decisions: number };
  const about = `after a virtual hour of two containers on 2 cores, which work 0.5 ms in every 5 and 10 ms (${held.decisions} decisions)`;
  const grown = (name: keyof Held, what: string) =>
    compared(
      `hour-${name}`,
      `${what} ${about}`,
      "MiB",
      [held.hour[name] / MIB],
      { what: "after a minute", runs: [held.minute[name] / MIB] },
      { ratio: 1.05, lower: true },
    );
  return [
    grown("host", "a saved state of the run"),
    grown("timeline", "the timeline's checkpoints"),
    grown("process", "heap and array buffers of the process, garbage collected,"),
  ];
}

export async function hostBench(say: (line: string) => void): Promise<BenchResult[]> {
  const into = mkdtempSync(join(tmpdir(), "triptych-bench-"));
  try {
    const child = await bundledChildren(["host-decisions", "host-runs"], into);
    return [
      ...decisions(child, say),
      ...containers(child, say),
      ...merging(child, say),
      replay(child, say),
      ...hour(child, say),
    ];
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}
