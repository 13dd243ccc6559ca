/** `mysql`: sysbench OLTP, read-only, threads on another machine; a closed system around a measured native curve. */
import { nsPerExit } from "../../figures/host";
import * as cost from "../../figures/predict/database";
import { natWorkUs, vhostUs } from "../../figures/predict/network";
import { bridgeRoundTripAdder, kvmRoundTripAdder } from "../../figures/published/felter-2015";
import { mysqlNative } from "../../figures/published/felter-tables-2015";
import { type Answer, type Inputs, type Scenario, times } from "./prediction";

const MYSQL_PATHS = ["native", "container", "container-nat", "kvm-qcow2"] as const;
export type MysqlPath = (typeof MYSQL_PATHS)[number];

const MOST_THREADS = 400;
const POINTS = [[0, 0] as const, ...mysqlNative.map(([threads, { value }]) => [threads, value] as const)];

/** The native curve between and beyond its published points, in straight lines. @param threads may be a fraction. */
function nativeTps(threads: number): number {
  const above = POINTS.findIndex(([at]) => at >= threads);
  const next = above < 0 ? POINTS.length - 1 : Math.max(1, above);
  const [from, low] = POINTS[next - 1]!;
  const [to, high] = POINTS[next]!;
  return low + ((high - low) * (threads - from)) / (to - from);
}

interface PathCost {
  /** Processor time of one transaction beside the native, µs. */
  readonly workUs: number;
  /** Waiting of one transaction beside that, µs. */
  readonly waitUs: number;
  /** How much longer the native work takes. */
  readonly slower: number;
}

const trips = cost.roundTrips.value;

function costOf(path: MysqlPath): PathCost {
  if (path === "native" || path === "container") return { workUs: 0, waitUs: 0, slower: 1 };
  if (path === "container-nat") {
    const workUs = trips * 2 * natWorkUs.value;
    return { workUs, waitUs: trips * bridgeRoundTripAdder.value - workUs, slower: 1 };
  }
  const workUs = trips * ((cost.databaseExits.value * nsPerExit.value) / 1000 + vhostUs.value);
  return {
    workUs,
    waitUs: trips * kvmRoundTripAdder.value - workUs,
    slower: 1 + cost.databaseNestedShare.value,
  };
}

const peakTps = Math.max(...POINTS.map(([, tps]) => tps));
/** Processor time of a native transaction where all hardware threads are busy, µs. */
const busyUs = (cost.hardwareThreads.value * 1e6) / peakTps;

/**
 * Transactions a second. The server is a flow-equivalent one (Norton's theorem for closed networks): with n threads inside it
 * answers at the native curve's rate, slowed by the path's work; the others wait on the network.
 */
export function mysqlTps(path: MysqlPath, threads: number): number {
  const { workUs, waitUs, slower } = costOf(path);
  const factor = slower + workUs / busyUs;
  let low = 0;
  let high = peakTps;
  for (let step = 0; step < 60; step++) {
    const tps = (low + high) / 2;
    const inside = Math.max(0, threads - (tps * waitUs) / 1e6);
    if (nativeTps(inside) / factor > tps) low = tps;
    else high = tps;
  }
  return low;
}

function predict(inputs: Inputs): Answer {
  const path = inputs.path as MysqlPath;
  const threads = inputs.threads as number;
  const tps = mysqlTps(path, threads);
  const [low, high] = (
    {
      native: [0.95, 1.05],
      container: [0.93, 1.04],
      "container-nat": [0.82, 1.06],
      "kvm-qcow2": [0.65, 1.12],
    } as const
  )[path];
  return {
    outputs: {
      tps: times(tps, "/s", low, high),
      latencyMeanMs: times((threads * 1000) / tps, "ms", 1 / high, 1 / low),
    },
    mechanisms: [
      "The native curve as published, also its decline beyond 170 threads, stands for what contention and hardware threads do to the database.",
      ...(path === "container"
        ? ["A container on the host's network adds no step to a query: its processes are the host's."]
        : []),
      ...(path === "container-nat"
        ? [
            "Each of 16 round trips of a transaction takes 17 µs longer through bridge and translation; half of that is work of the host's processors, which the database lacks when all are busy.",
          ]
        : []),
      ...(path === "kvm-qcow2"
        ? [
            "Each of 16 round trips of a transaction takes 30 µs longer; exits and vhost's thread take processors that the database lacks when all are busy.",
            "Nested translation makes the database's own work 7 % longer. The data fit in memory, so qcow2 does nothing here.",
          ]
        : []),
      "The mean latency is threads over throughput (Little's law).",
    ],
  };
}

export const mysqlScenario: Scenario = {
  name: "mysql",
  summary: "sysbench OLTP, read-only: transactions a second by threads",
  options: {
    path: { kind: "choice", allowed: MYSQL_PATHS },
    threads: { kind: "whole", least: 1, most: MOST_THREADS },
  },
  predict,
};
