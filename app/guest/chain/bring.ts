/** An image that somebody brings in to be a layer: hostile until it was looked through. */
import { StorageError } from "@/app/sim/storage/errors";
import { requireSound } from "@/app/sim/storage/qcow2/check";
import { isQcow2, readHeader } from "@/app/sim/storage/qcow2/header";
import { openQcow2 } from "@/app/sim/storage/qcow2/image";
import { MOST_DISK_BYTES } from "@/app/sim/vmm/devices-schema";
import { ImageError } from "../images/store";
import type { DiskLayer } from "./layers";
import { SharedFile } from "./shared-file";

export const formatOf = (bytes: Uint8Array): DiskLayer["format"] =>
  isQcow2(new SharedFile(bytes)) ? "qcow2" : "raw";

/** @throws ImageError if a machine cannot begin on it */
export function openForCheck(layer: DiskLayer): void {
  try {
    const size = layer.format === "raw" ? layer.bytes.length : sizeOfSound(new SharedFile(layer.bytes));
    if (size > 0 && size <= MOST_DISK_BYTES) return;
    throw new StorageError(
      `a disk of ${size} bytes`,
      layer.name,
      `from 1 to ${MOST_DISK_BYTES} bytes can be a disk here`,
    );
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    throw new ImageError(`The image cannot be used: ${error.what}`, error.where, sentence(error.whatToDo));
  }
}

const sentence = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}.`;

function sizeOfSound(file: SharedFile): number {
  const { backingFile } = readHeader(file);
  if (backingFile !== undefined)
    throw new StorageError(
      `it is an overlay on ${JSON.stringify(backingFile.slice(0, 120))}, which is not here`,
      "its header",
      "make an image that stands alone: qemu-img convert -O qcow2",
    );
  const image = openQcow2(file);
  requireSound(image);
  return image.size;
}
