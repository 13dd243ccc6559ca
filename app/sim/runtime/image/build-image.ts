/** From verified documents and blobs to an Image: the steps both archive formats share. */
import { compressionOf, decompress } from "./compression";
import { digestOf, parseDigest, verifyDigest } from "./digest";
import { ImageError, shown } from "./errors";
import type { Image, Layer } from "./image";
import type { ImageLimits } from "./limits";
import { isForeign, layerCompression } from "./media-types";
import { configSchema, type ImageConfig, type Platform, readDocument } from "./schemas";
import { readTar } from "./tar";

/** What reading one archive may still unfold, over all its images. Equal layers are read once. */
export class LayerReader {
  private readonly known = new Map<string, Layer>();
  private spent = 0;

  constructor(private readonly limits: ImageLimits) {}

  /**
   * A layer from its blob. The blob's own digest is the caller's to verify.
   * @param diffId what the configuration says the tar's digest is
   */
  read(blob: Uint8Array, mediaType: string, digest: string, diffId: string, where: string): Layer {
    const stored = parseDigest(digest, where);
    const wanted = parseDigest(diffId, `${where}: its diff_id`);
    const key = `${mediaType} ${digest} ${diffId}`;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    checkCompression(blob, mediaType, where);
    const { limits } = this;
    const tar = decompress(blob, where, Math.min(limits.layerBytes, limits.totalBytes - this.spent), limits);
    this.spent += tar.length;
    verifyDigest(tar, wanted, `${where} without compression (diff_id)`);
    const layer: Layer = {
      digest: stored,
      diffId: wanted,
      mediaType,
      size: blob.length,
      uncompressedSize: tar.length,
      blob,
      tar,
      entries: readTar(tar, where, limits.entries),
    };
    this.known.set(key, layer);
    return layer;
  }
}

function checkCompression(blob: Uint8Array, mediaType: string, where: string): void {
  if (isForeign(mediaType)) {
    throw new ImageError(
      where,
      `a foreign layer (${shown(mediaType)}), whose content is not in the archive`,
      "only images that carry all their layers can be read",
    );
  }
  const expected = layerCompression(mediaType);
  if (expected === undefined) {
    throw new ImageError(
      where,
      `unknown media type ${shown(mediaType)} for a layer`,
      "this may be an artifact other than a container image",
    );
  }
  const real = compressionOf(blob, where);
  if (expected !== "any" && real !== expected) {
    throw new ImageError(
      where,
      `its media type ${mediaType} says compression ${expected}, its bytes ${real}`,
    );
  }
}

export interface ImageParts {
  readonly references: readonly string[];
  readonly manifestBytes: Uint8Array;
  readonly manifestMediaType: string;
  readonly configBytes: Uint8Array;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
}

export function makeImage(parts: ImageParts): Image {
  const { config } = parts;
  const platform: Platform = { architecture: config.architecture, os: config.os };
  if (config.variant !== undefined) platform.variant = config.variant;
  return {
    id: digestOf(parts.configBytes),
    references: parts.references,
    manifestDigest: digestOf(parts.manifestBytes),
    manifestMediaType: parts.manifestMediaType,
    manifestBytes: parts.manifestBytes,
    config,
    configBytes: parts.configBytes,
    layers: parts.layers,
    platform,
  };
}

/** Reads a configuration and checks that it has a diff_id for every layer. */
export function readConfig(
  bytes: Uint8Array,
  layers: number,
  where: string,
  limits: ImageLimits,
): ImageConfig {
  const config = readDocument(configSchema, bytes, where, limits.jsonBytes);
  const ids = config.rootfs.diff_ids.length;
  if (ids !== layers) throw new ImageError(`${where}: rootfs.diff_ids`, `${ids} for ${layers} layers`);
  if (layers > limits.layers)
    throw new ImageError(where, `${layers} layers, over the ${limits.layers} of Docker's storage`);
  return config;
}
