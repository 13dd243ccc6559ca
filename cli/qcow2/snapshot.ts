/** `lab qcow2 snapshot` */
import type { Qcow2Image } from "@/app/sim/storage/qcow2/image";
import {
  applySnapshot,
  createSnapshot,
  deleteSnapshot,
  snapshotsOf,
} from "@/app/sim/storage/qcow2/snapshots";
import { readOptions, UsageError } from "../options";
import { printJson } from "../verb";
import { type Command, formatOption, positionalsOf } from "./command";
import { asQcow2, toByteString, toText, withImage } from "./files";
import { snapshotFields } from "./info";

const usage = "snapshot [-l | -c NAME | -a ID_OR_NAME | -d ID_OR_NAME] [--json] FILE";

const ACTIONS: Readonly<Record<string, (image: Qcow2Image, name: string) => void>> = {
  create(image, name) {
    const now = Date.now();
    const nanoseconds = (now % 1000) * 1e6;
    createSnapshot(image, name, { seconds: Math.floor(now / 1000), nanoseconds });
  },
  apply: applySnapshot,
  delete: deleteSnapshot,
};

export const snapshot: Command = {
  name: "snapshot",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      list: { type: "boolean", short: "l" },
      create: { type: "string", short: "c" },
      apply: { type: "string", short: "a" },
      delete: { type: "string", short: "d" },
      quiet: { type: "boolean", short: "q" },
    });
    const [path] = positionalsOf(positionals, ["FILE"], usage);
    const asked = Object.keys(ACTIONS).filter((name) => values[name] !== undefined);
    if (asked.length > 1 || (asked.length === 1 && values.list))
      throw new UsageError(`one of -l, -c, -a, -d at a time\nusage: lab qcow2 ${usage}`);
    const [action] = asked;
    const options = { format: formatOption("f", values.format), writable: action !== undefined, alone: true };
    withImage(path!, options, ({ image }) => {
      const top = asQcow2(image, path!);
      if (action !== undefined) ACTIONS[action]!(top, toByteString(values[action] as string));
      else if (values.json) printJson(snapshotsOf(top).map(snapshotFields));
      else
        process.stdout.write(
          snapshotsOf(top)
            .map(({ id, name }) => `${toText(id)}\t${toText(name)}\n`)
            .join(""),
        );
    });
    return 0;
  },
};
