/**
 * public/images/manifest.json: what guest images there are, where they come from, and how to know that they arrived whole.
 */
import * as z from "zod/mini";

// zod/mini: this is on the way to the first boot, and the whole of zod is a fifth of the page's code.

const count = z.int().check(z.positive());
const hexDigest = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const imageFileSchema = z.object({
  /** Relative to the manifest; the name carries the digest, so it can be cached for ever. */
  path: z.string().check(z.regex(/^[\w-]+\/[\w.-]+\.img$/)),
  /** Size and digest of the compressed file. */
  bytes: count,
  sha256: hexDigest,
  rawBytes: count,
  rawSha256: hexDigest,
  licence: z.string(),
});

const imageSchema = z.object({
  title: z.string(),
  description: z.string(),
  memoryMiB: z.int().check(z.gte(4), z.lte(1024)),
  /** The machines that it has drivers for; the first is the one it boots on unless another is asked for. */
  tracks: z.array(z.enum(["vm", "pv"])).check(z.minLength(1)),
  /** What ends its boot: a shell's prompt, or the mark of a program that has none. */
  ready: z.enum(["prompt", "mark"]),
  /** Whether it runs scripts for the lab (guests/programs/agent.c). */
  agent: z.boolean(),
  commandLine: z.object({ common: z.string(), vm: z.string(), pv: z.string() }),
  files: z.record(z.string(), imageFileSchema),
});

export const manifestSchema = z.object({
  schema: z.literal(1),
  images: z.record(z.string(), imageSchema),
  firmware: z.object({ seabios: imageFileSchema, vgabios: imageFileSchema }),
  /** Executables of Linux, to be handed to a guest that is up. */
  programs: z.optional(z.record(z.string(), imageFileSchema)),
  sources: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      package: z.nullable(z.string()),
      licence: z.string(),
      origin: z.string(),
    }),
  ),
  toolchain: z.array(z.string()),
  /** Of each group of images that is built from its own sources. */
  build: z.object({
    command: z.string(),
    sourcesSha256: z.object({ linux: hexDigest, small: hexDigest }),
  }),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ImageFile = z.infer<typeof imageFileSchema>;
export type Image = z.infer<typeof imageSchema>;
