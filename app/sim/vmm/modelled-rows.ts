/** What a workload costs over hardware that was handed out: rows that no emulator can count, for tables that say so. */
import { type Figure, modelled } from "../figures/figure";
import { type Arrangement, arrangements } from "./arrangements";
import type { Io } from "./io";
import { pathOf } from "./path";
import { bulk } from "./throughput";

export type Workload =
  | {
      readonly kind: "disk-read" | "disk-write";
      readonly bytes: number;
      /** 128 KiB unless given. */
      readonly requestBytes?: number;
      /** 1 unless given. */
      readonly inFlight?: number;
    }
  | {
      readonly kind: "net-receive" | "net-send";
      /** Payload of a TCP stream. */
      readonly bytes: number;
      /** Frames for one interrupt; 1 unless given. */
      readonly inFlight?: number;
    }
  | { readonly kind: "ping"; readonly count: number };

export interface ModelledRow {
  readonly arrangement: string;
  readonly name: string;
  readonly bytes: number;
  readonly exits: Figure;
  readonly interrupts: Figure;
  readonly virtualNs: Figure;
  /** Processor time, of guest and host together. */
  readonly busyNs: Figure;
}

const REQUEST_BYTES = 128 * 1024;
/** TCP with time stamps over Ethernet. */
const PAYLOAD_BYTES = 1448;
const FULL_FRAME_BYTES = 1514;
const ACK_FRAME_BYTES = 66;
const FRAMES_PER_ACK = 2;
/** 56 bytes of data, as ping sends them. */
const PING_FRAME_BYTES = 98;

interface Sum {
  readonly exits: number;
  readonly interrupts: number;
  readonly ns: number;
  readonly busyNs: number;
}

/**
 * One row each for passthrough, passthrough with posted interrupts and an SR-IOV virtual function, on KVM.
 * @throws RangeError for a workload without bytes or pings, or sizes that no path has.
 */
export function modelledRows(workload: Workload): readonly ModelledRow[] {
  const amount = workload.kind === "ping" ? workload.count : workload.bytes;
  if (!Number.isInteger(amount) || amount < 1)
    throw new RangeError(`${workload.kind}: ${amount} is no amount`);
  return arrangements
    .filter(({ host, handedOut }) => host === "kvm" && handedOut !== "none")
    .map((arrangement) => rowOf(arrangement, workload));
}

function rowOf(arrangement: Arrangement, workload: Workload): ModelledRow {
  const { exits, interrupts, ns, busyNs } = sumOf(arrangement, workload);
  const bytes = workload.kind === "ping" ? workload.count * 2 * PING_FRAME_BYTES : workload.bytes;
  const how = `${arrangement.name}: ${wordsOf(workload)}. No guest here can be given real hardware, so nothing of it is counted.`;
  return {
    arrangement: arrangement.id,
    name: arrangement.name,
    bytes,
    exits: modelled(exits, "exits", how, []),
    interrupts: modelled(interrupts, "count", how, []),
    virtualNs: modelled(ns, "ns", how, []),
    busyNs: modelled(busyNs, "ns", how, []),
  };
}

function wordsOf(workload: Workload): string {
  if (workload.kind === "ping") return `${workload.count} times the path of a packet in and of one out`;
  if (workload.kind === "disk-read" || workload.kind === "disk-write")
    return `requests of ${workload.requestBytes ?? REQUEST_BYTES} bytes, ${workload.inFlight ?? 1} in flight, each along its path`;
  return `frames of ${PAYLOAD_BYTES} bytes of payload, an acknowledgement for every ${FRAMES_PER_ACK}, an interrupt for every ${workload.inFlight ?? 1}`;
}

function sumOf(arrangement: Arrangement, workload: Workload): Sum {
  if (workload.kind === "ping") {
    const frames = (["packet-in", "packet-out"] as const).map((kind) =>
      pathOf({ kind, bytes: PING_FRAME_BYTES }, arrangement),
    );
    return {
      exits: workload.count * total(frames.map(({ exits }) => exits.value)),
      interrupts: workload.count * total(frames.map(({ interrupts }) => interrupts)),
      ns: workload.count * total(frames.map(({ totalNs }) => totalNs.value)),
      busyNs: workload.count * total(frames.map(({ busyNs }) => busyNs.value)),
    };
  }
  if (workload.kind === "disk-read" || workload.kind === "disk-write") return ofDisk(arrangement, workload);
  const frames = Math.ceil(workload.bytes / PAYLOAD_BYTES);
  const sends = workload.kind === "net-send";
  const inFlight = workload.inFlight ?? 1;
  const data = times(
    arrangement,
    { kind: sends ? "packet-out" : "packet-in", bytes: FULL_FRAME_BYTES },
    frames,
    inFlight,
  );
  const acks = times(
    arrangement,
    { kind: sends ? "packet-in" : "packet-out", bytes: ACK_FRAME_BYTES },
    Math.ceil(frames / FRAMES_PER_ACK),
    inFlight,
  );
  // Both directions share the guest's processor; the wire carries them at the same time.
  return {
    exits: data.exits + acks.exits,
    interrupts: data.interrupts + acks.interrupts,
    ns: Math.max(data.ns, acks.ns, data.busyNs + acks.busyNs),
    busyNs: data.busyNs + acks.busyNs,
  };
}

function ofDisk(
  arrangement: Arrangement,
  {
    kind,
    bytes,
    requestBytes = REQUEST_BYTES,
    inFlight = 1,
  }: Extract<Workload, { readonly inFlight?: number }> & {
    readonly kind: "disk-read" | "disk-write";
    readonly requestBytes?: number;
  },
): Sum {
  const full = Math.floor(bytes / requestBytes);
  const rest = bytes - full * requestBytes;
  const parts = [times(arrangement, { kind, bytes: requestBytes }, full, inFlight)];
  if (rest > 0) parts.push(times(arrangement, { kind, bytes: rest }, 1, 1));
  return {
    exits: total(parts.map(({ exits }) => exits)),
    interrupts: total(parts.map(({ interrupts }) => interrupts)),
    ns: total(parts.map(({ ns }) => ns)),
    busyNs: total(parts.map(({ busyNs }) => busyNs)),
  };
}

function times(arrangement: Arrangement, io: Io, count: number, inFlight: number): Sum {
  const { exits, interrupts, requestNs, busyNs } = bulk(io, arrangement, inFlight);
  return {
    exits: Math.ceil(count * exits),
    interrupts: Math.ceil(count * interrupts),
    ns: count * requestNs,
    busyNs: count * busyNs,
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
