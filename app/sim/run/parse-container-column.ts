/** The part of a record that is about columns with a container. */
import { z } from "zod";
import { CONTAINER_PHASES, type ContainerStart } from "./record";

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();

const counters = {
  virtualNs: ms,
  idleNs: ms,
  instructions: z.object({ inside: count, outside: count }),
  calls: z
    .record(z.string().max(40), z.object({ inside: count, outside: count }))
    .refine((calls) => Object.keys(calls).length <= 1000, "at most 1000 kinds of calls"),
  switches: count,
  faults: count,
  privatePages: count,
  sharedPages: count,
};

const start = z.object({
  track: z.literal("container"),
  image: z.string().max(200),
  runtime: z.literal("docker"),
  seed: z.number().int(),
  memoryMiB: z.number().positive(),
  virtualMs: ms,
  phases: z
    .array(z.object({ name: z.enum(CONTAINER_PHASES), virtualMs: ms, runtimeMs: ms }))
    .max(CONTAINER_PHASES.length),
  ...counters,
}) satisfies z.ZodType<ContainerStart>;

export const containerStarts = z.array(start).max(100_000);

/** What such a column has beside the fields of any column. */
export const containerFields = {
  track: z.literal("container"),
  start: start.exactOptional(),
  counters: z.object(counters),
};
