/** `lab qcow2 compare` */
import { firstDifference } from "@/app/sim/storage/copy";
import { readOptions } from "../options";
import { printJson } from "../verb";
import { type Command, formatOption, positionalsOf } from "./command";
import { withImage } from "./files";

const usage = "compare [-f FORMAT] [-F FORMAT] [-s] [--json] FILE OTHER";

export const compare: Command = {
  name: "compare",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      "other-format": { type: "string", short: "F" },
      strict: { type: "boolean", short: "s" },
      quiet: { type: "boolean", short: "q" },
    });
    const [path, otherPath] = positionalsOf(positionals, ["FILE", "OTHER"], usage);
    const formats = [formatOption("f", values.format), formatOption("F", values["other-format"])] as const;
    const found = withImage(path!, { format: formats[0] }, ({ image }) =>
      withImage(otherPath!, { format: formats[1] }, ({ image: other }) => ({
        sizes: [image.size, other.size],
        difference: firstDifference(image, other),
      })),
    );
    const { sizes, difference } = found;
    const sizesDiffer = sizes[0] !== sizes[1];
    const identical = difference === undefined && !(values.strict && sizesDiffer);
    if (values.json) printJson({ identical, sizes, ...(difference === undefined ? {} : { difference }) });
    else if (!values.quiet) {
      if (sizesDiffer) process.stdout.write(`the sizes differ: ${sizes[0]} and ${sizes[1]} bytes\n`);
      process.stdout.write(
        difference === undefined ? "the bytes are the same\n" : `they differ at ${difference}\n`,
      );
    }
    return identical ? 0 : 1;
  },
};
