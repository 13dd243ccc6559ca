/** Images of the machine's file system, with the layers below them. */
import { dirname, resolve } from "node:path";
import type { BlockImage } from "@/app/sim/storage/block-image";
import { type Format, type LayerFile, openChain } from "@/app/sim/storage/chain";
import { StorageError } from "@/app/sim/storage/errors";
import type { Qcow2Image } from "@/app/sim/storage/qcow2/image";
import { UsageError } from "../options";
import { canonical, NodeFile } from "./node-file";

/** Names stand in images as bytes; here they are text. */
export const toText = (name: string): string => Buffer.from(name, "latin1").toString("utf8");
export const toByteString = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Where the file is that an image names: beside the image, unless the name is absolute. */
export function backingPath(name: string, imagePath: string): string {
  const text = toText(name);
  const plain = text.startsWith("file:") ? text.slice("file:".length) : text;
  if (/^[a-z][a-z0-9+.-]*:/i.test(plain) || plain.includes("\0")) {
    throw new StorageError(
      `the backing file ${JSON.stringify(text)} is not a plain file name`,
      imagePath,
      "name a file instead: rebase -u -b",
    );
  }
  return resolve(dirname(imagePath), plain);
}

/** An image that is open, and the files that it holds open. */
export interface Opened {
  readonly image: BlockImage;
  /** Of the top first. */
  readonly files: readonly NodeFile[];
  close(): void;
}

export interface OpenOptions {
  readonly format?: Format | undefined;
  readonly writable?: boolean;
  readonly writableBelow?: boolean;
  /** Read nothing below the top. */
  readonly alone?: boolean;
  /** For writing, as damaged as it is. */
  readonly forRepair?: boolean;
}

/** @throws UsageError if there is no file, StorageError if it is not an image that can be opened so */
export function openImage(path: string, options: OpenOptions = {}): Opened {
  const files: NodeFile[] = [];
  const layer = (at: string, writable: boolean): LayerFile => {
    const file = new NodeFile(canonical(at), writable ? "write" : "read");
    files.push(file);
    return { id: file.path, file };
  };
  const closeFiles = () => {
    for (const file of files) file.close();
  };
  try {
    const image = openChain(layer(path, options.writable === true || options.forRepair === true), {
      ...options,
      resolve: (name, from, writable) => layer(backingPath(name, from.id), writable),
    });
    return {
      image,
      files,
      close() {
        image.close();
        closeFiles();
      },
    };
  } catch (error) {
    closeFiles();
    throw error;
  }
}

/** Opens, does, closes; without leaving a half done file open if it fails. */
export function withImage<T>(path: string, options: OpenOptions, action: (opened: Opened) => T): T {
  const opened = openImage(path, options);
  try {
    const result = action(opened);
    opened.image.close();
    return result;
  } finally {
    for (const file of opened.files) file.close();
  }
}

/** @throws UsageError for a raw image */
export function asQcow2(image: BlockImage, path: string): Qcow2Image {
  if (image.format === "qcow2") return image as Qcow2Image;
  throw new UsageError(`${path}: a raw image; this needs a qcow2 one`);
}
