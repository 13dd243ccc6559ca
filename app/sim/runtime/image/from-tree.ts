/** Making images here: from files in memory, and from layers that a build or a commit made. */
import { makeImage } from "./build-image";
import { digestOf } from "./digest";
import type { Image, Layer } from "./image";
import { formatJson } from "./json";
import { diffLayer } from "./layer-diff";
import { formatManifest } from "./manifest-format";
import { OCI_LAYER, OCI_MANIFEST } from "./media-types";
import type { History, ImageConfig, ImageProcess, Platform } from "./schemas";
import { readTar } from "./tar";
import { type NewEntry, tarEntry } from "./tar-write";

/** A layer, uncompressed, of a tar such as `diffLayer` gives. */
export function layerOfTar(tar: Uint8Array, where = "the layer"): Layer {
  const digest = digestOf(tar);
  return {
    digest,
    diffId: digest,
    mediaType: OCI_LAYER,
    size: tar.length,
    uncompressedSize: tar.length,
    blob: tar,
    tar,
    entries: readTar(tar, where),
  };
}

export interface NewImage {
  readonly references: readonly string[];
  /** From the bottom up; may be those of another image with more on top. */
  readonly layers: readonly Layer[];
  readonly process: ImageProcess;
  readonly platform: Platform;
  /** RFC 3339, such as `2024-01-01T00:00:00Z`. */
  readonly created: string;
  readonly history?: readonly History[];
  readonly author?: string;
}

/** An OCI image: its configuration and manifest are made here, its layers are taken as they are. */
export function imageOf(made: NewImage): Image {
  const config: ImageConfig = {
    created: made.created,
    ...(made.author === undefined ? {} : { author: made.author }),
    architecture: made.platform.architecture,
    os: made.platform.os,
    ...(made.platform.variant === undefined ? {} : { variant: made.platform.variant }),
    config: made.process,
    rootfs: { type: "layers", diff_ids: made.layers.map((layer) => layer.diffId) },
    ...(made.history === undefined ? {} : { history: [...made.history] }),
  };
  const configBytes = formatJson(config);
  return makeImage({
    references: made.references,
    manifestBytes: formatManifest(configBytes, made.layers),
    manifestMediaType: OCI_MANIFEST,
    configBytes,
    config,
    layers: made.layers,
  });
}

export interface TreeImage extends Omit<NewImage, "layers"> {
  /** What the image's one layer holds; parents that are missing are made. */
  readonly files: readonly NewEntry[];
}

/** An image of one layer that holds these files. */
export function imageFromTree(tree: TreeImage): Image {
  const changes = withParents(tree.files).map((file) => ({ kind: "set" as const, entry: tarEntry(file) }));
  const { files: _, ...made } = tree;
  return imageOf({ ...made, layers: [layerOfTar(diffLayer(changes))] });
}

function withParents(files: readonly NewEntry[]): NewEntry[] {
  const there = new Map<string, NewEntry>();
  for (const file of files) {
    const parts = file.path.split("/").filter((part) => part !== "" && part !== ".");
    for (let i = 1; i < parts.length; i++) {
      const path = parts.slice(0, i).join("/");
      if (!there.has(path)) there.set(path, { path, type: "directory" });
    }
    there.set(parts.join("/"), file);
  }
  return [...there.values()];
}
