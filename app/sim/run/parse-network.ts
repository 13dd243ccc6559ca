/** Reads the part of a record that tells of a network. */
import { z } from "zod";
import { LONGEST_ANSWER, MOST_EXCHANGES } from "./network-record";

const count = z.number().int().nonnegative();
/** A container that has gone takes what it has sent along. */
const difference = z.number().int();
const frames = z.object({ frames: difference, bytes: difference });
const words = z.string().max(LONGEST_ANSWER);

const machine = z.object({
  answer: z
    .object({ script: words, stdout: words, stderr: words, status: z.number().int().exactOptional() })
    .exactOptional(),
  exits: z.record(z.string().max(40), z.object({ reads: count, writes: count })).exactOptional(),
  instructions: count.exactOptional(),
  calls: count.exactOptional(),
  sent: frames,
  received: frames,
  lost: count,
  bridged: frames.exactOptional(),
});

export const networkExchange = z.object({
  virtualNs: z.number().nonnegative(),
  machines: z
    .record(z.string().max(60), machine)
    .refine((machines) => Object.keys(machines).length <= 64, "at most 64 machines"),
  turns: count,
});

export const networkRun = z.object({
  setup: z.string().max(200),
  seed: z.number().int(),
  exchanges: z.array(networkExchange).max(MOST_EXCHANGES),
});
