/** A container image that was read and verified, or made here. */
import type { Digest } from "./digest";
import type { ImageConfig, Platform } from "./schemas";
import type { TarEntry } from "./tar";

export interface Layer {
  /** Of the blob as stored. */
  readonly digest: Digest;
  /** Of the tar without compression. */
  readonly diffId: Digest;
  readonly mediaType: string;
  /** Bytes of the blob. */
  readonly size: number;
  /** Bytes of the tar. */
  readonly uncompressedSize: number;
  readonly blob: Uint8Array;
  /** The same array as `blob` if that is not compressed. */
  readonly tar: Uint8Array;
  readonly entries: readonly TarEntry[];
}

export interface Image {
  /** The digest of the configuration: what Docker calls the image ID. */
  readonly id: Digest;
  /** Names as Docker shows them: `busybox:latest`; none for an image without a name. */
  readonly references: readonly string[];
  readonly manifestDigest: Digest;
  readonly manifestMediaType: string;
  readonly manifestBytes: Uint8Array;
  readonly config: ImageConfig;
  readonly configBytes: Uint8Array;
  /** From the bottom up. */
  readonly layers: readonly Layer[];
  readonly platform: Platform;
}

/** Bytes of all layers without compression: what `docker images` calls the size. */
export const imageSize = (image: Image): number =>
  image.layers.reduce(
    (sum, layer) => sum + layer.entries.reduce((bytes, entry) => bytes + entry.data.length, 0),
    0,
  );

/** `linux/386`, `linux/arm/v7`. */
export const platformName = (platform: Platform): string =>
  [platform.os, platform.architecture, platform.variant]
    .filter((part) => part !== undefined && part !== "")
    .join("/");
