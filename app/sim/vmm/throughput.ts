/**
 * Many I/Os in a row. With q requests in flight a queue takes one notification, one interrupt and one wake-up for q of them,
 * and q frames pass as one large packet (segmentation offload); an emulated device takes one request at a time. The time of a request is then the longest of three: what the guest's
 * processor works on it, what the host's does, and what the device needs between two; or the whole path divided by q.
 */
import { type Constant, type Figure, modelled } from "../figures/figure";
import * as cost from "../figures/paths";
import { diskModel } from "../storage/service-time";
import type { Counted } from "./accesses";
import type { Arrangement } from "./arrangements";
import type { Io } from "./io";
import { stepsOf } from "./path";
import type { StepInput } from "./steps";

export interface Bulk {
  /** Elapsed, for each request, with the asked number in flight. */
  readonly requestNs: number;
  /** Processor time for each request, of guest and host together. */
  readonly busyNs: number;
  readonly exits: number;
  readonly interrupts: number;
  readonly mbPerSecond: number;
  readonly exitsPerMiB: Figure;
  readonly msPerMiB: Figure;
  readonly busyMsPerMiB: Figure;
}

const MIB = 1 << 20;
const PER_BATCH = new Set([cost.wakeNs.id, cost.directExitNs.id, cost.indirectExitNs.id, cost.handlerNs.id]);
/** Of a batch of frames that go through stacks, bridges and device models as one large packet; a disk's requests do not. */
const PER_FRAME = new Set([cost.copyKiBNs.id, cost.wireKiBNs.id]);
const OF_GUEST = new Set<StepInput["world"]>(["guest-user", "guest-kernel"]);

/**
 * @param inFlight requests at a time, 1 to 1,024; an emulated device has one.
 * @throws RangeError for a kind that moves no bytes in bulk, or a number in flight outside of that.
 */
export function bulk(io: Io, arrangement: Arrangement, inFlight: number, counted?: Counted): Bulk {
  if (!io.kind.startsWith("disk") && !io.kind.startsWith("packet"))
    throw new RangeError(`${io.kind} is no bulk transfer; disk and packets are`);
  if (!Number.isInteger(inFlight) || inFlight < 1 || inFlight > 1024)
    throw new RangeError(`1 to 1,024 requests can be in flight, not ${inFlight}`);
  const emulated = arrangement.interface.startsWith("emulated");
  const batch = emulated ? 1 : inFlight;
  const steps = stepsOf(io, arrangement, counted);
  const isDisk = io.kind.startsWith("disk");
  const timesOf = ({ id }: Constant): number =>
    (isDisk ? PER_BATCH.has(id) : !PER_FRAME.has(id)) ? 1 / batch : 1;
  const guestNs = busyOf(steps, timesOf, isGuests);
  const hostNs = busyOf(steps, timesOf, (step) => !isGuests(step));
  const busyNs = guestNs + hostNs;
  const waitNs = steps
    .filter(({ busy }) => busy === false)
    .reduce((sum, step) => sum + nsOf(step, () => 1), 0);
  const between = isDisk ? diskNs(io.bytes, batch) : (io.bytes / 1024) * cost.wireKiBNs.value;
  // A card goes on sending while the far end receives; a request to a disk ends only when its path does.
  const wholePath = isDisk ? (busyNs + waitNs) / batch : emulated ? busyNs : 0;
  const requestNs = Math.max(wholePath, guestNs, hostNs, between);
  const exits = steps.reduce((sum, step) => sum + (step.exits?.value ?? 0), 0) / batch;
  const interrupts = steps.reduce((sum, step) => sum + (step.interrupts ?? 0), 0) / batch;
  const perMiB = MIB / io.bytes;
  const how = `with ${batch} in flight, ${io.bytes.toLocaleString("en")} bytes each`;
  const from = [
    ...new Map(steps.flatMap(({ parts = [] }) => parts.map(([, c]) => [c.id, c] as const))).values(),
  ];
  return {
    requestNs,
    busyNs,
    exits,
    interrupts,
    mbPerSecond: (io.bytes * 1000) / requestNs,
    exitsPerMiB: modelled(
      exits * perMiB,
      "exits",
      `Exits of one request, ${how}, times requests of a MiB.`,
      [],
    ),
    msPerMiB: modelled(
      (requestNs * perMiB) / 1e6,
      "ms",
      `The longest of: the guest's work, the host's work, the device's time between two requests, the path over the number in flight; ${how}.`,
      from,
    ),
    busyMsPerMiB: modelled((busyNs * perMiB) / 1e6, "ms", `Work of guest and host, ${how}.`, from),
  };
}

/** Exits of the vCPU are the guest's core at work. */
const isGuests = ({ world, exits }: StepInput): boolean =>
  OF_GUEST.has(world) || (exits !== undefined && exits.value > 0);

const nsOf = ({ parts = [] }: StepInput, timesOf: (constant: Constant) => number): number =>
  parts.reduce((sum, [times, constant]) => sum + times * timesOf(constant) * constant.value, 0);

const busyOf = (
  steps: readonly StepInput[],
  timesOf: (constant: Constant) => number,
  which: (step: StepInput) => boolean,
): number =>
  steps
    .filter((step) => step.busy !== false && which(step))
    .reduce((sum, step) => sum + nsOf(step, timesOf), 0);

/** Between two ends of requests to a solid-state disk that always has `inFlight` of them. */
function diskNs(bytes: number, inFlight: number): number {
  const model = diskModel("ssd", MIB * 1024);
  const ends = new Array<number>(inFlight).fill(0);
  const rounds = 8 * inFlight;
  const warm = 4 * inFlight;
  let warmNs = 0;
  for (let n = 0; n < rounds; n++) {
    const slot = ends.indexOf(Math.min(...ends));
    if (n === warm) warmNs = ends[slot]!;
    ends[slot] = model.submit({ kind: "read", offset: 0, bytes }, ends[slot]!);
  }
  return (Math.min(...ends) - warmNs) / (rounds - warm);
}
