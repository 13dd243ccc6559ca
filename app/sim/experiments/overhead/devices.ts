/** Disk and network: one at a time, many in flight, in bulk; and what the lab counted in its real guest. */
import { type Constant, modelled } from "../../figures/figure";
import * as cost from "../../figures/paths";
import { ssdRead4KiB } from "../../figures/storage";
import type { Io } from "../../vmm/io";
import { bulk } from "../../vmm/throughput";
import { countedIn, type Measurements } from "../measurements";
import { type FioVmm, fioRun } from "../predict/fio";
import type { Cell, CellPart, ExperimentTable } from "../table";
import { list, say, sayBytes } from "../words";
import {
  BLOCK_BYTES,
  CONTENDER_LABELS,
  CONTENDERS,
  type Contender,
  diskOf,
  networkOf,
  type RequestCost,
  requestCost,
  roundTrip,
  totalNs,
} from "./contenders";
import { type BlockSize, OVERHEAD_DEFAULTS, type OverheadInputs } from "./inputs";

const PATH_CONSTANTS: readonly Constant[] = [
  cost.directExitNs,
  cost.indirectExitNs,
  cost.wakeNs,
  cost.driverNs,
  cost.handlerNs,
  cost.networkStackNs,
  cost.systemCallNs,
  cost.bridgeNs,
];

/** 1, 2, 4 … up to and with `most`. */
function depthsUpTo(most: number): readonly number[] {
  const depths: number[] = [];
  for (let depth = 1; depth < most; depth *= 2) depths.push(depth);
  return [...depths, most];
}

/** Those whose behaviour with many in flight the published rows of one host bound; the others follow from their path. */
const FIO: Partial<Record<Contender, FioVmm>> = {
  native: "metal",
  container: "metal",
  "container-nat": "metal",
  "vm-pv": "qemu",
  unikernel: "firecracker",
};

/** Reads a second with so many in flight. */
type DiskRate = (contender: Contender, depth: number) => number;

/**
 * Remembers what it simulated. Passthrough is to native as its path is to native's; an emulated device takes one request at a
 * time, whatever is in flight.
 */
export function diskRates(block: BlockSize): DiskRate {
  const known = new Map<string, number>();
  const simulated = (vmm: FioVmm, depth: number): number => {
    const key = `${vmm} ${depth}`;
    const rate = known.get(key) ?? fioRun(vmm, block, depth).perSecond;
    known.set(key, rate);
    return rate;
  };
  const alongPath = (contender: Contender, depth: number): number =>
    1e9 / bulk({ kind: "disk-read", bytes: BLOCK_BYTES[block] }, diskOf(contender), depth).requestNs;
  return (contender, depth) => {
    const vmm = FIO[contender];
    if (vmm !== undefined) return simulated(vmm, depth);
    if (contender === "vm-emulated") return alongPath(contender, depth);
    return (simulated("metal", depth) * alongPath(contender, depth)) / alongPath("native", depth);
  };
}

export function diskDepthTable({
  block,
  depth: deep,
}: Pick<OverheadInputs, "block" | "depth"> = OVERHEAD_DEFAULTS): ExperimentTable {
  const how = "requests go round between the program, its device model and a solid-state disk";
  const rateOf = diskRates(block);
  const depths = depthsUpTo(deep);
  const points = CONTENDERS.filter((contender) => contender !== "container-nat").flatMap((contender) =>
    depths.map((depth) => {
      const perSecond = rateOf(contender, depth);
      return { contender, depth, perSecond, meanUs: (depth * 1e6) / perSecond };
    }),
  );
  const at = (contender: Contender, depth: number) =>
    points.find((point) => point.contender === contender && point.depth === depth)!.perSecond;
  const share = (contender: Contender, depth: number) =>
    say((100 * at(contender, depth)) / at("native", depth));
  return {
    id: "disk-depth",
    title: `One random read at a time, a VM with PV devices has ${share("vm-pv", 1)} % of native's${deep === 1 ? "" : `; with ${deep} in flight ${share("vm-pv", deep)} %`}, with emulated ones ${share("vm-emulated", deep)} %, with passthrough ${share("passthrough", deep)} %`,
    caption: `Random reads of ${sayBytes(BLOCK_BYTES[block])} from a solid-state disk, by how many are in flight. A container's disk is the host's, with NAT or without.`,
    charts: [
      { kind: "curves", x: "depth", y: "rate", scales: ["log", "log"] },
      { kind: "curves", x: "depth", y: "latency", scales: ["log", "log"] },
    ],
    columns: [
      { id: "depth", label: "in flight", unit: "count" },
      { id: "rate", label: "reads a second", unit: "/s" },
      { id: "latency", label: "mean latency", unit: "µs" },
    ],
    rows: points.map(({ contender, depth, perSecond, meanUs }) => ({
      id: `${contender}-${depth}`,
      label: `${CONTENDER_LABELS[contender]}, ${depth}`,
      series: CONTENDER_LABELS[contender],
      cells: {
        depth: { figure: modelled(depth, "count", "as asked", []) },
        rate: { figure: modelled(perSecond, "/s", how, [ssdRead4KiB, ...PATH_CONSTANTS]) },
        latency: {
          figure: modelled(meanUs, "µs", "in flight over reads a second (Little's law)", [ssdRead4KiB]),
        },
      },
    })),
    handovers: [],
    notes: [
      "PV devices are QEMU's, the unikernel's are Firecracker's of 2020, which takes one request at a time. Emulated: IDE with DMA, which takes one as well.",
    ],
  };
}

