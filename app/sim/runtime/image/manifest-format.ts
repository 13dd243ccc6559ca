/** The OCI manifest of an image whose manifest does not come with it. */
import { digestOf } from "./digest";
import type { Layer } from "./image";
import { formatJson } from "./json";
import { OCI_CONFIG, OCI_MANIFEST } from "./media-types";

export function formatManifest(configBytes: Uint8Array, layers: readonly Layer[]): Uint8Array {
  return formatJson({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: OCI_CONFIG, digest: digestOf(configBytes), size: configBytes.length },
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
  });
}
