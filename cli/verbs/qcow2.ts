/** `lab qcow2`: disk images as QEMU's tools make and read them. */

import { UsageError } from "../options";
import { check } from "../qcow2/check";
import type { Command } from "../qcow2/command";
import { commit } from "../qcow2/commit";
import { compare } from "../qcow2/compare";
import { convert } from "../qcow2/convert";
import { create } from "../qcow2/create";
import { IMAGE_OPTIONS } from "../qcow2/image-options";
import { info } from "../qcow2/info";
import { map } from "../qcow2/map";
import { rebase } from "../qcow2/rebase";
import { resize } from "../qcow2/resize";
import { snapshot } from "../qcow2/snapshot";
import type { Verb } from "../verb";

const COMMANDS: readonly Command[] = [
  create,
  info,
  check,
  map,
  commit,
  rebase,
  resize,
  convert,
  snapshot,
  compare,
];

const usage = `lab qcow2 <command> …

${COMMANDS.map((command) => `  ${command.usage}`).join("\n")}

Options are named as in qemu-img, and JSON documents have its field names.
  -o  ${IMAGE_OPTIONS.join(", ")}

Exit codes: 0 done, 1 the check found something or the images differ, 2 bad usage or input.`;

export const qcow2: Verb = {
  usage,
  async run([name, ...args]) {
    const command = COMMANDS.find((one) => one.name === name);
    if (command !== undefined) return command.run(args);
    const known = COMMANDS.map((one) => one.name).join(", ");
    throw new UsageError(name === undefined ? usage : `there is no command "${name}"; commands: ${known}`);
  },
};
