/** `lab qcow2 commit` */
import { commit as commitLayer } from "@/app/sim/storage/layers";
import { readOptions } from "../options";
import { type Command, formatOption, positionalsOf } from "./command";
import { asQcow2, withImage } from "./files";

const usage = "commit [-f FORMAT] [-d] FILE";

export const commit: Command = {
  name: "commit",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      keep: { type: "boolean", short: "d" },
      quiet: { type: "boolean", short: "q" },
    });
    const [path] = positionalsOf(positionals, ["FILE"], usage);
    const options = { format: formatOption("f", values.format), writable: true, writableBelow: true };
    withImage(path!, options, ({ image }) => commitLayer(asQcow2(image, path!), values.keep === true));
    if (!values.quiet) process.stdout.write(`${path}: committed\n`);
    return 0;
  },
};
