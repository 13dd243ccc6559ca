/** `lab io`: the same transfers through each device of a pair, counted in the real guest; beside them what the model says of others. */
import { type IoRow, measureRow } from "@/app/guest/io/measure";
import { nodeIoMachines } from "@/app/guest/io/node";
import { PINGS, WORKLOADS, type Workload } from "@/app/guest/io/workloads";
import { createNodeLab } from "@/app/guest/lab/node";
import { totalExits } from "@/app/sim/run/record";
import { type ClockInterface, PARTS } from "@/app/sim/vmm/devices";
import { type ModelledRow, modelledRows } from "@/app/sim/vmm/modelled-rows";
import { MACHINE_OPTIONS, machineOptions, readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const IDS = [...WORKLOADS.map(({ id }) => id), "clock"];

const usage = `lab io [--only WORKLOAD]… [--seed N] [--json] [--quiet]

Measures 4 MiB read from and written to a disk, received and sent over TCP, 1,000 pings and 64 KiB of console output through each
device that can carry them, in the same guest: exits of that device, interrupts (as the guest's kernel counted them), virtual time.
A run that moves nothing is taken off. Passthrough and SR-IOV are modelled. "clock" boots with and without the hypervisor's clock.
  --only  ${IDS.join(", ")}; can be repeated`;

type NamedRow = ModelledRow & { readonly workload: string };

interface ClockRow {
  readonly clock: ClockInterface;
  readonly virtualMs: number;
  readonly instructions: number;
  readonly exits: number;
}

export const io: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      only: { type: "string", multiple: true },
      seed: MACHINE_OPTIONS.seed!,
      quiet: { type: "boolean" },
    });
    if (positionals.length > 0) throw new UsageError(`io takes no "${positionals[0]}"; use --only`);
    const only = (values.only as unknown as readonly string[] | undefined) ?? IDS;
    const unknown = only.find((id) => !IDS.includes(id));
    if (unknown !== undefined)
      throw new UsageError(`--only ${unknown}: there is no such workload; there are: ${IDS.join(", ")}`);
    const { seed } = machineOptions({ seed: values.seed }, { via: "direct" });
    const quiet = values.quiet === true || values.json === true;
    const say = (line: string) => void (quiet || process.stderr.write(`${line} …\n`));

    const wanted = WORKLOADS.filter(({ id }) => only.includes(id));
    const measured: IoRow[] = [];
    for (const workload of wanted)
      for (const contender of workload.contenders) {
        say(`${workload.title}, ${contender.name}`);
        measured.push(await measureRow(workload, contender, nodeIoMachines(seed)));
      }
    const clocks: ClockRow[] = [];
    if (only.includes("clock"))
      for (const clock of PARTS.clock) {
        say(`boot, clock ${clock}`);
        clocks.push(await bootWith(clock, seed));
      }
    const modelled = wanted.flatMap((workload) => modelledOf(workload));
    if (values.json === true) printJson({ seed, measured, modelled, clock: clocks });
    else process.stdout.write(summary(wanted, measured, modelled, clocks));
    return 0;
  },
};

/** The console has no passthrough: nobody hands out a serial port. */
const modelledOf = ({ id, bytes }: Workload): readonly NamedRow[] =>
  id === "console"
    ? []
    : modelledRows(id === "ping" ? { kind: id, count: PINGS } : { kind: id, bytes }).map((row) => ({
        workload: id,
        ...row,
      }));

async function bootWith(clock: ClockInterface, seed: number): Promise<ClockRow> {
  const { costs } = machineOptions({}, { via: "direct" });
  const column = { id: "vm", track: "vm", image: "linux", via: "direct", devices: { clock } } as const;
  const lab = createNodeLab({ id: "io", seed, costs, columns: [column] });
  await lab.boot("vm");
  const { virtualMs, instructions, exits } = lab.record().boots[0]!;
  lab.dispose();
  return { clock, virtualMs, instructions, exits: totalExits(exits) };
}

function summary(
  workloads: readonly Workload[],
  measured: readonly IoRow[],
  modelled: readonly NamedRow[],
  clocks: readonly ClockRow[],
): string {
  const count = (value: number) => Math.round(value).toLocaleString("en").padStart(12);
  const lines: string[] = [];
  for (const { id, title, bytes } of workloads) {
    lines.push(`${bytes.toLocaleString("en")} bytes ${title}:`);
    lines.push(`  ${"device".padEnd(30)}${"exits".padStart(12)}${"interrupts".padStart(12)}  virtual ms`);
    for (const row of measured.filter(({ workload }) => workload === id))
      lines.push(
        `  ${row.device.padEnd(30)}${count(row.exits)}${count(row.interrupts)}${row.virtualMs.toFixed(3).padStart(12)}  measured`,
      );
    for (const row of modelled.filter(({ workload }) => workload === id))
      lines.push(
        `  ${row.name.padEnd(30)}${count(row.exits.value)}${count(row.interrupts.value)}${(row.virtualNs.value / 1e6).toFixed(3).padStart(12)}  modelled`,
      );
  }
  for (const { clock, virtualMs, exits } of clocks)
    lines.push(
      `boot, clock ${clock.padEnd(10)} ${count(exits)} exits ${virtualMs.toFixed(3).padStart(12)} virtual ms  measured`,
    );
  return `${lines.join("\n")}\n`;
}
