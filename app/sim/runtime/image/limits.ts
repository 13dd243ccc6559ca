/** How much of a hostile image is read before it is refused. */
const MIB = 1024 * 1024;

export interface ImageLimits {
  /** Bytes of the archive once its own compression is undone. */
  readonly archiveBytes: number;
  /** Bytes of one layer's tar once its compression is undone. */
  readonly layerBytes: number;
  /** Bytes of all layers' tars of all images in the archive. */
  readonly totalBytes: number;
  /** Uncompressed bytes for one compressed byte; looked at only above `ratioFromBytes` of output. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
  /** Entries of one tar. */
  readonly entries: number;
  /** Layers of one image. Docker's own storage drivers stop at 125 to 128. */
  readonly layers: number;
  /** Images in one archive, and manifests in all its indexes together. */
  readonly manifests: number;
  /** Bytes of one JSON document; large ones have some ten thousand. */
  readonly jsonBytes: number;
}

export const defaultLimits: ImageLimits = {
  archiveBytes: 512 * MIB,
  layerBytes: 512 * MIB,
  totalBytes: 1024 * MIB,
  ratio: 250,
  ratioFromBytes: 64 * MIB,
  entries: 200_000,
  layers: 127,
  manifests: 64,
  jsonBytes: MIB,
};
