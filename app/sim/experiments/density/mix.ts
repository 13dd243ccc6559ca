/** A fixed mix of applications in one VM, in one container, in many; and containers in VMs. */
import { imageBytes } from "../../figures/density";
import { type Constant, modelled } from "../../figures/figure";
import type { Measurements } from "../measurements";
import { storm } from "../startup/storm";
import { upTo } from "../startup/storms";
import { startMs, type Way } from "../startup/ways";
import type { CellPart, ExperimentTable, Row } from "../table";
import { say, sayBytes } from "../words";
import { type Instance, instances, type Load, type Track, USUAL } from "./tracks";

const IDLE = { busy: false, busyPercent: 0, applicationBytes: 0, fileBytes: 0 } as const;

interface Base {
  readonly bytes: number;
  readonly way: Way;
}

type Bases = Readonly<Record<Exclude<Track, "unikernel">, Base>>;

/** What each track takes without an application; undefined where not all of them were measured. */
function basesOf(measurements: Measurements): Bases | undefined {
  const made = new Map(instances(measurements, IDLE, USUAL).map((one) => [one.track, one]));
  const base = (track: Track): Instance | undefined => made.get(track);
  const [vm, thin, container, process] = [base("vm"), base("thin vm"), base("container"), base("process")];
  if (vm === undefined || thin === undefined || container === undefined || process === undefined)
    return undefined;
  return { vm, "thin vm": thin, container, process };
}

interface Arrangement {
  readonly id: string;
  readonly label: string;
  readonly kernels: number;
  readonly memory: readonly (readonly [id: string, label: string, bytes: number])[];
  /** Until the last application is up, ms. */
  readonly startMs: number;
}

export interface MixOptions {
  readonly applications: number;
  readonly cores: number;
  readonly seed: number;
}

/** All at once on so many cores. */
const lastOf = (way: Way, count: number, cores: number, seed: number): number =>
  Math.max(...storm(way.stages, { instances: count, cores, seed, variation: 0 }).upAtMs);

function arrangements(
  bases: Bases,
  load: Load,
  { applications: n, cores, seed }: MixOptions,
): readonly Arrangement[] {
  const { vm, "thin vm": thin, container, process } = bases;
  const applications = [
    "applications",
    "applications and their files",
    n * (load.applicationBytes + load.fileBytes),
  ] as const;
  const image = ["image", "image that containers map", imageBytes.value] as const;
  const processes = ["processes", "processes", n * process.bytes] as const;
  const last = (way: Way, on: number) => lastOf(way, n, on, seed);
  return [
    {
      id: "one-container",
      label: "all in one container",
      kernels: 1,
      memory: [["containers", "container", container.bytes], processes, image, applications],
      startMs: startMs(container.way) + last(process.way, cores),
    },
    {
      id: "containers",
      label: "a container each",
      kernels: 1,
      memory: [["containers", "containers", n * container.bytes], image, applications],
      startMs: last(container.way, cores),
    },
    {
      id: "one-vm",
      label: "all in one VM",
      kernels: 2,
      memory: [["machines", "machine", vm.bytes], processes, applications],
      startMs: startMs(vm.way) + last(process.way, 1),
    },
    {
      id: "containers-in-vm",
      label: "a container each, in one VM",
      kernels: 2,
      memory: [
        ["machines", "machine", vm.bytes],
        ["containers", "containers", n * container.bytes],
        image,
        applications,
      ],
      startMs: startMs(vm.way) + last(container.way, 1),
    },
    {
      id: "thin-vms",
      label: "a thin VM each",
      kernels: n + 1,
      memory: [["machines", "machines", n * thin.bytes], applications],
      startMs: last(thin.way, cores),
    },
    {
      id: "vms",
      label: "a VM each",
      kernels: n + 1,
      memory: [["machines", "machines", n * vm.bytes], applications],
      startMs: last(vm.way, cores),
    },
  ];
}

const total = ({ memory }: Arrangement): number => memory.reduce((sum, [, , bytes]) => sum + bytes, 0);

