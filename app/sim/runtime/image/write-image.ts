/** Writing images as archives. The same images give the same bytes, and `readImages` reads them back equal. */
import { bytesOf } from "./bytes";
import { hexOf } from "./digest";
import type { Image } from "./image";
import { formatJson } from "./json";
import { OCI_INDEX } from "./media-types";
import { isTagged } from "./references";
import type { TarEntry } from "./tar";
import { tarEntry, writeTar } from "./tar-write";

/** An OCI image layout as tar; every name of an image is an entry of its index. */
export function writeOciLayout(images: readonly Image[]): Uint8Array {
  return writeTar(sorted(layoutFiles(images)));
}

/** The archive `docker save` writes since Docker 25: an OCI layout with `manifest.json` and `repositories` beside it. */
export function writeDockerArchive(images: readonly Image[]): Uint8Array {
  const files = layoutFiles(images);
  files.set(
    "manifest.json",
    formatJson(
      images.map((image) => ({
        Config: blobPath(image.id),
        RepoTags: tagged(image),
        Layers: image.layers.map((layer) => blobPath(layer.digest)),
      })),
    ),
  );
  const repositories = repositoriesOf(images);
  if (Object.keys(repositories).length > 0) files.set("repositories", formatJson(repositories));
  return writeTar(sorted(files));
}

/** The names Docker can take; a name of an OCI layout may be less, and stays in the index alone. */
function tagged(image: Image): string[] | null {
  const tags = image.references.filter(isTagged);
  return tags.length === 0 ? null : tags;
}

const blobPath = (digest: Image["id"]): string => `blobs/sha256/${hexOf(digest)}`;

function layoutFiles(images: readonly Image[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  files.set("oci-layout", bytesOf('{"imageLayoutVersion":"1.0.0"}'));
  files.set(
    "index.json",
    formatJson({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: images.flatMap(descriptors) }),
  );
  for (const image of images) {
    files.set(blobPath(image.manifestDigest), image.manifestBytes);
    files.set(blobPath(image.id), image.configBytes);
    for (const layer of image.layers) files.set(blobPath(layer.digest), layer.blob);
  }
  return files;
}

function descriptors(image: Image) {
  const { architecture, os, variant } = image.platform;
  const descriptor = {
    mediaType: image.manifestMediaType,
    digest: image.manifestDigest,
    size: image.manifestBytes.length,
    platform: { architecture, os, variant },
  };
  if (image.references.length === 0) return [descriptor];
  return image.references.map((name) => ({
    ...descriptor,
    annotations: { "org.opencontainers.image.ref.name": name },
  }));
}

/** Name to tag to the top layer: what Docker before 1.10 read, and some tools still look for. */
function repositoriesOf(images: readonly Image[]): Record<string, Record<string, string>> {
  const repositories: Record<string, Record<string, string>> = {};
  for (const image of images) {
    const top = image.layers.at(-1);
    for (const reference of image.references) {
      const colon = reference.lastIndexOf(":");
      if (top === undefined || colon < 0 || reference.includes("@") || reference.indexOf("/", colon) >= 0)
        continue;
      const name = reference.slice(0, colon);
      repositories[name] = { ...repositories[name], [reference.slice(colon + 1)]: hexOf(top.digest) };
    }
  }
  return repositories;
}

/** Files in order of name behind the directories that hold them. */
function sorted(files: ReadonlyMap<string, Uint8Array>): TarEntry[] {
  const directories = ["blobs", "blobs/sha256"].map((path) => tarEntry({ path, type: "directory" }));
  const paths = [...files.keys()].sort();
  return [...directories, ...paths.map((path) => tarEntry({ path, type: "file", data: files.get(path)! }))];
}
