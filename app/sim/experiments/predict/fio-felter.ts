/** The FlashSystem behind QEMU with native asynchronous I/O: 4 KiB, random, many in flight. */
import * as disk from "../../figures/predict/disk";
import * as published from "../../figures/published/felter-tables-2015";
import { runNetwork } from "./closed-network";
import { fioOutputs } from "./fio-outputs";
import { type Answer, type Inputs, missing } from "./prediction";

type Pattern = keyof typeof published.nativeIops;

const CALIBRATED_DEPTH = 128;
const ROUNDS = 10_000;

/** QEMU's work for one request alone on the newer host, µs: what its 4 KiB read adds there, less wake-ups and the guest. */
const loopAloneUs =
  disk.aloneUs("4k", "qemu") -
  disk.aloneUs("4k", "metal") -
  disk.guestWorkUs.value -
  disk.wakeUps.qemu * disk.coreWakeUs.value;

const loopUs = loopAloneUs * disk.batchedShare.value * disk.olderCoreFactor.value;

export interface FelterFio {
  readonly perSecond: number;
  /** Mean number of requests at the storage system; the others wait for QEMU. */
  readonly atStorage: number;
}

/** 128 requests go round between QEMU's loop and a storage system that answers at its published rate. */
function kvmRun(pattern: Pattern): FelterFio {
  const run = runNetwork({
    customers: CALIBRATED_DEPTH,
    rounds: ROUNDS,
    seed: 1,
    stations: [
      { name: "QEMU's loop", servers: 1, meanNs: loopUs * 1000, stages: 4 },
      { name: "storage", servers: 1, meanNs: 1e9 / published.nativeIops[pattern].value, stages: 4 },
    ],
  });
  return { perSecond: run.perSecond, atStorage: run.meanAt[1]! };
}

/** The native response time at a share, µs, between and beyond the published percentiles in straight lines. */
function nativeMicros(share: number): number {
  const points = published.nativeReadMicros.map(([at, { value }]) => [at, value] as const);
  const above = Math.max(
    1,
    Math.min(
      points.length - 1,
      points.findIndex(([at]) => at >= share),
    ),
  );
  const [from, low] = points[above - 1]!;
  const [to, high] = points[above]!;
  return low + ((high - low) * (share - from)) / (to - from);
}

export function felterFio(inputs: Inputs): Answer {
  const pattern = inputs.pattern as Pattern;
  const depth = inputs.depth as number;
  if (inputs.block !== "4k" || depth !== CALIBRATED_DEPTH)
    return missing(
      `This storage system was measured with 4 KiB and ${CALIBRATED_DEPTH} requests in flight only; the model knows neither its latency with fewer nor its time for 128 KiB.`,
    );
  const native = published.nativeIops[pattern].value;
  const run = inputs.path === "kvm" ? kvmRun(pattern) : { perSecond: native, atStorage: depth };
  const nativeMeanUs = (depth * 1e6) / native;
  const waitUs = ((depth - run.atStorage) * 1e6) / run.perSecond;
  // Only reads were published with their percentiles; writes and mixes are taken to vary as much around their mean.
  const scale = nativeMeanUs / ((depth * 1e6) / published.nativeIops.read.value);
  const latencyUs = (share: number): number =>
    waitUs + nativeMicros(share) * scale * (run.atStorage / depth) * (native / run.perSecond);
  return {
    outputs: fioOutputs(
      run.perSecond,
      depth,
      latencyUs,
      inputs.path === "kvm" ? [0.5, Math.min(1.4, native / run.perSecond)] : [0.97, 1.03],
    ),
    mechanisms:
      inputs.path === "native"
        ? ["The published native rate and response times; the mean is depth over throughput (Little's law)."]
        : [
            "128 requests go round between QEMU's loop, which works on one at a time, and a storage system that answers at its native rate: the slower of the two bounds.",
            "The loop's time is that of QEMU's on the newer host with one request, less waking cores and the guest's work, halved because many requests share one turn of the loop, and longer on an older processor.",
            "Where the loop is the slower one, most requests wait for it and few at the storage: response times are longer and vary less.",
          ],
  };
}
