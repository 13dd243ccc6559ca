/** Reading a machine's devices out of a lesson or a record, as hostile input. */
import { z } from "zod";
import { PARTS } from "./devices";

/** What a layer of a disk can be called. */
export const LAYER_NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SECTOR_BYTES = 512;
/** No disk of a lesson or of a layer is larger. */
export const MOST_DISK_BYTES = 256 * 2 ** 20;
const MOST_SHARED_BYTES = 2 ** 20;

const disk = z.strictObject({
  interface: z.enum(PARTS.disk),
  medium: z.enum(PARTS.medium),
  sizeBytes: z.number().int().positive().max(MOST_DISK_BYTES).multipleOf(SECTOR_BYTES),
  chain: z.string().regex(LAYER_NAME).exactOptional(),
});

/** Where a machine differs from its track's. */
export const devicesSchema = z.strictObject({
  console: z.enum(PARTS.console).exactOptional(),
  net: z.enum(PARTS.net).exactOptional(),
  clock: z.enum(PARTS.clock).exactOptional(),
  disk: disk.exactOptional(),
  sharedMemory: z
    .strictObject({ sizeBytes: z.number().int().positive().max(MOST_SHARED_BYTES) })
    .exactOptional(),
});
