/** `lab qcow2 convert` */

import { existsSync } from "node:fs";
import type { BlockImage } from "@/app/sim/storage/block-image";
import { copyDisk } from "@/app/sim/storage/copy";
import { createQcow2 } from "@/app/sim/storage/qcow2/create";
import { openQcow2, Qcow2Image } from "@/app/sim/storage/qcow2/image";
import { headerAtSnapshot } from "@/app/sim/storage/qcow2/snapshots";
import { RawImage } from "@/app/sim/storage/raw";
import { readOptions, UsageError } from "../options";
import { type Command, formatOption, positionalsOf } from "./command";
import { asQcow2, backingPath, openImage, toByteString, withImage } from "./files";
import { imageOptions } from "./image-options";
import { canonical, NodeFile } from "./node-file";

const usage =
  "convert [-f FORMAT] [-O FORMAT] [-c] [-o OPTIONS] [-B BACKING -F FORMAT] [-l SNAPSHOT] FILE TARGET";

export const convert: Command = {
  name: "convert",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      "target-format": { type: "string", short: "O" },
      compress: { type: "boolean", short: "c" },
      options: { type: "string", short: "o" },
      backing: { type: "string", short: "B" },
      "backing-format": { type: "string", short: "F" },
      snapshot: { type: "string", short: "l" },
      quiet: { type: "boolean", short: "q" },
    });
    const [path, target] = positionalsOf(positionals, ["FILE", "TARGET"], usage);
    const format = formatOption("O", values["target-format"]) ?? "raw";
    const compressed = values.compress === true;
    if (compressed && format === "raw")
      throw new UsageError("-c: a raw image is never compressed; say -O qcow2");
    const options = imageOptions([(values.options as string | undefined) ?? ""], {
      name: values.backing as string | undefined,
      format: values["backing-format"] as string | undefined,
    });
    withImage(path!, { format: formatOption("f", values.format) }, ({ image, files }) => {
      if (existsSync(target!) && files.some((file) => file.path === canonical(target!)))
        throw new UsageError(`${target}: the target is what is converted, or lies below it`);
      const { snapshot } = values;
      const source = typeof snapshot === "string" ? atSnapshot(image, path!, snapshot) : image;
      const below =
        options.backingFile === undefined
          ? undefined
          : openImage(backingPath(options.backingFile, target!), { format: options.backingFormat });
      const file = new NodeFile(target!, "create");
      try {
        const made =
          format === "raw" ? raw(file, source.size) : qcow2(file, options, source.size, below?.image);
        copyDisk(source, made, { compressed, targetIsZero: below === undefined });
        made.close();
      } finally {
        file.close();
        for (const one of below?.files ?? []) one.close();
      }
    });
    return 0;
  },
};

function raw(file: NodeFile, size: number): BlockImage {
  file.truncate(size);
  return new RawImage(file);
}

function qcow2(
  file: NodeFile,
  options: ReturnType<typeof imageOptions>,
  size: number,
  backing: BlockImage | undefined,
): BlockImage {
  createQcow2(file, { ...options, size: Math.ceil(size / 512) * 512 });
  return openQcow2(file, { writable: true, backing });
}

/** By `snapshot.id=…`, `snapshot.name=…`, or either of them alone. */
function atSnapshot(image: BlockImage, path: string, wanted: string): BlockImage {
  const top = asQcow2(image, path);
  const plain = toByteString(wanted.replace(/^snapshot\.(id|name)=/, ""));
  return new Qcow2Image(top.file, headerAtSnapshot(top, plain), { backing: top.backing });
}
