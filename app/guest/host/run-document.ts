/**
 * A run as one JSON document: the scenario, the inputs with their moments, how far it went, and sums that a replay must reach.
 * Brought in, it is hostile input.
 */
import { z } from "zod";
import { hostView } from "@/app/sim/host/host-view";
import type { HostRun, SavedRun } from "@/app/sim/host/run";
import { readOrder, readScenario } from "@/app/sim/scenario/parse";
import type { HostScenario, Order } from "@/app/sim/scenario/schema";
import type { Timeline, TimelineDocument } from "@/app/sim/time/timeline";
import { ImageError } from "../images/store";

const FORMAT = "triptych-run";
const LONGEST_TEXT = 20_000_000;
const LONGEST_RUN_NS = 3_600e9;

const shape = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  scenario: z.unknown(),
  inputs: z
    .array(z.strictObject({ atNs: z.number().int().nonnegative().max(LONGEST_RUN_NS), order: z.unknown() }))
    .max(100_000),
  endNs: z.number().int().nonnegative().max(LONGEST_RUN_NS),
  sums: z.record(z.string().max(100), z.number()),
});

/** The sums of a run's ledger, and what its memory holds: equal for equal runs. */
export function sumsOf(run: HostRun): Readonly<Record<string, number>> {
  const view = hostView(run.host);
  const sums: Record<string, number> = { nowNs: view.nowNs, decisions: run.host.processors.decisions };
  for (const [mode, ns] of Object.entries(view.byMode)) sums[`cores.${mode}`] = ns;
  for (const { name, times, memory } of view.instances) {
    sums[`${name}.running`] = times.runningNs;
    sums[`${name}.waiting`] = times.waitingNs;
    sums[`${name}.pages`] = memory.anonPages + memory.filePages;
  }
  return sums;
}

export function runDocument(run: HostRun, timeline: Timeline<SavedRun, Order>): string {
  const { inputs, endNs } = timeline.export();
  // The sums are those of the present moment, so the document ends there.
  const past = inputs.filter(({ atNs }) => atNs <= run.nowNs);
  const document = {
    format: FORMAT,
    version: 1,
    scenario: run.scenario,
    inputs: past.map(({ atNs, input }) => ({ atNs, order: input })),
    endNs: Math.min(endNs, run.nowNs),
    sums: sumsOf(run),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

export interface RunDocument {
  readonly scenario: HostScenario;
  readonly timeline: TimelineDocument<Order>;
  /** @throws ImageError if the replayed run is not the one that was exported. */
  compare(run: HostRun): void;
}

const refuse = (where: string): ImageError =>
  new ImageError(
    "This is not a run of the lab that can be used",
    where,
    "Choose a file that the lab exported.",
  );

/** @throws ImageError naming the first wrong field. */
export function readRunDocument(text: string): RunDocument {
  if (text.length > LONGEST_TEXT) throw refuse(`longer than ${LONGEST_TEXT} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(`not a JSON document: ${(error as Error).message}`);
  }
  const read = shape.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw refuse(`${issue?.path.map(String).join(".") || "the document"}: ${issue?.message}`);
  }
  const { scenario, inputs, endNs, sums } = read.data;
  const known = readScenario(scenario);
  if (!known.ok) throw refuse(`scenario.${known.error}`);
  let latestNs = 0;
  const orders = inputs.map(({ atNs, order }, index) => {
    const one = readOrder(order);
    if (!one.ok) throw refuse(`inputs.${index}.order.${one.error}`);
    if (atNs < latestNs || atNs > endNs)
      throw refuse(`inputs.${index}.atNs: must be from ${latestNs} to ${endNs}`);
    latestNs = atNs;
    return { atNs, input: one.value };
  });
  return {
    scenario: known.value,
    timeline: { inputs: orders, endNs },
    compare(run) {
      const now = sumsOf(run);
      const other = Object.keys(sums).find((name) => sums[name] !== now[name]);
      if (other !== undefined)
        throw new ImageError(
          "The replay is not the run that was exported",
          `${other}: exported ${sums[other]}, replayed ${now[other] ?? "nothing"}`,
          "It was changed, or made by another version of the lab.",
        );
    },
  };
}
