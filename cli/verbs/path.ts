/** `lab path`: the steps of an I/O, from the program that asks to the device and back. */
import {
  type Arrangement,
  arrangementById,
  arrangements,
  fullName,
  servedBy,
} from "@/app/sim/vmm/arrangements";
import { EXAMPLE_CARD, limitsOf } from "@/app/sim/vmm/hand-out";
import { IO_KINDS, type Io, ioWords, sizeProblem } from "@/app/sim/vmm/io";
import { type Path, pathOf } from "@/app/sim/vmm/path";
import { integer, oneOf, readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const ids = arrangements.map(({ id }) => id);

const usage = `lab path [--io KIND] [--bytes N] [--arrangement ID] [--memory-mib N] [--json]

The ordered steps of one I/O with their costs, all modelled: each says from which constants (app/sim/figures/paths.ts).
Without --arrangement: the totals of every arrangement.
  --io           ${IO_KINDS.join(", ")} (default disk-read)
  --bytes        its size; what is usual for the kind, if not given
  --arrangement  ${ids.join(", ")}
  --memory-mib   memory of the guest, for what passthrough pins (default 256)`;

export const path: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      io: { type: "string" },
      bytes: { type: "string" },
      arrangement: { type: "string" },
      "memory-mib": { type: "string" },
    });
    if (positionals.length > 0) throw new UsageError(`path takes no "${positionals[0]}"`);
    const kind = oneOf("io", values.io, IO_KINDS, "disk-read");
    const { least, most, usual } = ioWords[kind];
    const io: Io = {
      kind,
      bytes: integer("bytes", values.bytes, { fallback: usual, min: least, max: most }),
    };
    const problem = sizeProblem(io);
    if (problem !== undefined) throw new UsageError(`--bytes: ${problem}`);
    const memoryMiB = integer("memory-mib", values["memory-mib"], { fallback: 256, min: 1, max: 1 << 20 });
    const id = oneOf("arrangement", values.arrangement, ["all", ...ids], "all");
    const arrangement = arrangementById(id);
    const json = values.json === true;
    if (arrangement === undefined) {
      const rows = arrangements.map((one) => ({ one, path: pathOf(io, one) }));
      if (json)
        printJson({
          io,
          arrangements: rows.map(({ one, path: of }) => ({ ...headOf(one, io), ...totals(of) })),
        });
      else process.stdout.write(`${rows.map(({ one, path: of }) => row(one, of)).join("\n")}\n`);
      return 0;
    }
    const found = pathOf(io, arrangement);
    if (json)
      printJson({
        io,
        ...headOf(arrangement, io),
        ...limits(arrangement, memoryMiB),
        ...totals(found),
        steps: found.steps,
      });
    else process.stdout.write(listing(io, arrangement, found));
    return 0;
  },
};

function headOf(arrangement: Arrangement, io: Io) {
  const { note } = servedBy(arrangement, io.kind);
  return {
    arrangement: arrangement.id,
    name: fullName(arrangement),
    ...(note === undefined ? {} : { note }),
  };
}

/** What hardware that was handed out takes away; of a card that the learner may replace by another. */
function limits({ handedOut }: Arrangement, memoryMiB: number) {
  return handedOut === "none" ? {} : { limits: limitsOf(handedOut, memoryMiB * 256, EXAMPLE_CARD) };
}

const totals = ({ totalNs, busyNs, exits, copies, contextSwitches, interrupts }: Path) => ({
  totalNs,
  busyNs,
  exits,
  copies,
  contextSwitches,
  interrupts,
});

const micros = (ns: number): string => (ns / 1000).toFixed(2).padStart(11);

const row = ({ id }: Arrangement, { totalNs, busyNs, exits }: Path): string =>
  `${id.padEnd(22)}${micros(totalNs.value)} µs${micros(busyNs.value)} µs busy${String(exits.value).padStart(7)} exits`;

function listing(io: Io, arrangement: Arrangement, found: Path): string {
  const { note } = servedBy(arrangement, io.kind);
  const lines = found.steps.map(({ id, world, who, what, exits, cost }) => {
    const left = exits.value > 0 ? `${exits.value} exits` : "";
    return `${id.padStart(3)}  ${micros(cost.value)} µs ${left.padStart(12)}  ${world.padEnd(14)}${who}: ${what}`;
  });
  const { totalNs, exits, copies, contextSwitches } = found;
  return [
    `${ioWords[io.kind].name}, ${io.bytes} bytes. ${fullName(arrangement)}: ${arrangement.what}`,
    ...(note === undefined ? [] : [note]),
    ...lines,
    `     ${micros(totalNs.value)} µs (modelled), ${exits.value} exits, ${copies} copies, ${contextSwitches} context switches`,
    "",
  ].join("\n");
}
