/** The JSON documents of images, as OCI image-spec v1.1 and Docker's image manifest v2 schema 2 define them. */
import { z } from "zod";
import { ImageError } from "./errors";
import { parseJson } from "./json";
import { defaultLimits } from "./limits";

/** Go writes an empty slice or map as null; that is the same as absent. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null ? undefined : value), schema.optional());

const text = z.string();
const texts = z.array(text).max(10_000);
const map = z.record(text, text);
/** Names of machines and systems are shown as they are. */
const word = text.regex(/^[\w.-]{0,64}$/, "must be a word of letters, digits, dots and dashes");
const size = z.number().int().nonnegative();

const platformSchema = z.object({
  architecture: word,
  os: word,
  variant: optional(word),
  "os.version": optional(text),
  "os.features": optional(texts),
});
export type Platform = z.infer<typeof platformSchema>;

const descriptorSchema = z.object({
  mediaType: text,
  digest: text,
  size,
  urls: optional(texts),
  annotations: optional(map),
  platform: optional(platformSchema),
  artifactType: optional(text),
});
export type Descriptor = z.infer<typeof descriptorSchema>;

export const indexSchema = z.object({
  schemaVersion: z.literal(2),
  mediaType: optional(text),
  manifests: z.array(descriptorSchema),
  annotations: optional(map),
});
export type Index = z.infer<typeof indexSchema>;

export const manifestSchema = z.object({
  schemaVersion: z.literal(2),
  mediaType: optional(text),
  artifactType: optional(text),
  config: descriptorSchema,
  layers: z.array(descriptorSchema),
  annotations: optional(map),
});

export const layoutSchema = z.object({ imageLayoutVersion: text });

/** `manifest.json` of `docker save`: one member an image. */
export const dockerManifestSchema = z.array(
  z.object({
    Config: text,
    RepoTags: optional(texts),
    Layers: optional(texts),
  }),
);
export type DockerManifest = z.infer<typeof dockerManifestSchema>;

const healthcheckSchema = z.object({
  Test: optional(texts),
  /** Nanoseconds, as are the other times here. */
  Interval: optional(z.number()),
  Timeout: optional(z.number()),
  StartPeriod: optional(z.number()),
  StartInterval: optional(z.number()),
  Retries: optional(z.number()),
});

/** What a container of the image is started with; the field names are the specification's. */
const processSchema = z.object({
  User: optional(text),
  ExposedPorts: optional(z.record(text, z.unknown())),
  Env: optional(texts),
  Entrypoint: optional(texts),
  Cmd: optional(texts),
  Volumes: optional(z.record(text, z.unknown())),
  WorkingDir: optional(text),
  Labels: optional(map),
  StopSignal: optional(text),
  StopTimeout: optional(z.number()),
  Shell: optional(texts),
  OnBuild: optional(texts),
  Healthcheck: optional(healthcheckSchema),
  ArgsEscaped: optional(z.boolean()),
});
export type ImageProcess = z.infer<typeof processSchema>;

const historySchema = z.object({
  created: optional(text),
  created_by: optional(text),
  author: optional(text),
  comment: optional(text),
  empty_layer: optional(z.boolean()),
});
export type History = z.infer<typeof historySchema>;

/** An image's configuration (OCI image-spec config.md); strings are byte strings. */
export const configSchema = z.object({
  created: optional(text),
  author: optional(text),
  architecture: word,
  os: word,
  variant: optional(word),
  "os.version": optional(text),
  "os.features": optional(texts),
  config: optional(processSchema),
  rootfs: z.object({ type: z.literal("layers"), diff_ids: z.preprocess((ids) => ids ?? [], texts) }),
  history: optional(z.array(historySchema)),
});
export type ImageConfig = z.infer<typeof configSchema>;

/** Reads a JSON document of a known shape; an ImageError that names the field if it has another. */
export function readDocument<T>(
  schema: z.ZodType<T>,
  bytes: Uint8Array,
  where: string,
  maxBytes = defaultLimits.jsonBytes,
): T {
  const read = schema.safeParse(parseJson(bytes, where, maxBytes));
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const path = issue.path.map(String).join(".");
  throw new ImageError(path === "" ? where : `${where}: ${path}`, issue.message);
}
