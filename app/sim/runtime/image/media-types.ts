/** Media types of indexes, manifests, configurations and layers: OCI's and Docker's. */

export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
export const OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

const DOCKER = "application/vnd.docker";
const INDEXES = [OCI_INDEX, `${DOCKER}.distribution.manifest.list.v2+json`];
const MANIFESTS = [OCI_MANIFEST, `${DOCKER}.distribution.manifest.v2+json`];
const CONFIGS = [OCI_CONFIG, `${DOCKER}.container.image.v1+json`];

/** Media type to what the layer's bytes must be compressed with; Docker's types do not tell tar from tar+gzip apart. */
const LAYERS: Readonly<Record<string, "none" | "gzip" | "zstd" | "any">> = {
  [OCI_LAYER]: "none",
  [`${OCI_LAYER}+gzip`]: "gzip",
  [`${OCI_LAYER}+zstd`]: "zstd",
  [`${DOCKER}.image.rootfs.diff.tar`]: "none",
  [`${DOCKER}.image.rootfs.diff.tar.gzip`]: "any",
  [`${DOCKER}.image.rootfs.diff.tar.zstd`]: "zstd",
};

export const isIndex = (type: string): boolean => INDEXES.includes(type);
export const isManifest = (type: string): boolean => MANIFESTS.includes(type);
export const isConfig = (type: string): boolean => CONFIGS.includes(type);

/** What a layer of this type is compressed with; undefined if it is no type of layer. */
export const layerCompression = (type: string): "none" | "gzip" | "zstd" | "any" | undefined => LAYERS[type];

/** Layers that are fetched from somewhere else (Windows base layers, nondistributable ones). */
export const isForeign = (type: string): boolean =>
  type.includes("nondistributable") || type.startsWith(`${DOCKER}.image.rootfs.foreign`);