export function mixTable(
  measurements: Measurements,
  load: Load,
  options: MixOptions,
  constants: readonly Constant[],
): ExperimentTable {
  const bases = basesOf(measurements);
  const made = bases === undefined ? [] : arrangements(bases, load, options);
  const [least, most] = made
    .toSorted((a, b) => total(a) - total(b))
    .flatMap((one, n, all) => (n === 0 || n === all.length - 1 ? [one] : []));
  const partOf = ([id, label, bytes]: Arrangement["memory"][number]): CellPart => ({
    id,
    label,
    figure: modelled(bytes, "bytes", "as measured of one, times their number", constants),
  });
  return {
    id: "mix",
    title:
      least === undefined || most === undefined
        ? "Not all of it was measured"
        : `${say(options.applications)} applications take ${say(total(most) / total(least))} times the memory with ${most.label} (${sayBytes(total(most))}) as with ${least.label} (${sayBytes(total(least))})`,
    caption: `${say(options.applications)} applications of ${sayBytes(load.applicationBytes)}, each with ${sayBytes(load.fileBytes)} of files; all are started at once on ${say(options.cores)} cores.`,
    charts: [
      { kind: "bill", value: "memory" },
      { kind: "shares", value: "memory" },
      { kind: "bars", value: "start", scale: "log" },
    ],
    columns: [
      { id: "memory", label: "memory", unit: "bytes" },
      { id: "start", label: "until all are up", unit: "ms" },
      { id: "kernels", label: "kernels, the host's with them", unit: "count" },
    ],
    rows: made.map((one) => ({
      id: one.id,
      label: one.label,
      cells: {
        memory: {
          figure: modelled(total(one), "bytes", "the sum of its parts", constants),
          parts: one.memory.map(partOf),
        },
        start: {
          figure: modelled(
            one.startMs,
            "ms",
            "a storm of starts; in a VM, after its boot and on its one vCPU",
            constants,
          ),
        },
        kernels: { figure: modelled(one.kernels, "count", "counted by hand", []) },
      },
    })),
    handovers: [],
    notes: [
      "One container or one VM for all has one wall around all: they see each other's processes and share one fate.",
    ],
  };
}

const MOST_IN_A_VM = 100;

/** How the price of a VM is shared out among the containers in it. */
export function nestedTable(measurements: Measurements): ExperimentTable {
  const bases = basesOf(measurements);
  const image = imageBytes.value;
  const rows: Row[] = [];
  let even: number | undefined;
  if (bases !== undefined) {
    const { "thin vm": thin, container } = bases;
    for (const k of upTo(MOST_IN_A_VM)) {
      const each = (thin.bytes + image) / k + container.bytes;
      rows.push(point("in a thin VM", k, each), point("on the host", k, image / k + container.bytes));
    }
    even = Array.from({ length: MOST_IN_A_VM }, (_, n) => n + 1).find(
      (k) => (thin.bytes + image) / k + container.bytes <= 2 * (image / k + container.bytes),
    );
  }
  const alone = bases?.["thin vm"].bytes;
  return {
    id: "nested",
    title:
      alone === undefined
        ? "Not all of it was measured"
        : even === undefined
          ? `Even ${say(MOST_IN_A_VM)} containers in a VM take more than twice as much each as on the host`
          : `With ${say(even)} containers and more in a VM, each takes at most twice what it takes on the host; alone in one it takes ${sayBytes(rows[0]!.cells.memory!.figure.value)}`,
    caption:
      "Memory for each container, its share of the VM's monitor, kernel and image with it, against how many are in one VM.",
    charts: [{ kind: "curves", x: "containers", y: "memory", scales: ["log", "log"] }],
    columns: [
      { id: "containers", label: "containers in one VM", unit: "count" },
      { id: "memory", label: "memory for each", unit: "bytes" },
    ],
    rows,
    handovers: [],
    notes: [
      `In a VM a container's kernel objects are the guest's: they were measured in a guest. Idle containers, and thin VMs.`,
    ],
  };
}

function point(series: string, k: number, value: number): Row {
  return {
    id: `${series}-${k}`,
    label: `${series}, ${say(k)}`,
    series,
    cells: {
      containers: { figure: modelled(k, "count", "as asked", []) },
      memory: {
        figure: modelled(value, "bytes", "what is shared divided by their number, and what is their own", [
          imageBytes,
        ]),
      },
    },
  };
}
