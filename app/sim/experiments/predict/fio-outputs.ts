/** The outputs of a disk experiment, with ranges that agree with each other. */
import { type Output, times } from "./prediction";

const SHARES = { P1: 0.01, P10: 0.1, P50: 0.5, P90: 0.9, P95: 0.95, P99: 0.99 } as const;

/** Throughput and latencies of a closed system: the mean is depth over throughput (Little), so their ranges mirror. */
export function fioOutputs(
  perSecond: number,
  depth: number,
  latencyUs: (share: number) => number,
  [low, high]: readonly [number, number],
): Readonly<Record<string, Output>> {
  const latencies = Object.entries(SHARES).map(([name, share]) => {
    const tail = share > 0.9 ? 1.35 : 1.1;
    const head = share < 0.5 ? 0.6 : 0.9;
    return [`latency${name}Us`, times(latencyUs(share), "µs", head / high, tail / low)] as const;
  });
  return {
    iops: times(perSecond, "/s", low, high),
    latencyMeanUs: times((depth * 1e6) / perSecond, "µs", 1 / high, 1 / low),
    ...Object.fromEntries(latencies),
  };
}
