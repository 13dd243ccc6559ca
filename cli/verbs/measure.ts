/** `lab measure`: counts instructions of single steps in the real guest; the table that the simulated kernel's costs come from. */
import { writeFile } from "node:fs/promises";
import type { MeasuredTable } from "@/app/sim/kernel/costs/measured-row";
import { measuredIds } from "../measure/catalogue";
import { MeasuringGuest } from "../measure/guest";
import { Measurer } from "../measure/measure";
import { tableText } from "../measure/table";
import { readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const usage = `lab measure [--only ID]… [--json] [--write] [--quiet]

Counts the instructions of system calls, namespaces, mounts, control groups, sockets and the shell in the real guest and
prints the table (docs/measurements.md). --only measures one of them (and what its formula needs); it can be repeated.
--write replaces app/sim/kernel/costs/measured.ts, which the costs of the simulated kernel are made of.`;

const TABLE = new URL("../../app/sim/kernel/costs/measured.ts", import.meta.url);

export const measure: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      only: { type: "string", multiple: true },
      write: { type: "boolean" },
      quiet: { type: "boolean" },
    });
    if (positionals.length > 0) throw new UsageError(`measure takes no "${positionals[0]}"; use --only`);
    const only = values.only as unknown as readonly string[] | undefined;
    const known = measuredIds();
    const unknown = only?.find((id) => !known.includes(id));
    if (unknown !== undefined)
      throw new UsageError(`--only ${unknown}: there is no such measurement; there are: ${known.join(", ")}`);
    if (only !== undefined && values.write === true)
      throw new UsageError("--write replaces the whole table: leave --only away");

    const guest = await MeasuringGuest.start();
    const say = (id: string) =>
      values.quiet === true || values.json === true ? undefined : process.stderr.write(`${id} …\n`);
    const measurer = new Measurer(guest, say);
    const rows = [];
    for (const id of only ?? known) rows.push(await measurer.measure(id));
    guest.dispose();

    const table: MeasuredTable = {
      imageSha256: guest.imageSha256,
      date: new Date().toISOString().slice(0, 10),
      command: "npm run -s lab -- measure --write",
      rows,
    };
    if (values.write === true) await writeFile(TABLE, tableText(table));
    if (values.json === true) printJson(table);
    else
      for (const { id, instructions, lowest, highest, label } of rows) {
        const range = lowest === highest ? "" : `${lowest} to ${highest}`;
        process.stdout.write(
          `${id.padEnd(26)}${String(instructions).padStart(11)}  ${range.padEnd(24)} ${label}\n`,
        );
      }
    return 0;
  },
};
