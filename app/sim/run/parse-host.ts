/** The part of a record that is about a host. JSON leaves out what was undefined; here it comes back. */
import { z } from "zod";
import type { HostRecord } from "../host/record";
import { MODES, type Mode } from "../host/runnable";
import type {
  HostMemoryView,
  HostView,
  InstanceMemory,
  InstanceView,
  MergingView,
  RunMark,
} from "../host/view";
import { order } from "../scenario/schema";

const MOST_INSTANCES = 100_000;
const MOST_MARKS = 100_000;
const MOST_SAMPLES = 128;
const MOST_ORDERS = 100_000;

const name = z.string().max(200);
const count = z.number().int().nonnegative();
const time = z.number().nonnegative();
const limit = z.union([time, z.literal("max")], 'must be a number from 0, or "max"');

const latency = z.object({ count, meanNs: time, p50Ns: time, p99Ns: time, maxNs: time });
const byMode = z.partialRecord(z.enum(MODES), time);

const memory: z.ZodType<InstanceMemory> = z.object({
  anonPages: count,
  filePages: count,
  swapPages: count,
  sharedPages: count,
  privatePages: count,
  balloonPages: count,
  min: time,
  low: time,
  high: limit,
  max: limit,
  swapMax: limit,
  events: z.object({ low: count, high: count, max: count, oom: count, oomKill: count }),
  majorFaults: count,
  minorFaults: count,
});

const instance: z.ZodType<InstanceView> = z
  .object({
    name,
    kind: z.enum(["container", "vm", "pv"]),
    real: z.boolean(),
    state: z.enum(["created", "starting", "running", "paused", "stopped", "killed", "crashed"]),
    vcpus: count,
    weight: z.number().positive(),
    quotaNs: limit,
    periodNs: time,
    cpus: z.array(count).max(1024).optional(),
    times: z.object({ runningNs: time, waitingNs: time, throttledNs: time, sleepingNs: time }),
    byMode,
    exits: z.record(z.string().max(40), z.object({ count, ns: time })),
    periods: count,
    throttled: count,
    memory,
    progress: time.optional(),
    latency: latency.optional(),
    startedNs: time.optional(),
  })
  .transform(({ cpus, progress, latency, startedNs, ...rest }) => ({
    ...rest,
    cpus,
    progress,
    latency,
    startedNs,
  }));

const mark: z.ZodType<RunMark> = z.object({
  atNs: time,
  kind: z.enum(["input", "started", "stopped", "oom", "crash"]),
  text: z.string().max(2000),
  instance: name.exactOptional(),
});

const marks = z.array(mark).max(MOST_MARKS);

const hostMemory: z.ZodType<HostMemoryView> = z.object({
  frames: count,
  freeFrames: count,
  anonFrames: count,
  fileFrames: count,
  kernelFrames: count,
  mergedFrames: count,
  pagesSharing: count,
  swapPages: count,
});

const merging: z.ZodType<MergingView> = z.object({
  running: z.boolean(),
  pagesToScan: count,
  sleepMs: time,
  pagesShared: count,
  pagesSharing: count,
  pagesUnshared: count,
  pagesVolatile: z.number().int(),
  fullScans: count,
  zeroPages: count,
  profitBytes: z.number().int(),
  brokenShares: count,
  cpuNs: time,
});

const everyMode = z.object(
  Object.fromEntries(MODES.map((mode) => [mode, time])) as Record<Mode, typeof time>,
);

const view: z.ZodType<HostView> = z.object({
  nowNs: time,
  endNs: time,
  cores: count,
  policy: z.string().max(40),
  instances: z.array(instance).max(MOST_INSTANCES),
  byMode: everyMode,
  marks,
  memory: hostMemory,
  merging,
});

/** A host's record as JSON makes it. */
export const hostRecord: z.ZodType<HostRecord> = z.object({
  scenario: name,
  seed: z.number().int(),
  orders: z.array(z.object({ atMs: time, order })).max(MOST_ORDERS),
  marks,
  samples: z.array(z.object({ atMs: time, view })).max(MOST_SAMPLES),
});
