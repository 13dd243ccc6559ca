/** Layers below a machine's own overlay: image files that many machines read and none writes. */
import type { BlockImage } from "@/app/sim/storage/block-image";
import type { ByteFile } from "@/app/sim/storage/byte-file";
import { type Format, openChain } from "@/app/sim/storage/chain";
import { StorageError } from "@/app/sim/storage/errors";
import { createQcow2 } from "@/app/sim/storage/qcow2/create";
import type { Qcow2Image } from "@/app/sim/storage/qcow2/image";
import { SharedFile } from "./shared-file";

/** A layer as it is handed to a machine. Its bytes are shared, never written. */
export interface DiskLayer {
  /** What the layer above calls its backing file. */
  readonly name: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
}

/** Of an overlay that the lab makes: qemu-img's own default. */
const CLUSTER_BYTES = 65536;

/** What the machine's own layer is called. */
export const OWN_LAYER = "own";

/** Makes an overlay, in an empty file, on the last of the layers. @param sizeBytes of the disk */
export function createOverlay(file: ByteFile, layers: readonly DiskLayer[], sizeBytes: number): void {
  const below = layers.at(-1);
  createQcow2(file, {
    size: sizeBytes,
    clusterBytes: CLUSTER_BYTES,
    ...(below === undefined ? {} : { backingFile: below.name, backingFormat: below.format }),
  });
}

/**
 * Opens an overlay, for writing, on its layers. A layer finds what is below it among the others by name, and nothing else.
 * @param layers from the bottom up
 * @throws StorageError if one is damaged, or names a backing file that is none of them
 */
export function openOverlay(file: ByteFile, layers: readonly DiskLayer[]): Qcow2Image {
  const image = openChain(
    { id: OWN_LAYER, file },
    { format: "qcow2", writable: true, resolve: resolverOf(layers) },
  );
  return image as Qcow2Image;
}

/** Opens the last layer alone, for reading. @throws as `openOverlay` */
export function openLayers(layers: readonly DiskLayer[]): BlockImage {
  const top = layers.at(-1)!;
  return openChain(
    { id: top.name, file: new SharedFile(top.bytes) },
    { format: top.format, resolve: resolverOf(layers.slice(0, -1)) },
  );
}

const resolverOf = (layers: readonly DiskLayer[]) => (name: string, from: { readonly id: string }) => {
  const layer = layers.find((one) => one.name === name);
  if (layer !== undefined) return { id: layer.name, file: new SharedFile(layer.bytes) };
  throw new StorageError(
    `its backing file ${JSON.stringify(name.slice(0, 120))} is not among the layers here`,
    from.id,
    "make an image that stands alone: qemu-img convert -O qcow2",
  );
};
