/** `lab together`: a VM, a container and a PV guest, started at once on one host; the same table as the workbench's. */
import { createNodeLab } from "@/app/guest/lab/node";
import { csvOf } from "@/app/sim/experiments/csv";
import { memoryTable } from "@/app/sim/together/memory";
import {
  CORES,
  type HostSettings,
  readCores,
  readWeight,
  USUAL_HOST,
  WEIGHTS_ALLOWED,
} from "@/app/sim/together/settings";
import { togetherTable } from "@/app/sim/together/table";
import { type Contender, startTogether, type TogetherRow } from "@/app/sim/together/together";
import { experimentText } from "../experiment-text";
import { MACHINE_OPTIONS, machineOptions, type Options, readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const usage = `lab together [--cores 1|2|4] [--weights vm=100,container=100,pv=100] [--via bios|direct|snapshot] [--seed N]
         [--ns-per-exit N] [--json | --csv]

Starts a VM, a container and a PV guest, each with a core of its own, and computes from what they recorded how they would have
started at once on one host: who had a core, who waited for one (steal), when each would have been at its prompt.
  --cores    of the host (default ${USUAL_HOST.cores})
  --weights  cpu.weight of each, ${WEIGHTS_ALLOWED}; 100 unless given
  --csv      one line for each figure, with its origin: the file that the workbench saves`;

/** As the workbench calls them. */
const COLUMNS = [
  { column: "vm", name: "VM" },
  { column: "container", name: "Container" },
  { column: "pv", name: "PV" },
] as const;

const { image: _image, track: _track, "ns-per-instruction": _nsPerInstruction, ...STARTED } = MACHINE_OPTIONS;

export const together: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {
      ...STARTED,
      cores: { type: "string" },
      weights: { type: "string" },
      csv: { type: "boolean" },
    });
    if (positionals.length > 0) throw new UsageError(`together takes no "${positionals[0]}"`);
    if (values.json === true && values.csv === true) throw new UsageError("--json and --csv: one of the two");
    const settings: HostSettings = { cores: coresOf(values.cores), weights: weightsOf(values.weights) };
    const { contenders, record, nsPerInstruction } = await recorded(values);
    const result = startTogether(contenders, settings, nsPerInstruction);
    const table = togetherTable(result);
    if (values.csv === true) process.stdout.write(csvOf([table]));
    else if (values.json === true)
      printJson({ ...settings, finding: table.title, columns: result.rows.map(plain), record });
    else process.stdout.write(experimentText({ tables: [table, memoryTable(contenders)] }));
    return 0;
  },
};

async function recorded(values: Options) {
  const { seed, via, costs } = machineOptions(values, { via: "direct" });
  const lab = createNodeLab({
    id: "cli",
    seed,
    costs,
    columns: [
      { id: "vm", track: "vm", image: "linux", via },
      { id: "container", track: "container", image: "busybox" },
      { id: "pv", track: "pv", image: "linux", via },
    ],
  });
  try {
    const contenders: Contender[] = [];
    for (const { column, name } of COLUMNS) contenders.push({ column, name, start: await lab.boot(column) });
    return { contenders, record: lab.record(), nsPerInstruction: costs.nsPerInstruction };
  } finally {
    lab.dispose();
  }
}

const plain = ({ demand: _, ...row }: TogetherRow) => row;

function coresOf(text: Options[string]): HostSettings["cores"] {
  const cores = text === undefined ? USUAL_HOST.cores : readCores(String(text));
  if (cores === undefined) throw new UsageError(`--cores ${text}: allowed are ${CORES.join(", ")}`);
  return cores;
}

function weightsOf(text: Options[string]): HostSettings["weights"] {
  const names = COLUMNS.map(({ column }) => column);
  const given = text === undefined || text === "" ? [] : String(text).split(",");
  return Object.fromEntries(
    given.map((part) => {
      const [column = "", weightText = ""] = part.split("=");
      const weight = readWeight(weightText);
      if (!names.some((name) => name === column) || weight === undefined)
        throw new UsageError(`--weights ${part}: ${names.join(", ")}, each = ${WEIGHTS_ALLOWED}`);
      return [column, weight];
    }),
  );
}