const STREAM_BYTES = 128 * 1024;
const STREAM_DEPTH = 8;

export function diskStreamTable(): ExperimentTable {
  const made = CONTENDERS.map((contender) => ({
    contender,
    ...bulk({ kind: "disk-read", bytes: STREAM_BYTES }, diskOf(contender), STREAM_DEPTH),
  }));
  const rate = (contender: Contender) => made.find((one) => one.contender === contender)!.mbPerSecond;
  const share = (contender: Contender) => `${say((100 * rate(contender)) / rate("native"))} %`;
  return {
    id: "disk-stream",
    title: `Streaming from the disk, a VM with PV devices keeps ${share("vm-pv")} of native's rate, one with emulated devices ${share("vm-emulated")}`,
    caption: `Reads of 128 KiB one after the other, ${STREAM_DEPTH} in flight where the device takes several.`,
    charts: [
      { kind: "bars", value: "rate", scale: "linear" },
      { kind: "bars", value: "busy", scale: "linear" },
    ],
    columns: [
      { id: "rate", label: "rate", unit: "MB/s" },
      { id: "busy", label: "processor for a MiB", unit: "ms" },
      { id: "exits", label: "exits for a MiB", unit: "exits" },
    ],
    rows: made.map(({ contender, mbPerSecond, busyMsPerMiB, exitsPerMiB, msPerMiB }) => ({
      id: contender,
      label: CONTENDER_LABELS[contender],
      cells: {
        rate: { figure: { ...msPerMiB, value: mbPerSecond, unit: "MB/s" } },
        busy: { figure: busyMsPerMiB },
        exits: { figure: exitsPerMiB },
      },
    })),
    handovers: [],
    notes: [],
  };
}

const FRAME_BYTES = 1514;
/** Frames that one interrupt, one notification and one large packet stand for. */
const FRAMES = 32;

export interface NetworkPoint {
  readonly contender: Contender;
  readonly cost: RequestCost;
  readonly gbps: number;
  readonly busyMsPerMiB: number;
}

const networkPoints = (ios: readonly Io[]): readonly NetworkPoint[] =>
  CONTENDERS.map((contender) => {
    const sent = bulk({ kind: "packet-out", bytes: FRAME_BYTES }, networkOf(contender), FRAMES);
    return {
      contender,
      cost: requestCost(ios, contender),
      gbps: (sent.mbPerSecond * 8) / 1000,
      busyMsPerMiB: sent.busyMsPerMiB.value,
    };
  });

function roundTripCell(request: RequestCost): Cell {
  const part = (id: string, label: string, ns: number): CellPart => ({
    id,
    label,
    figure: modelled(ns / 1000, "µs", "steps of the path, each a constant", PATH_CONSTANTS),
  });
  return {
    figure: modelled(totalNs(request) / 1000, "µs", "the path of a packet in and of one out", PATH_CONSTANTS),
    parts: [
      part("device", "card, wire and far end", request.deviceNs),
      part("own", "own kernel, and exits of an emulated card", request.ownNs),
      part("shared", "exits, wake-ups, interrupts", request.sharedNs),
      part("others", "the host's work for it", request.othersNs),
    ],
  };
}

