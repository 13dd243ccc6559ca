/** `lab trims`: what is left away between a whole guest and one program, and what that saves. */
import { nodeEnvironment } from "@/app/guest/lab/node";
import { type MeasuredTrim, measureTrim, TRIMS } from "@/app/guest/lab/trims";
import { totalExits } from "@/app/sim/run/record";
import { MACHINE_OPTIONS, machineOptions, oneOf, readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const usage = `lab trims [--track pv|vm] [--seed N] [--ns-per-instruction N] [--ns-per-exit N] [--json]

Boots the same Linux in full, directly, with one program and from a snapshot, then programs without a kernel, and prints what
each took until it was up: bytes of its files (packed, unpacked), virtual ms, instructions, exits, 4 KiB pages touched. All
are measured; only virtual ms also depends on the costs. --track is that of the Linux guests (default pv); the others are PV.`;

const { image: _image, via: _via, ...OPTIONS } = MACHINE_OPTIONS;

export const trims: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, OPTIONS);
    if (positionals.length > 0) throw new UsageError(`trims takes no "${positionals[0]}"`);
    const { seed, costs } = machineOptions(values, { via: "direct" });
    const track = oneOf("track", values.track, ["pv", "vm"], "pv");
    const environment = nodeEnvironment();
    const rows: MeasuredTrim[] = [];
    for (const trim of TRIMS) rows.push(await measureTrim(environment, trim, { track, seed, costs }));
    if (values.json === true) printJson({ origin: "measured", trims: rows.map(asRow) });
    else process.stdout.write(table(rows));
    return 0;
  },
};

function asRow({ trim, packedBytes, unpackedBytes, boot }: MeasuredTrim) {
  const { virtualMs, instructions, pagesTouched, memoryMiB, track } = boot;
  const exits = totalExits(boot.exits);
  return {
    ...trim,
    track,
    memoryMiB,
    packedBytes,
    unpackedBytes,
    virtualMs,
    instructions,
    exits,
    pagesTouched,
  };
}

const HEADINGS = ["packed", "unpacked", "virtual ms", "instructions", "exits", "pages"];

function table(rows: readonly MeasuredTrim[]): string {
  const line = (id: string, cells: readonly string[], what: string) =>
    `${id.padEnd(12)}${cells.map((cell) => cell.padStart(13)).join("")}  ${what}`.trimEnd();
  const count = (n: number) => n.toLocaleString("en");
  const lines = rows.map(asRow).map((row) => {
    const { packedBytes, unpackedBytes, virtualMs, instructions, exits, pagesTouched } = row;
    const cells = [count(packedBytes), count(unpackedBytes), virtualMs.toFixed(3)];
    return line(row.id, [...cells, count(instructions), count(exits), count(pagesTouched)], row.what);
  });
  return `${[line("", HEADINGS, ""), ...lines].join("\n")}\n`;
}
