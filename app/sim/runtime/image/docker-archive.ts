/** The archives of `docker save`: `manifest.json`, configurations and layer tars. */
import type { ArchiveFiles } from "./archive-files";
import { type LayerReader, makeImage, readConfig } from "./build-image";
import { compressionOf } from "./compression";
import { checkDigest } from "./digest";
import { ImageError, shown } from "./errors";
import type { Image, Layer } from "./image";
import type { ImageLimits } from "./limits";
import { formatManifest } from "./manifest-format";
import { OCI_LAYER, OCI_MANIFEST } from "./media-types";
import { repoTags } from "./references";
import { type DockerManifest, dockerManifestSchema, readDocument } from "./schemas";

export const isDockerArchive = (files: ArchiveFiles): boolean => files.has("manifest.json");

/** The images of the archive, in order. Docker's manifest is not kept in it; an OCI manifest is made instead. */
export function readDockerArchive(files: ArchiveFiles, layers: LayerReader, limits: ImageLimits): Image[] {
  return readDockerManifest(files, limits).map((member, i) => {
    const where = `${files.where}: manifest.json, image ${i + 1}`;
    const configBytes = files.get(member.Config, "manifest.json names as the configuration");
    checkName(files, member.Config, configBytes, where);
    const paths = member.Layers ?? [];
    const config = readConfig(configBytes, paths.length, `${files.where}: ${member.Config}`, limits);
    const read = paths.map((path, n): Layer => {
      const bytes = files.get(path, "manifest.json names as a layer");
      const place = `${files.where}: ${path}`;
      checkName(files, path, bytes, place);
      const compression = compressionOf(bytes, place);
      const mediaType = compression === "none" ? OCI_LAYER : `${OCI_LAYER}+${compression}`;
      return layers.read(bytes, mediaType, files.digest(bytes), config.rootfs.diff_ids[n]!, place);
    });
    const manifestBytes = formatManifest(configBytes, read);
    return makeImage({
      references: repoTags(member.RepoTags, where),
      manifestBytes,
      manifestMediaType: OCI_MANIFEST,
      configBytes,
      config,
      layers: read,
    });
  });
}

export function readDockerManifest(files: ArchiveFiles, limits: ImageLimits): DockerManifest {
  const place = `${files.where}: manifest.json`;
  const bytes = files.get("manifest.json", "an archive of docker save has");
  const manifest = readDocument(dockerManifestSchema, bytes, place, limits.jsonBytes);
  if (manifest.length > limits.manifests)
    throw new ImageError(place, `${manifest.length} images, over ${limits.manifests}`);
  return manifest;
}

/** Files named by a digest (`<hex>.json`, `blobs/sha256/<hex>`) must have it. */
function checkName(files: ArchiveFiles, path: string, bytes: Uint8Array, where: string): void {
  const hex = /^(?:blobs\/sha256\/([0-9a-f]{64})|([0-9a-f]{64})\.(?:json|tar))$/.exec(path);
  const digest = hex?.[1] ?? hex?.[2];
  if (digest !== undefined) checkDigest(files.digest(bytes), `sha256:${digest}`, `${where}: ${shown(path)}`);
}
