/** One start, with nothing else on the host: by way, and as published. */
import { type Constant, type Figure, modelled, published } from "../../figures/figure";
import { modelCosts } from "../../figures/model-costs";
import { crunMs, runcMs } from "../../figures/published/container-starts";
import {
  type BootVmm,
  bootSource,
  type Percentiles,
  serialBoots,
} from "../../figures/published/firecracker-boots-nsdi20";
import { qemuSeaBios } from "../../figures/published/firecracker-nsdi20";
import * as lightvm from "../../figures/published/lightvm-sosp17";
import * as unikraft from "../../figures/published/unikraft-eurosys21";
import type { Cell, ExperimentTable, Row } from "../table";
import { sayMs } from "../words";
import { startMs, WAY_CONSTANTS, type Way } from "./ways";

const constantsOf = (way: Way): readonly Constant[] => {
  const own = way.stages.flatMap(({ figure }) =>
    figure.origin.kind === "modelled" ? figure.origin.from : [],
  );
  return [...new Map([...WAY_CONSTANTS, ...own].map((constant) => [constant.id, constant])).values()];
};

/** The whole of a start, as the sum of its stages. */
export function startCell(way: Way): Cell {
  const value = startMs(way);
  return {
    figure: modelled(value, "ms", "the sum of its parts, each with an origin of its own", constantsOf(way)),
    parts: way.stages.map(({ id, label, figure }) => ({ id, label, figure })),
    ...(way.heavierMonitorMs > 0
      ? {
          band: {
            low: value,
            high: value + way.heavierMonitorMs,
            what: `up to what it is with a monitor whose own start and end take ${sayMs(modelCosts.vmmStartNs.value / 1e6)}, as Firecracker's did on another host`,
          },
        }
      : {}),
  };
}

/** Each way's start in ms, in parts, beside what was published of it. */
export function aloneTable(ways: readonly Way[]): ExperimentTable {
  return {
    id: "alone",
    title: aloneTitle(ways),
    caption:
      "One start, from the request until it can be used, with nothing else on the host. Guests: until the prompt, or until they say that they are ready; containers: until the first instruction of their program.",
    charts: [
      { kind: "bars", value: "start", scale: "log" },
      { kind: "bill", value: "start" },
      { kind: "shares", value: "start" },
    ],
    columns: [{ id: "start", label: "start", unit: "ms" }],
    rows: ways.map((way) => ({
      id: way.id,
      label: way.label,
      series: way.kind,
      cells: { start: startCell(way) },
    })),
    handovers: [],
    notes: [
      "Parts of different origin are added: a guest's own part was measured here, at a nanosecond an instruction; its monitor's was published, of other hosts.",
      "A container's part that is the runtime's own is calibrated: the whole of a start that does nothing was published.",
    ],
  };
}

const fastest = (ways: readonly Way[], which: (way: Way) => boolean): Way | undefined =>
  ways.filter(which).toSorted((a, b) => startMs(a) - startMs(b))[0];

const RUNTIMES: ReadonlySet<string> = new Set(["container-crun", "container-runc", "container-docker"]);

/** The comparison that goes against folklore, one way or the other; else the fastest and the slowest. */
function aloneTitle(ways: readonly Way[]): string {
  const unikernel = fastest(ways, ({ kind }) => kind === "unikernel");
  const container = fastest(ways, ({ id }) => RUNTIMES.has(id));
  if (unikernel === undefined || container === undefined) {
    const [first, last] = [fastest(ways, () => true), ways.toSorted((a, b) => startMs(b) - startMs(a))[0]];
    if (first === undefined || last === undefined) return "Nothing was measured";
    return `A start takes from ${sayMs(startMs(first))} (${first.label}) to ${sayMs(startMs(last))} (${last.label})`;
  }
  const [vm, box] = [startMs(unikernel), startMs(container)];
  if (vm >= box)
    return `A container starts before a unikernel: in ${sayMs(box)}, the unikernel in ${sayMs(vm)}`;
  const heavy = vm + unikernel.heavierMonitorMs;
  const unless =
    heavy > box
      ? `; under a heavier monitor it does not (${sayMs(heavy)})`
      : ", even under a heavier monitor";
  return `A unikernel starts before a container: in ${sayMs(vm)}, the container in ${sayMs(box)}${unless}`;
}

const VMM_NAMES: Readonly<Record<BootVmm, string>> = {
  firecracker: "Firecracker",
  "cloud-hypervisor": "Cloud Hypervisor",
  "qemu-qboot": "QEMU with qboot",
};

const spread = ({ p1, p50, p90, p99, max }: Percentiles): NonNullable<Cell["quantiles"]> => [
  { share: 0.01, value: p1 },
  { share: 0.5, value: p50 },
  { share: 0.9, value: p90 },
  { share: 0.99, value: p99 },
  { share: 1, value: max },
];

/** Published starts, of hosts that differ: to hold the others against, not to rank. */
export function publishedTable(): ExperimentTable {
  const row = (id: string, label: string, figure: Figure, quantiles?: Cell["quantiles"]): Row => ({
    id,
    label,
    cells: { start: { figure, ...(quantiles === undefined ? {} : { quantiles }) } },
  });
  const serial = Object.entries(serialBoots["m5d-metal"]) as [BootVmm, Percentiles][];
  const micros = (figure: Figure): Figure => ({ ...figure, value: figure.value / 1000, unit: "ms" });
  const rows = [
    row("seabios", "VM, QEMU with SeaBIOS", qemuSeaBios),
    ...serial.map(([vmm, of]) =>
      row(
        vmm,
        `VM, ${VMM_NAMES[vmm]}`,
        published(of.p50, "ms", bootSource("m5d-metal", `boot-serial, ${VMM_NAMES[vmm]}, 500 boots`)),
        spread(of),
      ),
    ),
    row("alpine", "VM, Alpine Linux on Firecracker", unikraft.alpineMachine),
    row("unikraft-qemu", "unikernel on QEMU, the monitor's part", micros(unikraft.qemuMonitor)),
    row(
      "unikraft-firecracker",
      "unikernel on Firecracker, the monitor's part",
      micros(unikraft.firecrackerMonitor),
    ),
    row("unikraft-guest", "unikernel on Firecracker, the guest's part", micros(unikraft.firecrackerGuest)),
    row("lightvm", "VM on Xen with LightVM's toolstack", lightvm.boot),
    row("docker", "container, Docker", unikraft.dockerContainer),
    row("runc", "container, runc", runcMs),
    row("crun", "container, crun", crunMs),
    row("process", "process, fork and exec", lightvm.forkExec),
  ];
  const values = rows.map(({ cells }) => cells.start!.figure.value);
  return {
    id: "published",
    title: `Published starts range from ${sayMs(Math.min(...values))} to ${sayMs(Math.max(...values))}`,
    caption: "Medians or means as their authors give them, each on a host of its own.",
    charts: [
      { kind: "boxes", value: "start", scale: "log" },
      { kind: "bars", value: "start", scale: "log" },
    ],
    columns: [{ id: "start", label: "start", unit: "ms" }],
    rows,
    handovers: [],
    notes: [
      "The hosts differ, and so does what the authors count as a start: a ranking across sources means little.",
    ],
  };
}
