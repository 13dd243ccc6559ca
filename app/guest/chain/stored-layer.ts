/** A layer that machines can begin on, and what it lies on. */
import { type DiskLayer, openLayers } from "./layers";

/** A layer, and what it lies on: that one, whatever is later put under its name. */
export interface StoredLayer {
  readonly name: string;
  readonly layer: DiskLayer;
  readonly below: StoredLayer | undefined;
  /** Of the disk, as a guest sees it. */
  readonly sizeBytes: number;
}

const SECTOR_BYTES = 512;

/** @throws StorageError if it cannot be read on what is below it */
export function storedLayer(name: string, layer: DiskLayer, below: StoredLayer | undefined): StoredLayer {
  const shared = { ...layer, bytes: sharedBytes(layer.bytes) };
  const { size } = openLayers([...layersOf(below), shared]);
  return { name, layer: shared, below, sizeBytes: Math.ceil(size / SECTOR_BYTES) * SECTOR_BYTES };
}

/** The layer with all below it, from the bottom up. */
export function layersOf(top: StoredLayer | undefined): DiskLayer[] {
  const layers: DiskLayer[] = [];
  for (let at = top; at !== undefined; at = at.below) layers.unshift(at.layer);
  return layers;
}

/** Bytes that the machines' workers need no copies of, where the page may share memory with them. */
function sharedBytes(bytes: Uint8Array): Uint8Array {
  if (globalThis.crossOriginIsolated !== true || bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
