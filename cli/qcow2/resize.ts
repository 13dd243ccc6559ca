/** `lab qcow2 resize` */
import { readOptions, UsageError } from "../options";
import { type Command, formatOption, parseSize, positionalsOf } from "./command";
import { withImage } from "./files";

const usage = "resize [-f FORMAT] [--shrink] FILE [+|-]SIZE";

export const resize: Command = {
  name: "resize",
  usage,
  run(args) {
    // A size such as -1M would be taken for options.
    const change = args.at(-1) ?? "";
    const { values, positionals } = readOptions(args.slice(0, -1), {
      format: { type: "string", short: "f" },
      shrink: { type: "boolean" },
      quiet: { type: "boolean", short: "q" },
    });
    const [path] = positionalsOf(positionals, ["FILE"], usage);
    const sign = /^[+-]/.exec(change)?.[0];
    const amount = parseSize(sign === undefined ? change : change.slice(1), "SIZE");
    withImage(path!, { format: formatOption("f", values.format), writable: true }, ({ image }) => {
      const wanted = sign === "+" ? image.size + amount : sign === "-" ? image.size - amount : amount;
      const size = Math.ceil(wanted / 512) * 512;
      if (size < 0) throw new UsageError(`${change}: the disk has ${image.size} bytes`);
      if (size < image.size && !values.shrink)
        throw new UsageError(`from ${image.size} to ${size} bytes: what lies behind is lost; say --shrink`);
      if (size !== image.size) image.resize(size);
      if (!values.quiet) process.stdout.write(`${path}: a disk of ${size} bytes\n`);
    });
    return 0;
  },
};
