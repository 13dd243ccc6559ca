/**
 * The ways to have something that runs, as recipes: which stages a start has, what each takes, and where that is known from. A
 * guest's own part is measured; what its monitor takes before is published; the runtime's part of a container is calibrated.
 */
import { type Constant, type Figure, modelled } from "../../figures/figure";
import { nsPerExit, nsPerInstruction } from "../../figures/host";
import { zeroFillNs } from "../../figures/memory";
import { modelCosts } from "../../figures/model-costs";
import { firecrackerMonitor, qemuMonitor } from "../../figures/published/unikraft-eurosys21";
import { row } from "../../kernel/costs/rows";
import { PUBLISHED_STARTS } from "../../kernel/costs/runtime-costs";
import { type ContainerWay, countedIn, type GuestWay, type Measurements } from "../measurements";
import type { Stage } from "./storm";

export type WayKind = "vm" | "thin vm" | "snapshot" | "unikernel" | "container" | "process";

export interface WayStage extends Stage {
  readonly figure: Figure;
}

export interface Way {
  readonly id: string;
  readonly label: string;
  readonly kind: WayKind;
  readonly stages: readonly WayStage[];
  /** What a monitor of the heavier published kind would add, ms; 0 where there is no monitor, or it is that one. */
  readonly heavierMonitorMs: number;
}

export const startMs = ({ stages }: Pick<Way, "stages">): number =>
  stages.reduce((sum, { ms }) => sum + ms, 0);

interface GuestWords {
  readonly label: string;
  readonly kind: WayKind;
  readonly monitor: "qemu" | "firecracker";
}

export const GUESTS: Readonly<Record<GuestWay, GuestWords>> = {
  "vm-bios": { label: "VM, cold through its BIOS", kind: "vm", monitor: "qemu" },
  "vm-direct": { label: "VM, kernel entered directly", kind: "vm", monitor: "qemu" },
  "pv-direct": { label: "thin VM, kernel entered directly", kind: "thin vm", monitor: "firecracker" },
  "pv-one-program": { label: "thin VM with one program", kind: "thin vm", monitor: "firecracker" },
  "pv-snapshot": { label: "thin VM from a snapshot", kind: "snapshot", monitor: "firecracker" },
  "unikernel-kv": { label: "unikernel, key-value server", kind: "unikernel", monitor: "firecracker" },
  "unikernel-hello": { label: "unikernel, hello", kind: "unikernel", monitor: "firecracker" },
};

export const CONTAINERS: Readonly<Record<ContainerWay, string>> = {
  "by hand": "container by hand: the kernel's part alone",
  crun: "container, crun-like",
  runc: "container, runc-like",
  docker: "container, Docker-like",
};

const MONITORS = {
  qemu: { label: "QEMU", figure: qemuMonitor },
  firecracker: { label: "Firecracker", figure: firecrackerMonitor },
} as const;

/** All ways of which something is known, the heaviest first. */
export function waysOf(measurements: Measurements): readonly Way[] {
  const guests = (Object.keys(GUESTS) as GuestWay[]).flatMap((way) => guestWay(way, measurements) ?? []);
  const containers = (Object.keys(CONTAINERS).toReversed() as ContainerWay[]).flatMap(
    (way) => containerWay(way, measurements) ?? [],
  );
  return [...guests, ...containers, ...pooled(measurements), process()];
}

const onCore = (id: string, label: string, figure: Figure): WayStage => ({
  id,
  label,
  ms: figure.value,
  on: "core",
  figure,
});

const locked = (lock: string, stage: WayStage): WayStage => ({ ...stage, on: { lock } });

