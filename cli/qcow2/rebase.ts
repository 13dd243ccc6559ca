/** `lab qcow2 rebase` */
import { copyDifferences, nameBacking } from "@/app/sim/storage/layers";
import { oneOf, readOptions, UsageError } from "../options";
import { type Command, formatOption, positionalsOf } from "./command";
import { asQcow2, backingPath, type Opened, openImage, toByteString, withImage } from "./files";
import { canonical } from "./node-file";

const usage = "rebase [-f FORMAT] [-u] -b BACKING [-F FORMAT] FILE";

export const rebase: Command = {
  name: "rebase",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      unsafe: { type: "boolean", short: "u" },
      backing: { type: "string", short: "b" },
      "backing-format": { type: "string", short: "F" },
      quiet: { type: "boolean", short: "q" },
    });
    const [path] = positionalsOf(positionals, ["FILE"], usage);
    const { backing } = values;
    if (typeof backing !== "string")
      throw new UsageError(`-b says what shall lie below; -b "" for nothing\nusage: lab qcow2 ${usage}`);
    const format = oneOf("F", values["backing-format"], ["raw", "qcow2", ""], "");
    if (backing !== "" && format === "")
      throw new UsageError("a backing file needs its format: -F raw or -F qcow2");
    const named = backing === "" ? undefined : { name: toByteString(backing), format };
    const unsafe = values.unsafe === true;
    const options = { format: formatOption("f", values.format), writable: true, alone: unsafe };
    withImage(path!, options, ({ image, files }) => {
      const top = asQcow2(image, path!);
      if (!unsafe) {
        const below = named === undefined ? undefined : open(named.name, path!, format, files);
        try {
          copyDifferences(top, below?.image);
        } finally {
          below?.close();
        }
      }
      nameBacking(top, named);
    });
    if (!values.quiet) process.stdout.write(`${path}: ${backing === "" ? "no layer" : backing} below\n`);
    return 0;
  },
};

function open(name: string, path: string, format: string, files: Opened["files"]): Opened {
  const at = backingPath(name, path);
  if (canonical(at) === files[0]!.path) throw new UsageError(`${at}: the image cannot lie below itself`);
  return openImage(at, { format: formatOption("F", format) });
}
