/**
 * public/images/manifest.json: what guest images there are, where they come from, and how to know that they arrived whole.
 */
import { z } from "zod";

const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);

export const imageFileSchema = z.object({
  path: z
    .string()
    .regex(/^[\w-]+\/[\w.-]+\.img$/)
    .describe("relative to the manifest; the name carries the digest, so it can be cached for ever"),
  bytes: z.number().int().positive().describe("size of the compressed file"),
  sha256: hexDigest.describe("of the compressed file"),
  rawBytes: z.number().int().positive(),
  rawSha256: hexDigest,
  licence: z.string(),
});

export const imageSchema = z.object({
  title: z.string(),
  description: z.string(),
  memoryMiB: z.number().int().min(4).max(1024),
  commandLine: z.object({ common: z.string(), vm: z.string(), pv: z.string() }),
  files: z.record(z.string(), imageFileSchema),
});

export const manifestSchema = z.object({
  schema: z.literal(1),
  images: z.record(z.string(), imageSchema),
  firmware: z.object({ seabios: imageFileSchema, vgabios: imageFileSchema }),
  sources: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      package: z.string(),
      licence: z.string(),
      origin: z.string(),
    }),
  ),
  toolchain: z.array(z.string()),
  build: z.object({ command: z.string(), sourcesSha256: hexDigest }),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ImageFile = z.infer<typeof imageFileSchema>;
export type Image = z.infer<typeof imageSchema>;
