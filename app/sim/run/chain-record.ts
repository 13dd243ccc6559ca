/** The part of a record that is about disks in layers. */
import { z } from "zod";

/** One layer of a guest's disk, and what it has answered since power-on. */
export interface LayerRecord {
  readonly name: string;
  /** What its file takes on the host. */
  readonly fileBytes: number;
  /** Reads of the guest that it answered, at least in part. */
  readonly reads: number;
  readonly readBytes: number;
}

export interface ChainRecord {
  /** From the bottom up. The last one is the machine's own overlay; the others are shared and only read. */
  readonly layers: readonly LayerRecord[];
  /** Blocks of 4 KiB that the guest has written to: what a copy that shares extents would have to part. */
  readonly writtenBlocks: number;
}

export const WRITTEN_BLOCK_BYTES = 4096;

const count = z.number().int().nonnegative();

export const chainRecord = z.object({
  layers: z
    .array(z.object({ name: z.string().max(60), fileBytes: count, reads: count, readBytes: count }))
    .min(1)
    .max(2000),
  writtenBlocks: count,
}) satisfies z.ZodType<ChainRecord>;
