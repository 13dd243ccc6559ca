/** `lab qcow2 map`: which layer answers for what, and where it lies there. */
import { type Mapped, mapOf } from "@/app/sim/storage/chain";
import { readOptions } from "../options";
import { type Command, formatOption, positionalsOf } from "./command";
import { withImage } from "./files";

const usage = "map [-f FORMAT] [--json] FILE";

export const map: Command = {
  name: "map",
  usage,
  run(args) {
    const { values, positionals } = readOptions(args, {
      format: { type: "string", short: "f" },
      output: { type: "string" },
    });
    const [path] = positionalsOf(positionals, ["FILE"], usage);
    const json = values.json === true || values.output === "json";
    withImage(path!, { format: formatOption("f", values.format) }, ({ image, files }) => {
      let before = "[";
      for (const run of rowsOf(mapOf(image))) {
        if (json) process.stdout.write(`${before}${JSON.stringify(run)}`);
        else if (run.data) process.stdout.write(row(run, files[run.depth]?.path ?? ""));
        before = ",\n";
      }
      if (json) process.stdout.write(before === "[" ? "[]\n" : "]\n");
    });
    return 0;
  },
};

/** A run in qemu-img's terms: compressed data have no offset; what no layer holds is zeros that are not present. */
interface Row {
  readonly start: number;
  readonly length: number;
  readonly depth: number;
  readonly present: boolean;
  readonly zero: boolean;
  readonly data: boolean;
  readonly offset?: number;
}

function rowOf({ start, length, depth, holding, fileOffset }: Mapped): Row {
  const present = holding !== "unallocated";
  const data = holding === "data" || holding === "compressed";
  const place = fileOffset === undefined ? {} : { offset: fileOffset };
  return { start, length, depth, present, zero: !data, data, ...place };
}

/** Runs that differ in nothing that is shown are one. */
export function* rowsOf(runs: Iterable<Mapped>): Generator<Row> {
  let last: Row | undefined;
  for (const run of runs) {
    const row = rowOf(run);
    if (last !== undefined && follows(last, row)) last = { ...last, length: last.length + row.length };
    else {
      if (last !== undefined) yield last;
      last = row;
    }
  }
  if (last !== undefined) yield last;
}

function follows(last: Row, row: Row): boolean {
  if (last.depth !== row.depth || last.present !== row.present || last.data !== row.data) return false;
  return last.offset === undefined ? row.offset === undefined : row.offset === last.offset + last.length;
}

const row = ({ start, length, offset }: Row, path: string): string =>
  `${String(start).padStart(16)} ${String(length).padStart(16)} ${(offset === undefined ? "compressed" : String(offset)).padStart(16)}  ${path}\n`;
