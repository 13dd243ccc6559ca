/**
 * Reads a record of a run that somebody brings in. It is hostile input: every field is checked, and nothing is taken over
 * from a document that has one wrong field.
 */

import { z } from "zod";
import { devicesSchema } from "../vmm/devices-schema";
import { chainRecord } from "./chain-record";
import { containerRun } from "./parse-container";
import { containerFields, containerStarts } from "./parse-container-column";
import { hostRecord } from "./parse-host";
import { networkExchange, networkRun } from "./parse-network";
import { pathRecord } from "./parse-path";
import { trialRecord, trialsRecord } from "./parse-trial";
import type { LabRun } from "./record";

const LONGEST_TEXT = 10_000_000;
const MOST_KEPT = 100;

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();
const exits = z.record(z.string().max(40), z.object({ reads: count, writes: count }));
const track = z.enum(["vm", "pv"]);

const boot = z.object({
  image: z.string().max(200),
  via: z.enum(["bios", "direct", "snapshot"]),
  track,
  seed: z.number().int(),
  memoryMiB: z.number().positive(),
  devices: devicesSchema.exactOptional(),
  virtualMs: ms,
  idleMs: ms,
  instructions: count,
  exits,
  phases: z
    .array(
      z.object({
        name: z.enum(["firmware", "loader", "decompression", "kernel", "init", "resume"]),
        virtualMs: ms,
        instructions: count,
      }),
    )
    .max(20),
  pagesTouched: count,
});

const answer = z.object({
  stdout: z.string(),
  status: z.number().int(),
  calls: count.exactOptional(),
  virtualNs: ms.exactOptional(),
  instructions: count.exactOptional(),
  exits: exits.exactOptional(),
  switches: count.exactOptional(),
  faults: count.exactOptional(),
  chain: chainRecord.exactOptional(),
});

/** Runs by the names under which they were kept. */
const keptUnderNames = <T extends z.ZodType>(kind: T) =>
  z
    .record(z.string().max(60), kind)
    .refine((kept) => Object.keys(kept).length <= MOST_KEPT, `at most ${MOST_KEPT} kept runs`)
    .exactOptional();

const column = {
  column: z.string().max(200),
  state: z.enum(["off", "loading", "booting", "running", "paused", "halted", "reset", "crashed"]),
  console: z.string().max(LONGEST_TEXT),
  probes: z.record(z.string().max(200), answer),
};

const guest = z.object({
  ...column,
  track,
  boot: boot.exactOptional(),
  restoredFrom: z.string().max(200).exactOptional(),
  snapshots: z.array(z.object({ id: z.string().max(200), atVirtualMs: ms, bytes: count })).max(10_000),
  virtualMs: ms,
  instructions: count,
  exits,
  chain: chainRecord.exactOptional(),
});

const labRun = z.object({
  version: z.literal(1),
  scenario: z.string().max(200),
  boots: z.array(boot).max(100_000),
  guests: z.array(guest).max(1_000),
  starts: containerStarts.exactOptional(),
  containers: z
    .array(z.object({ ...column, ...containerFields }))
    .max(1_000)
    .exactOptional(),
  host: hostRecord.exactOptional(),
  kept: keptUnderNames(hostRecord),
  container: containerRun.exactOptional(),
  keptContainers: keptUnderNames(containerRun),
  path: pathRecord.exactOptional(),
  keptPaths: keptUnderNames(pathRecord),
  trials: trialsRecord.exactOptional(),
  keptTrials: keptUnderNames(trialRecord),
  network: networkRun.exactOptional(),
  keptExchanges: keptUnderNames(networkExchange),
  answers: z.record(z.string().max(60), answer).exactOptional(),
});

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string };

/** The record, or one line that names the first wrong field and what is allowed there. Never throws. */
export function parseRun(text: string): Parsed<LabRun> {
  if (text.length > 10 * LONGEST_TEXT)
    return { ok: false, error: "the record is longer than any run of the lab" };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { ok: false, error: "not a JSON document" };
  }
  const result = labRun.safeParse(document);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  return { ok: false, error: `${issue?.path.join(".") || "the document"}: ${issue?.message}` };
}
