/** Contents that are the top of a chain of images: writes go to the machine's own overlay, and each read knows who answered. */
import { createOverlay, type DiskLayer, OWN_LAYER, openOverlay } from "@/app/guest/chain/layers";
import { type ChainRecord, WRITTEN_BLOCK_BYTES } from "@/app/sim/run/chain-record";
import type { BlockImage } from "@/app/sim/storage/block-image";
import { readBytes } from "@/app/sim/storage/byte-file";
import { MemoryFile } from "@/app/sim/storage/memory-file";
import { requireSound } from "@/app/sim/storage/qcow2/check";
import { CHUNK_BYTES, checkOnDisk, type DiskChunk, type DiskContents, holdsAnything } from "./contents";

/** What of an image is saved beside its overlay's bytes. */
export interface ImageCounts {
  readonly fileBytes: number;
  /** By layer, the own one first. */
  readonly uses: readonly LayerUse[];
  readonly written: readonly number[];
}

interface LayerUse {
  readonly reads: number;
  readonly readBytes: number;
}

/** No overlay of such a disk takes more: its clusters, what may lie free among them, and tables. */
export const mostOverlayBytes = (sizeBytes: number): number => 2 * sizeBytes + 2 ** 21;

const answeredBy = ({ answered: { data, compressed, zero } }: BlockImage): number => data + compressed + zero;

/** The image and all that are below it. */
function chainOf(top: BlockImage): BlockImage[] {
  const images: BlockImage[] = [];
  for (let image: BlockImage | undefined = top; image !== undefined; image = image.backing)
    images.push(image);
  return images;
}

export class ImageContents implements DiskContents {
  private file = new MemoryFile();
  private images: readonly BlockImage[];
  private uses: LayerUse[];
  private written = new Set<number>();

  /**
   * An empty overlay on the layers.
   * @param layers from the bottom up; none for an image that stands alone
   * @throws StorageError if one of them is damaged
   */
  constructor(
    readonly sizeBytes: number,
    private readonly layers: readonly DiskLayer[],
  ) {
    createOverlay(this.file, layers, sizeBytes);
    this.images = chainOf(openOverlay(this.file, layers));
    this.uses = this.images.map(() => ({ reads: 0, readBytes: 0 }));
  }

  private get image(): BlockImage {
    return this.images[0]!;
  }

  read(offset: number, length: number): Uint8Array {
    const before = this.images.map(answeredBy);
    const bytes = this.peek(offset, length);
    this.images.forEach((image, depth) => {
      const readBytes = answeredBy(image) - before[depth]!;
      const use = this.uses[depth]!;
      if (readBytes > 0) this.uses[depth] = { reads: use.reads + 1, readBytes: use.readBytes + readBytes };
    });
    return bytes;
  }

  peek(offset: number, length: number): Uint8Array {
    checkOnDisk(this, offset, length);
    const bytes = new Uint8Array(length);
    this.image.read(offset, bytes);
    return bytes;
  }

  write(offset: number, bytes: Uint8Array): void {
    this.mark(offset, bytes.length);
    this.image.write(offset, bytes);
  }

  clear(offset: number, length: number): void {
    this.mark(offset, length);
    this.image.writeZeroes(offset, length);
  }

  private mark(offset: number, length: number): void {
    checkOnDisk(this, offset, length);
    const end = Math.ceil((offset + length) / WRITTEN_BLOCK_BYTES);
    for (let block = Math.floor(offset / WRITTEN_BLOCK_BYTES); block < end; block++) this.written.add(block);
  }

  flush(): void {
    this.image.flush();
  }

  /** The overlay as a .qcow2 file, with all that was written. */
  overlay(): Uint8Array {
    this.flush();
    return readBytes(this.file, 0, this.file.size);
  }

  record(): ChainRecord {
    const sizes = [this.file.size, ...this.layers.map(({ bytes }) => bytes.length).reverse()];
    const names = [OWN_LAYER, ...this.layers.map(({ name }) => name).reverse()];
    return {
      layers: this.uses
        .map((use, depth) => ({ name: names[depth]!, fileBytes: sizes[depth]!, ...use }))
        .reverse(),
      writtenBlocks: this.written.size,
    };
  }

  save(): DiskChunk[] {
    const file = this.overlay();
    const chunks: DiskChunk[] = [];
    for (let at = 0; at < file.length; at += CHUNK_BYTES) {
      const bytes = file.subarray(at, at + CHUNK_BYTES);
      if (holdsAnything(bytes)) chunks.push([at / CHUNK_BYTES, bytes]);
    }
    return chunks;
  }

  saveCounts(): ImageCounts {
    this.flush();
    return { fileBytes: this.file.size, uses: this.uses, written: [...this.written] };
  }

  prepare(chunks: readonly DiskChunk[], counts?: ImageCounts): () => void {
    if (counts === undefined || counts.uses.length !== this.images.length)
      throw new RangeError("the saved overlay is not of this chain");
    if (!(counts.fileBytes <= mostOverlayBytes(this.sizeBytes)))
      throw new RangeError("the saved overlay is larger than any of such a disk");
    const file = new MemoryFile();
    for (const [index, bytes] of chunks) file.write(index * CHUNK_BYTES, bytes);
    file.truncate(counts.fileBytes);
    const top = openOverlay(file, this.layers);
    const images = chainOf(top);
    if (images.length !== this.images.length || top.size !== this.sizeBytes)
      throw new RangeError("the saved overlay is not of this chain");
    requireSound(top);
    return () => {
      this.file = file;
      this.images = images;
      this.uses = [...counts.uses];
      this.written = new Set(counts.written);
    };
  }
}