/** Its monitor, then what was measured of the guest; the pages that it touches are brought in by the host. */
function guestWay(way: GuestWay, measurements: Measurements): Way | undefined {
  const measured = measurements.guests[way];
  if (measured === undefined) return undefined;
  const { label, kind, monitor } = GUESTS[way];
  const { phases, haltedMs, pagesTouched } = measured;
  const counted = (ms: number, what: string) =>
    countedIn(measurements, ms, "ms", `${what}: instructions and exits of a real guest at the lab's costs`);
  // A processor that waits for a device or a timer does so in its kernel.
  const own = phases.map(({ name, virtualMs }) => ({
    name,
    ms: virtualMs - (name === "kernel" ? haltedMs : 0),
  }));
  const monitorMs = MONITORS[monitor].figure.value / 1000;
  return {
    id: way,
    label,
    kind,
    stages: [
      onCore("monitor", `monitor (${MONITORS[monitor].label})`, {
        ...MONITORS[monitor].figure,
        value: monitorMs,
        unit: "ms",
      }),
      onCore(
        "memory",
        "memory that the host brings in",
        modelled(
          (pagesTouched * zeroFillNs.value) / 1e6,
          "ms",
          `${pagesTouched} pages that the guest touches`,
          [zeroFillNs],
        ),
      ),
      ...own.map(({ name, ms }) => onCore(name, `guest: ${name}`, counted(ms, `phase ${name}`))),
      ...(haltedMs > 0
        ? [
            {
              ...onCore("halted", "guest waits for timers", counted(haltedMs, "time halted")),
              on: "wait" as const,
            },
          ]
        : []),
    ],
    heavierMonitorMs: monitor === "qemu" ? 0 : modelCosts.vmmStartNs.value / 1e6 - monitorMs,
  };
}

/** Making a network namespace and its devices happens under one lock of the kernel, rtnl; cgroups have another. */
const LOCKED: Readonly<Record<string, string>> = { network: "rtnl", cgroup: "cgroup" };

function containerWay(way: ContainerWay, measurements: Measurements): Way | undefined {
  const measured = measurements.containers[way];
  if (measured === undefined) return undefined;
  const whole: readonly Constant[] = way === "by hand" ? [] : [PUBLISHED_STARTS[way]];
  const stages = measured.phases.flatMap(({ name, virtualMs, runtimeMs }) => {
    const kernelMs = virtualMs - runtimeMs;
    const kernel = onCore(
      `${name}-kernel`,
      `kernel: ${name}`,
      modelled(
        kernelMs,
        "ms",
        "steps of the simulated kernel, which cost what the real one was counted to take",
        [nsPerInstruction],
      ),
    );
    const runtime = onCore(
      `${name}-runtime`,
      `runtime: ${name}`,
      modelled(runtimeMs, "ms", "the runtime's own work: a published start less the kernel's part", whole),
    );
    const lock = LOCKED[name];
    return [lock === undefined ? kernel : locked(lock, kernel), ...(whole.length > 0 ? [runtime] : [])];
  });
  return {
    id: `container-${way.replace(" ", "-")}`,
    label: CONTAINERS[way],
    kind: "container",
    stages,
    heavierMonitorMs: 0,
  };
}

export const POOLED = "container from a pool, frozen until now";

function pooled({ pooledMs }: Measurements): readonly Way[] {
  if (pooledMs === undefined) return [];
  const how =
    "thawed, handed its work and run to its end in the simulated kernel, whose steps cost what the real one was counted to take";
  const figure = modelled(pooledMs, "ms", how, [nsPerInstruction]);
  return [
    {
      id: "container-pooled",
      label: POOLED,
      kind: "container",
      stages: [onCore("pooled", "thaw and program", figure)],
      heavierMonitorMs: 0,
    },
  ];
}

function process(): Way {
  const { instructions, label } = row("sh.true");
  const figure = {
    value: (instructions * nsPerInstruction.value) / 1e6,
    unit: "ms",
    origin: {
      kind: "measured",
      how: `${label}: instructions of the real guest (docs/measurements.md), one of them a nanosecond`,
    },
  } as const;
  return {
    id: "process",
    label: "process: fork, exec and its end",
    kind: "process",
    stages: [onCore("process", "fork, exec, exit", figure)],
    heavierMonitorMs: 0,
  };
}

export const WAY_CONSTANTS: readonly Constant[] = [nsPerInstruction, nsPerExit, zeroFillNs];
