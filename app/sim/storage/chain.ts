/** Layers of a disk: opening an image with everything below it, and saying which layer answers for a place. */
import { shown } from "../runtime/image/errors";
import type { BlockImage, Holding } from "./block-image";
import type { ByteFile } from "./byte-file";
import { StorageError } from "./errors";
import { isQcow2, readHeader } from "./qcow2/header";
import { openQcow2 } from "./qcow2/image";
import { RawImage } from "./raw";

export type Format = "raw" | "qcow2";

export interface LayerFile {
  /** The same for the same file, however it was named: loops are found by it. */
  readonly id: string;
  readonly file: ByteFile;
}

/**
 * Finds the file that an image names as its backing file. The name comes out of an image, so it is hostile: the resolver says
 * what may be opened. @param name a byte string. @throws StorageError if there is none or it may not be opened
 */
export type ResolveBacking = (name: string, from: LayerFile, writable: boolean) => LayerFile;

export interface ChainOptions {
  /** Of the top; looked for in the file if not given. */
  readonly format?: Format | undefined;
  readonly writable?: boolean;
  /** The layer below the top is opened for writing too, to be committed to. */
  readonly writableBelow?: boolean;
  /** Only the top is opened, for work on its tables; it must not be written to as a disk. */
  readonly alone?: boolean;
  /** See `OpenOptions`; of the top. */
  readonly forRepair?: boolean;
  readonly resolve: ResolveBacking;
  /** For each layer; see `OpenOptions`. */
  readonly cacheBytes?: number;
}

/** Reading goes down layer by layer; more would take too much of the stack. */
const MAX_LAYERS = 2000;

interface Layer {
  readonly layer: LayerFile;
  readonly format: Format;
}

/** @throws StorageError if a layer cannot be opened, or the chain returns to a layer that it has already */
export function openChain(top: LayerFile, options: ChainOptions): BlockImage {
  const layers = layersOf(top, options);
  let below: BlockImage | undefined;
  for (let depth = layers.length - 1; depth >= 0; depth--) {
    const { layer, format } = layers[depth]!;
    const writable = depth === 0 ? options.writable : depth === 1 && options.writableBelow;
    const { cacheBytes } = options;
    below = within(layer, () =>
      format === "raw"
        ? new RawImage(layer.file)
        : openQcow2(layer.file, {
            writable: writable === true,
            forRepair: depth === 0 && options.forRepair === true,
            backing: below,
            ...(cacheBytes === undefined ? {} : { cacheBytes }),
          }),
    );
  }
  return below!;
}

function layersOf(top: LayerFile, options: ChainOptions): Layer[] {
  const layers: Layer[] = [];
  const seen = new Set<string>();
  let next: LayerFile | undefined = top;
  let wanted: string | undefined = options.format;
  while (next !== undefined) {
    const layer: LayerFile = next;
    if (seen.has(layer.id)) {
      const what = "the chain comes back to a layer that it has already";
      throw new StorageError(what, layer.id, "give one of its images another backing file: rebase -u");
    }
    if (layers.length === MAX_LAYERS)
      throw new StorageError(
        `more than ${MAX_LAYERS} layers`,
        layer.id,
        "commit or convert some of them first",
      );
    seen.add(layer.id);
    const format = formatOf(layer, wanted);
    layers.push({ layer, format });
    if (format === "raw" || options.alone) break;
    const { backingFile, backingFormat } = within(layer, () => readHeader(layer.file));
    wanted = backingFormat;
    const writable = options.writableBelow === true && layers.length === 1;
    next = backingFile === undefined ? undefined : options.resolve(backingFile, layer, writable);
  }
  return layers;
}

function formatOf(layer: LayerFile, wanted: string | undefined): Format {
  if (wanted === "raw" || wanted === "qcow2") return wanted;
  if (wanted === undefined) return isQcow2(layer.file) ? "qcow2" : "raw";
  throw new StorageError(
    `the format ${shown(wanted)}`,
    layer.id,
    "raw and qcow2 are read here; convert it first: qemu-img convert -O qcow2",
  );
}

/** Errors of a layer say which one it is. */
function within<T>(layer: LayerFile, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new StorageError(error.what, `${layer.id}: ${error.where}`, error.whatToDo);
  }
}

/** What answers for a run of bytes. */
export interface Answer {
  readonly length: number;
  /** Layers above the one that answers; the last one, if none does. */
  readonly depth: number;
  readonly holding: Holding;
  /** In the file of the layer that answers. */
  readonly fileOffset?: number;
}

/** Which layer answers for the disk from `offset` on, for a run of at most `maxLength` bytes that are all answered alike. */
export function answerAt(image: BlockImage, offset: number, maxLength: number): Answer {
  let length = maxLength;
  let layer = image;
  for (let depth = 0; ; depth++) {
    const extent = layer.extent(offset, Math.min(length, layer.size - offset));
    length = extent.length;
    const below = layer.backing;
    if (extent.holding !== "unallocated" || below === undefined || offset >= below.size)
      return { ...extent, length, depth };
    layer = below;
  }
}

export interface Mapped extends Answer {
  readonly start: number;
}

/** Asked about at first; see `answersOf`. */
const LEAST_ASKED = 2 ** 20;

/**
 * The disk from `from` on, in runs that are answered alike. Each question is about twice as much as the last one as long as the
 * answers are that long, so that neither a large empty disk nor one in small pieces takes long.
 */
export function* answersOf(image: BlockImage, from = 0): Generator<Mapped> {
  let most = LEAST_ASKED;
  for (let start = from; start < image.size; ) {
    const asked = Math.min(most, image.size - start);
    const answer = answerAt(image, start, asked);
    yield { ...answer, start };
    start += answer.length;
    most = answer.length === asked ? most * 2 : LEAST_ASKED;
  }
}

/** The whole disk in runs that are answered alike and lie together in their layer's file, each as long as it can be. */
export function* mapOf(image: BlockImage): Generator<Mapped> {
  let run: Mapped | undefined;
  for (const next of answersOf(image)) {
    if (run !== undefined && continues(run, next)) run = { ...run, length: run.length + next.length };
    else {
      if (run !== undefined) yield run;
      run = next;
    }
  }
  if (run !== undefined) yield run;
}

function continues(run: Mapped, next: Mapped): boolean {
  if (run.depth !== next.depth || run.holding !== next.holding) return false;
  if (run.fileOffset === undefined) return next.fileOffset === undefined;
  return next.fileOffset === run.fileOffset + run.length;
}
