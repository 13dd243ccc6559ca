/** `redis`: clients on another machine, each with one request at a time, and a server of one thread. */
import { nsPerExit } from "../../figures/host";
import * as cost from "../../figures/predict/network";
import { type NetworkRun, runNetwork, type Station } from "./closed-network";
import { type Answer, type Inputs, type Scenario, times } from "./prediction";

const REDIS_PATHS = ["native", "bridge", "kvm"] as const;
export type RedisPath = (typeof REDIS_PATHS)[number];

const ROUNDS = 10_000;
/** Service of a request varies little: it is the same few system calls. */
const STEADY_STAGES = 64;
const ns = (us: number): number => us * 1000;

interface PathCost {
  /** Added to the server's thread for each request. */
  readonly serverUs: number;
  /** Added when the server was asleep. */
  readonly wakeUs: number;
  readonly wayUs: number;
  readonly further: readonly Station[];
}

const queue = (name: string, us: number): Station => ({
  name,
  servers: 1,
  meanNs: ns(us),
  stages: STEADY_STAGES,
});

const exitUs = nsPerExit.value / 1000;
const COSTS: Readonly<Record<RedisPath, PathCost>> = {
  native: { serverUs: 0, wakeUs: 0, wayUs: 0, further: [] },
  bridge: {
    // Sending is done by the thread that sends; receiving by the processor that takes the card's interrupt.
    serverUs: cost.natWorkUs.value,
    wakeUs: 2 * cost.natWorkUs.value,
    wayUs: 0,
    further: [queue("receiving", cost.natWorkUs.value)],
  },
  kvm: {
    serverUs: cost.exitsAwake * exitUs + cost.redisServerUs.value * cost.nestedTaxShare.value,
    wakeUs: cost.exitsAsleep * exitUs + cost.kvmWakeUs.value,
    wayUs: cost.kvmWayUs.value,
    further: [queue("vhost", cost.vhostUs.value)],
  },
};

export function redisRun(path: RedisPath, clients: number): NetworkRun {
  const { serverUs, wakeUs, wayUs, further } = COSTS[path];
  return runNetwork({
    customers: clients,
    rounds: ROUNDS,
    seed: 1,
    stations: [
      queue("client", cost.redisClientUs.value),
      {
        name: "way",
        servers: Number.POSITIVE_INFINITY,
        meanNs: ns(cost.redisWayUs.value + wayUs),
        stages: STEADY_STAGES,
      },
      ...further,
      {
        ...queue("server", cost.redisServerUs.value + serverUs),
        wake: { afterNs: ns(cost.deepSleepAfterUs.value), ns: ns(cost.redisWakeUs.value + wakeUs) },
      },
    ],
  });
}

function predict(inputs: Inputs): Answer {
  const path = inputs.path as RedisPath;
  const clients = inputs.clients as number;
  const { perSecond } = redisRun(path, clients);
  const [low, high] = path === "native" ? [0.88, 1.1] : clients <= 2 ? [0.82, 1.18] : [0.72, 1.25];
  return {
    outputs: { kReqPerS: times(perSecond / 1000, "thousand/s", low, high) },
    mechanisms: [
      "A closed system: each client waits for its answer. Few clients are bound by the round trip, many by the one thread of the server.",
      "With one client the server's processor falls asleep between two requests; with more it does not.",
      ...(path === "bridge"
        ? [
            "Bridge and address translation: the way out is work of the server's own thread, the way in of the processor that takes the card's interrupts. So they cost latency at few clients and throughput at many.",
          ]
        : []),
      ...(path === "kvm"
        ? [
            "virtio and vhost: exits and wake-ups lengthen the round trip by 30.4 µs; under load vhost works on a core of its own, wake-ups pass, and of the exits one for each request remains.",
            "Nested translation lengthens the server's own work a little.",
          ]
        : []),
      "A SET of 50 bytes takes the same way as a GET; what it computes more is below a tenth of a microsecond.",
    ],
  };
}

export const redisScenario: Scenario = {
  name: "redis",
  summary: "Redis behind 10 GbE, thousands of requests a second, by clients",
  options: {
    path: { kind: "choice", allowed: REDIS_PATHS },
    clients: { kind: "whole", least: 1, most: 10_000 },
    op: { kind: "choice", allowed: ["get", "set"], fallback: "get" },
  },
  predict,
};