export function networkTable({
  requestBytes,
  answerBytes,
}: Pick<OverheadInputs, "requestBytes" | "answerBytes"> = OVERHEAD_DEFAULTS): ExperimentTable {
  const points = networkPoints(roundTrip(requestBytes, answerBytes));
  const of = (contender: Contender) => points.find((point) => point.contender === contender)!;
  const [native, nat, pv] = [of("native"), of("container-nat"), of("vm-pv")];
  const addedUs = (point: NetworkPoint) => say((totalNs(point.cost) - totalNs(native.cost)) / 1000);
  const kept = nat.gbps / native.gbps;
  const slower = points
    .filter(({ gbps }) => gbps < 0.99 * native.gbps)
    .map(({ contender }) => CONTENDER_LABELS[contender]);
  return {
    id: "network",
    title: `NAT costs latency (${addedUs(nat)} µs a round trip)${kept > 0.99 ? ", not bandwidth" : ` and ${say(100 * (1 - kept))} % of the bandwidth`} at 10 Gb/s; PV devices cost ${addedUs(pv)} µs${slower.length > 0 ? `; below line rate: ${list(slower)}` : ""}`,
    caption: `A request of ${say(requestBytes)} bytes and its answer of ${say(answerBytes)} over 10 GbE; and full frames in bulk.`,
    charts: [
      { kind: "bill", value: "roundTrip" },
      { kind: "shares", value: "roundTrip" },
      { kind: "bars", value: "bulk", scale: "linear" },
    ],
    columns: [
      { id: "roundTrip", label: "round trip", unit: "µs" },
      { id: "bulk", label: "bulk", unit: "Gb/s" },
      { id: "busy", label: "processor for a MiB", unit: "ms" },
    ],
    rows: points.map(({ contender, cost: request, gbps, busyMsPerMiB }) => ({
      id: contender,
      label: CONTENDER_LABELS[contender],
      cells: {
        roundTrip: roundTripCell(request),
        bulk: {
          figure: modelled(
            gbps,
            "Gb/s",
            `${FRAMES} frames for each interrupt and each large packet; the slower of processor and wire`,
            [cost.wireKiBNs, ...PATH_CONSTANTS],
          ),
        },
        busy: { figure: modelled(busyMsPerMiB, "ms", "work of guest and host", PATH_CONSTANTS) },
      },
    })),
    handovers: [],
    notes: [
      "A container without NAT is on the host's network. Passthrough: interrupts are posted, and a halted guest still leaves.",
    ],
  };
}

/** What `lab io` counts in the real guest. */
export function countedTable(measurements: Measurements): ExperimentTable {
  const { io } = measurements;
  const pairs = io.flatMap((pv) => {
    if (!pv.device.startsWith("virtio") || pv.exits === 0) return [];
    const other = io.find(({ workload, device }) => workload === pv.workload && !device.startsWith("virtio"));
    return other === undefined ? [] : [{ workload: pv.workload, times: other.exits / pv.exits }];
  });
  const most = pairs.toSorted((a, b) => b.times - a.times)[0];
  return {
    id: "counted",
    title:
      most === undefined
        ? "Nothing was counted"
        : `A pretended device is left for up to ${say(most.times)} times as often as a PV one (${most.workload})`,
    caption:
      "The same transfers in the lab's real guest through each device: accesses that leave the guest, interrupts, time at the lab's costs.",
    charts: [{ kind: "bars", value: "exits", scale: "log" }],
    columns: [
      { id: "exits", label: "exits", unit: "exits" },
      { id: "interrupts", label: "interrupts", unit: "count" },
      { id: "time", label: "virtual time", unit: "ms" },
    ],
    rows: io.map(({ workload, device, bytes, exits, interrupts, virtualMs }) => ({
      id: `${workload}-${device}`,
      label: `${workload}, ${device}`,
      series: workload,
      cells: {
        exits: {
          figure: countedIn(
            measurements,
            exits,
            "exits",
            `accesses of a real guest to its device, ${bytes} bytes`,
          ),
        },
        interrupts: {
          figure: countedIn(
            measurements,
            interrupts,
            "count",
            "interrupts as the guest's kernel counts them",
          ),
        },
        time: {
          figure: countedIn(
            measurements,
            virtualMs,
            "ms",
            "instructions and exits of a real guest at the lab's costs",
          ),
        },
      },
    })),
    handovers: [],
    notes: [],
  };
}
