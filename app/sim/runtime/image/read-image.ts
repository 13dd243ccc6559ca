/** Reading the images of an archive that somebody brings: an OCI layout or a `docker save`, as tar, itself maybe compressed. */
import { ArchiveFiles } from "./archive-files";
import { LayerReader } from "./build-image";
import { decompress } from "./compression";
import { isDockerArchive, readDockerArchive, readDockerManifest } from "./docker-archive";
import { ImageError } from "./errors";
import type { Image } from "./image";
import { defaultLimits, type ImageLimits } from "./limits";
import { isLayout, readLayout } from "./oci-layout";
import { isTagged, repoTags } from "./references";
import type { Platform } from "./schemas";

export interface ReadOptions {
  /** How errors name the archive, such as its file name. */
  readonly name?: string;
  /** Wanted platforms, best first; the guest's machine unless given. */
  readonly platforms?: readonly Platform[];
  readonly limits?: Partial<ImageLimits>;
}

/** The lab's guest is an i386 machine; after it, what people most often have. */
const defaultPlatforms: readonly Platform[] = [
  { os: "linux", architecture: "386" },
  { os: "linux", architecture: "amd64" },
  { os: "linux", architecture: "arm64" },
];

/**
 * All images of the archive, each digest and size verified. Never an empty list.
 * @throws ImageError and nothing else, whatever the bytes are
 */
export function readImages(archive: Uint8Array, options: ReadOptions = {}): Image[] {
  const where = options.name ?? "the archive";
  const limits = { ...defaultLimits, ...options.limits };
  if (archive.length === 0) throw new ImageError(where, "an empty file");
  const files = new ArchiveFiles(decompress(archive, where, limits.archiveBytes, limits), where, limits);
  const layers = new LayerReader(limits);
  if (!isLayout(files) && !isDockerArchive(files)) {
    throw new ImageError(
      where,
      "neither an OCI image layout (oci-layout, index.json) nor a docker save archive (manifest.json)",
      files.has("repositories")
        ? "it was made by a Docker before 1.10; load it there and save it again"
        : "make one with docker save or skopeo copy … oci-archive:file.tar; docker export has no image",
    );
  }
  const images = files.has("oci-layout")
    ? withDockerTags(files, readLayout(files, layers, options.platforms ?? defaultPlatforms, limits), limits)
    : isDockerArchive(files)
      ? readDockerArchive(files, layers, limits)
      : readLayout(files, layers, options.platforms ?? defaultPlatforms, limits);
  if (images.length === 0) throw new ImageError(where, "an archive without images");
  return images;
}

/** Current Docker writes both formats into one archive; an index with tags alone has the full names in `manifest.json`. */
function withDockerTags(files: ArchiveFiles, images: Image[], limits: ImageLimits): Image[] {
  if (!isDockerArchive(files)) return images;
  const tags = new Map<string, string[]>();
  for (const member of readDockerManifest(files, limits)) {
    const id = files.digest(files.get(member.Config, "manifest.json names as the configuration"));
    tags.set(id, [...(tags.get(id) ?? []), ...repoTags(member.RepoTags, `${files.where}: manifest.json`)]);
  }
  return images.map((image) => {
    const names = tags.get(image.id);
    if (names === undefined || names.length === 0 || image.references.some(isTagged)) return image;
    return { ...image, references: [...new Set(names)] };
  });
}
