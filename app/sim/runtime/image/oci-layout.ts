/** The OCI image layout (image-spec image-layout.md): `oci-layout`, `index.json`, `blobs/sha256/…`. */
import type { ArchiveFiles } from "./archive-files";
import { type LayerReader, makeImage, readConfig } from "./build-image";
import { checkDigest, hexOf, parseDigest } from "./digest";
import { ImageError, shown } from "./errors";
import { type Image, platformName } from "./image";
import type { ImageLimits } from "./limits";
import { isConfig, isIndex, isManifest } from "./media-types";
import { referencesOf } from "./references";
import {
  type Descriptor,
  type Index,
  indexSchema,
  layoutSchema,
  manifestSchema,
  type Platform,
  readDocument,
} from "./schemas";

export const isLayout = (files: ArchiveFiles): boolean => files.has("oci-layout") || files.has("index.json");

/** A descriptor of the top index that leads to an image, with the names it gives it. */
interface Choice {
  readonly descriptor: Descriptor;
  readonly references: string[];
}

/**
 * The images of a layout, one for each entry of its index.
 * @param platforms the wanted ones, best first; an index with none of them gives its first image, as what an image is
 *   for is told when it is run
 */
export function readLayout(
  files: ArchiveFiles,
  layers: LayerReader,
  platforms: readonly Platform[],
  limits: ImageLimits,
): Image[] {
  const { where } = files;
  const version = readDocument(
    layoutSchema,
    files.get("oci-layout", "an OCI layout has"),
    `${where}: oci-layout`,
  );
  if (version.imageLayoutVersion !== "1.0.0") {
    throw new ImageError(
      `${where}: oci-layout`,
      `version ${shown(version.imageLayoutVersion)}, read is 1.0.0`,
    );
  }
  const top = readDocument(
    indexSchema,
    files.get("index.json", "an OCI layout has"),
    `${where}: index.json`,
    limits.jsonBytes,
  );
  const search: Search = { files, platforms, limits, left: limits.manifests, found: new Map() };
  const choices: Choice[] = [];
  for (const descriptor of top.manifests) {
    const chosen = choose(search, descriptor);
    if (chosen === undefined) continue;
    const references = referencesOf(descriptor.annotations, `${where}: index.json`);
    const same = choices.find((choice) => choice.descriptor.digest === chosen.digest);
    if (same === undefined) choices.push({ descriptor: chosen, references });
    else same.references.push(...references.filter((name) => !same.references.includes(name)));
  }
  return choices.map((choice) => readImage(files, choice, layers, limits));
}

function blob(files: ArchiveFiles, descriptor: Descriptor): readonly [Uint8Array, string] {
  const place = `${files.where}: ${shown(descriptor.digest).slice(1, -1)}`;
  const digest = parseDigest(descriptor.digest, files.where);
  const path = `blobs/sha256/${hexOf(digest)}`;
  if (!files.has(path) && (descriptor.urls?.length ?? 0) > 0) {
    throw new ImageError(
      place,
      "a blob that is kept elsewhere (urls) and not in the archive",
      "only whole images can be read",
    );
  }
  const bytes = files.get(path, "a descriptor names");
  if (bytes.length !== descriptor.size) {
    throw new ImageError(
      place,
      `${bytes.length} bytes, its descriptor says ${descriptor.size}`,
      "the archive is damaged or was changed; make it again",
    );
  }
  checkDigest(files.digest(bytes), digest, place);
  return [bytes, place];
}

interface Search {
  readonly files: ArchiveFiles;
  readonly platforms: readonly Platform[];
  readonly limits: ImageLimits;
  /** Manifests and indexes that may still be looked at. */
  left: number;
  /** Digest of an index to what was chosen from it. */
  readonly found: Map<string, Descriptor | undefined>;
}

/** Follows indexes, which cannot hold themselves as they are named by digest, to the manifest for the best platform; undefined for attestations and empty indexes. */
function choose(search: Search, descriptor: Descriptor): Descriptor | undefined {
  const { files, platforms, limits } = search;
  if (search.left-- <= 0) throw new ImageError(files.where, `more than ${limits.manifests} manifests`);
  if (isAttestation(descriptor)) return undefined;
  if (isManifest(descriptor.mediaType)) return descriptor;
  if (!isIndex(descriptor.mediaType)) {
    throw new ImageError(
      `${files.where}: ${shown(descriptor.digest)}`,
      `unknown media type ${shown(descriptor.mediaType)} for a manifest`,
      "this may be an artifact other than a container image",
    );
  }
  if (search.found.has(descriptor.digest)) return search.found.get(descriptor.digest);
  const [bytes, place] = blob(files, descriptor);
  const index: Index = readDocument(indexSchema, bytes, place, limits.jsonBytes);
  for (const candidate of inOrder(index.manifests, platforms)) {
    // A registry's index copied without all its platforms names manifests that are not there.
    if (index.manifests.length > 1 && !isPresent(files, candidate)) continue;
    const chosen = choose(search, candidate);
    if (chosen === undefined) continue;
    search.found.set(descriptor.digest, chosen);
    return chosen;
  }
  if (index.manifests.length === 0 || index.manifests.every(isAttestation)) return undefined;
  const there = index.manifests.map((each) =>
    each.platform === undefined ? "unknown" : platformName(each.platform),
  );
  throw new ImageError(
    place,
    `none of the index's manifests (${there.slice(0, 8).join(", ")}) is in the archive`,
  );
}

const isPresent = (files: ArchiveFiles, descriptor: Descriptor): boolean =>
  files.has(`blobs/${descriptor.digest.replace(":", "/")}`);

const isAttestation = (descriptor: Descriptor): boolean =>
  descriptor.annotations?.["vnd.docker.reference.type"] === "attestation-manifest";

function inOrder(manifests: readonly Descriptor[], platforms: readonly Platform[]): Descriptor[] {
  const rank = ({ platform }: Descriptor): number => {
    const found = platforms.findIndex((wanted) => platform !== undefined && matches(platform, wanted));
    return found < 0 ? platforms.length : found;
  };
  return [...manifests].sort((a, b) => rank(a) - rank(b));
}

const matches = (platform: Platform, wanted: Platform): boolean =>
  platform.os === wanted.os &&
  platform.architecture === wanted.architecture &&
  (wanted.variant === undefined || platform.variant === wanted.variant);

function readImage(files: ArchiveFiles, choice: Choice, reader: LayerReader, limits: ImageLimits): Image {
  const { descriptor, references } = choice;
  const [manifestBytes, place] = blob(files, descriptor);
  const manifest = readDocument(manifestSchema, manifestBytes, place, limits.jsonBytes);
  if (manifest.mediaType !== undefined && manifest.mediaType !== descriptor.mediaType) {
    throw new ImageError(
      place,
      `its media type is ${shown(manifest.mediaType)}, its descriptor says ${descriptor.mediaType}`,
    );
  }
  if (!isConfig(manifest.config.mediaType)) {
    throw new ImageError(
      `${place}: config`,
      `unknown media type ${shown(manifest.config.mediaType)}`,
      "this is an artifact other than a container image",
    );
  }
  const [configBytes, configPlace] = blob(files, manifest.config);
  const config = readConfig(configBytes, manifest.layers.length, configPlace, limits);
  const layers = manifest.layers.map((layer, i) => {
    const [bytes, layerPlace] = blob(files, layer);
    return reader.read(bytes, layer.mediaType, layer.digest, config.rootfs.diff_ids[i]!, layerPlace);
  });
  return makeImage({
    references,
    manifestBytes,
    manifestMediaType: descriptor.mediaType,
    configBytes,
    config,
    layers,
  });
}
