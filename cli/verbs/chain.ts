/** `lab chain`: real guests on one chain of disk images. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ChainReport, chainColumns, guestNames, measureChain } from "@/app/guest/chain/measure";
import { layersOf } from "@/app/guest/chain/stored-layer";
import { measureUpgrade, type UpgradeStep } from "@/app/guest/chain/upgrade";
import type { Lab } from "@/app/guest/lab/lab";
import { createNodeLab } from "@/app/guest/lab/node";
import { integer, machineOptions, readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const MOST_GUESTS = 24;

const usage = `lab chain [--guests N] [--base FILE] [--upgrade] [--out DIR] [--seed N] [--json]

Makes three layers by running the real guest (its operating system, a database on it, a web server on that), starts guests from
them, each with an overlay of its own, and lets each read everything and write some. Prints the bytes for each guest, the start
of each, and how much each layer answered. The same options print the same.

  --guests N    1 to ${MOST_GUESTS}, default 10; all of them stay on until the last has written
  --base FILE   a raw or qcow2 image to begin on instead; it is only read
  --upgrade     also one more guest that replaces its system bit by bit: its overlay grows, the layers below are read less
  --out DIR     writes the layers and the overlays there, as .qcow2 files that QEMU opens

Bytes are measured, those with reflinks modelled: extents of 4 KiB shared until they are written to. Times are virtual.

Exit codes: 0 done, 1 a layer or another guest's overlay was changed by a write, 2 bad usage or input.`;

export const chain: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      guests: { type: "string" },
      base: { type: "string" },
      upgrade: { type: "boolean" },
      out: { type: "string" },
      seed: { type: "string" },
    });
    if (positionals.length > 0)
      throw new UsageError(`what is "${positionals[0]}"? lab chain takes options only`);
    const guests = integer("guests", values.guests, { fallback: 10, min: 1, max: MOST_GUESTS });
    const { seed, costs } = machineOptions({ seed: values.seed }, { via: "direct" });
    if (values.upgrade === true && values.base !== undefined)
      throw new UsageError("--upgrade needs the layers that the lab makes: leave --base out");
    const base = values.base === undefined ? undefined : await readImage(values.base as string);
    const labFor = (count: number): Lab =>
      createNodeLab({ id: "chain", seed, costs, columns: chainColumns(count) });

    const lab = labFor(guests);
    const report = await measureChain(lab, { guests, ...(base === undefined ? {} : { base }) });
    if (values.out !== undefined) await writeChain(lab, guests, values.out as string);
    lab.dispose();
    let upgrade: UpgradeStep[] | undefined;
    if (values.upgrade === true) {
      const other = labFor(1);
      upgrade = await measureUpgrade(other, guestNames(1)[0]!);
      other.dispose();
    }
    if (values.json === true) printJson({ seed, ...report, ...(upgrade === undefined ? {} : { upgrade }) });
    else process.stdout.write(table(report, upgrade));
    return Object.values(report.checks).every(Boolean) ? 0 : 1;
  },
};

async function readImage(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new UsageError(`--base ${path}: ${(error as Error).message}`);
  }
}

async function writeChain(lab: Lab, guests: number, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of guestNames(guests))
    for (const { name: file, bytes } of layersOf(lab.layers.find(name)))
      await writeFile(join(folder, file), bytes);
}

const bytes = (value: number): string => value.toLocaleString("en-GB").padStart(12);
const ms = (value: number): string => value.toFixed(1).padStart(10);

function table(report: ChainReport, upgrade: readonly UpgradeStep[] | undefined): string {
  const { bytesPerGuest: each, checks } = report;
  const names = report.guests[0]!.layers.map(({ name }) => name);
  return [
    "Layers, from the bottom up:",
    ...report.layers.map(({ name, fileBytes }) => `  ${name.padEnd(24)}${bytes(fileBytes)} bytes`),
    "",
    `Bytes for each of ${report.guests.length} guests:`,
    `  whole copies            ${bytes(each.rawCopy)}`,
    `  copies without zeros    ${bytes(each.sparseCopy)}`,
    `  a chain                 ${bytes(each.chain)}`,
    `  reflinks (modelled)     ${bytes(each.reflink)}`,
    "",
    `${"Guest".padEnd(10)} prompt ms    read ms     overlay  bytes read from ${names.join(", ")}`,
    ...report.guests.map(
      (guest) =>
        `${guest.guest.padEnd(10)}${ms(guest.promptMs)} ${ms(guest.readMs)}${bytes(guest.overlayBytes)}  ${guest.layers.map(({ readBytes }) => bytes(readBytes)).join(" ")}`,
    ),
    "",
    `Layers unchanged: ${checks.layersUnchanged}; other guests' overlays unchanged: ${checks.othersUnchanged}; guest and host see the same: ${checks.guestSeesTheSame}`,
    ...(upgrade === undefined
      ? []
      : [
          "",
          "An upgrade in one guest: its overlay, then bytes read from each layer when all files are read",
          ...upgrade.map(
            ({ what, overlayBytes, readBytes }) =>
              `  ${what.padEnd(36)}${bytes(overlayBytes)}  ${readBytes.map(bytes).join(" ")}`,
          ),
        ]),
    "",
  ].join("\n");
}
