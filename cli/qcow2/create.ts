/** `lab qcow2 create` */
import { createQcow2 } from "@/app/sim/storage/qcow2/create";
import { readOptions, UsageError } from "../options";
import { type Command, formatOption, parseSize, positionalsOf } from "./command";
import { backingPath, openImage } from "./files";
import { imageOptions } from "./image-options";
import { NodeFile } from "./node-file";

const usage = "create [-f qcow2|raw] [-o OPTIONS] [-b BACKING -F FORMAT] [-u] FILE [SIZE]";

export const create: Command = {
  name: "create",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      options: { type: "string", short: "o" },
      backing: { type: "string", short: "b" },
      "backing-format": { type: "string", short: "F" },
      unsafe: { type: "boolean", short: "u" },
      quiet: { type: "boolean", short: "q" },
    });
    const [path, sizeText] = positionalsOf(positionals, ["FILE", "[SIZE]"], usage);
    const format = formatOption("f", values.format) ?? "qcow2";
    const options = imageOptions([(values.options as string | undefined) ?? ""], {
      name: values.backing as string | undefined,
      format: values["backing-format"] as string | undefined,
    });
    const backing = options.backingFile;
    const given = sizeText === undefined ? undefined : parseSize(sizeText, "SIZE");
    const below =
      backing === undefined || values.unsafe ? undefined : sizeOf(backing, path!, options.backingFormat);
    const size = given ?? below;
    if (size === undefined) throw new UsageError("without a backing file that can be read, a SIZE is needed");
    const file = new NodeFile(path!, "create");
    try {
      if (format === "raw") file.truncate(Math.ceil(size / 512) * 512);
      else createQcow2(file, { ...options, size: Math.ceil(size / 512) * 512 });
    } finally {
      file.close();
    }
    if (!values.quiet) process.stdout.write(`${path}: ${format}, a disk of ${size} bytes\n`);
    return 0;
  },
};

function sizeOf(backing: string, path: string, format: "raw" | "qcow2" | undefined): number {
  const opened = openImage(backingPath(backing, path), { format });
  try {
    return opened.image.size;
  } finally {
    opened.close();
  }
}
