/** A key-value server and a database-like load, by how many ask at a time: closed networks around the path of each contender. */
import { type Constant, modelled } from "../../figures/figure";
import { nsPerExit } from "../../figures/host";
import * as load from "../../figures/overhead";
import { databaseNestedShare, roundTrips } from "../../figures/predict/database";
import {
  exitsAwake,
  natWorkUs,
  nestedTaxShare,
  redisClientUs,
  redisServerUs,
  redisWakeUs,
  redisWayUs,
  vhostUs,
} from "../../figures/predict/network";
import { ssdChannels, ssdRead4KiB } from "../../figures/storage";
import type { Io } from "../../vmm/io";
import { type NetworkRun, runNetwork, type Station } from "../predict/closed-network";
import { type RedisPath, redisRun } from "../predict/redis";
import { upTo } from "../startup/storms";
import type { ExperimentTable } from "../table";
import { say } from "../words";
import {
  beyondNative,
  CONTENDER_LABELS,
  CONTENDERS,
  type Contender,
  isGuest,
  randomRead,
  roundTrip,
  totalNs,
} from "./contenders";
import { diskRates } from "./devices";
import { OVERHEAD_DEFAULTS, type OverheadInputs } from "./inputs";

const ROUNDS = 8000;
/** Service varies little: it is the same few steps each time. */
const STAGES = 64;
const US = 1000;

/** Those whose path was fitted to published rows of a server; the others follow from the steps of theirs. */
const FITTED: Partial<Record<Contender, RedisPath>> = {
  native: "native",
  container: "native",
  "container-nat": "bridge",
  "vm-pv": "kvm",
};

const queue = (name: string, servers: number, meanNs: number): Station => ({
  name,
  servers,
  meanNs,
  stages: STAGES,
});
const delay = (name: string, meanNs: number): Station => queue(name, Number.POSITIVE_INFINITY, meanNs);
const present = ({ meanNs }: Station): boolean => meanNs > 0;

const TRIP = roundTrip(OVERHEAD_DEFAULTS.requestBytes, OVERHEAD_DEFAULTS.answerBytes);
const READ = randomRead("4k");

/** What a request takes beyond native's, when many are under way, ns. */
interface Beyond {
  /** On the server's own cores. */
  readonly ownNs: number;
  /** Of the one thread or device that serves it. */
  readonly hostNs: number;
  /** The rest: it makes one wait, but keeps nobody busy. */
  readonly lagNs: number;
}

const NOTHING: Beyond = { ownNs: 0, hostNs: 0, lagNs: 0 };

/** The work that is known, and as lag what the whole path takes beyond it. */
function withLag(ios: readonly Io[], contender: Contender, work: Omit<Beyond, "lagNs">): Beyond {
  const wholeNs = totalNs(beyondNative(ios, contender));
  return { ...work, lagNs: Math.max(0, wholeNs - work.ownNs - work.hostNs) };
}

function tripBeyond(contender: Contender): Beyond {
  switch (contender) {
    case "native":
    case "container":
      return NOTHING;
    case "container-nat":
      return withLag(TRIP, contender, { ownNs: 2 * natWorkUs.value * US, hostNs: 0 });
    case "vm-emulated": {
      const { ownNs, othersNs } = beyondNative(TRIP, contender);
      return withLag(TRIP, contender, { ownNs, hostNs: othersNs });
    }
    case "vm-pv":
    case "unikernel":
      return withLag(TRIP, contender, {
        ownNs: exitsAwake * nsPerExit.value,
        hostNs: vhostUs.value * US,
      });
    case "passthrough":
      return withLag(TRIP, contender, { ownNs: 0, hostNs: 0 });
  }
}

/** With so many in flight a device model is busy all the time. */
const BUSY_DEPTH = 32;

function readBeyond(contender: Contender, rateOf: ReturnType<typeof diskRates>): Beyond {
  if (!isGuest(contender)) return NOTHING;
  if (contender === "passthrough") return withLag(READ, contender, { ownNs: 0, hostNs: 0 });
  if (contender === "vm-emulated") {
    const { ownNs, othersNs } = beyondNative(READ, contender);
    return withLag(READ, contender, { ownNs, hostNs: othersNs });
  }
  return withLag(READ, contender, {
    ownNs: nsPerExit.value,
    hostNs: 1e9 / rateOf(contender, BUSY_DEPTH),
  });
}

export type ServerRun = Pick<NetworkRun, "perSecond" | "meanNs">;

function alongPath(contender: Contender, clients: number, seed: number): number {
  const { ownNs, hostNs, lagNs } = tripBeyond(contender);
  const slower = isGuest(contender) ? 1 + nestedTaxShare.value : 1;
  const asleep = clients === 1 ? redisWakeUs.value : 0;
  const stations = [
    queue("client", 1, redisClientUs.value * US),
    delay("way", (redisWayUs.value + asleep) * US + lagNs),
    queue("host", 1, hostNs),
    queue("server", 1, redisServerUs.value * US * slower + ownNs),
  ];
  return runNetwork({ customers: clients, stations: stations.filter(present), rounds: ROUNDS, seed })
    .perSecond;
}

/** Fitted where rows of a server were published; others are to the nearest of these as their path is to its path. */
export function keyValueRun(contender: Contender, clients: number, seed: number): ServerRun {
  const fitted = FITTED[contender];
  if (fitted !== undefined) return redisRun(fitted, clients);
  const [like, path] =
    contender === "unikernel" ? (["vm-pv", "kvm"] as const) : (["native", "native"] as const);
  const ratio = alongPath(contender, clients, seed) / alongPath(like, clients, seed);
  const perSecond = redisRun(path, clients).perSecond * ratio;
  return { perSecond, meanNs: (clients * 1e9) / perSecond };
}

export function databaseRun(rateOf: ReturnType<typeof diskRates>, cores: number) {
  return (contender: Contender, clients: number, seed: number): ServerRun => {
    const [trip, read] = [tripBeyond(contender), readBeyond(contender, rateOf)];
    const [trips, reads] = [roundTrips.value, load.transactionReads.value];
    const sum = (of: keyof Beyond): number => trips * trip[of] + reads * read[of];
    const slower = isGuest(contender) ? 1 + databaseNestedShare.value : 1;
    const stations = [
      delay("way", trips * redisWayUs.value * US + sum("lagNs")),
      queue("device model", 1, sum("hostNs")),
      queue("disk", ssdChannels.value, reads * ssdRead4KiB.value),
      queue("cores", cores, load.transactionWorkNs.value * slower + sum("ownNs")),
    ];
    return runNetwork({ customers: clients, stations: stations.filter(present), rounds: ROUNDS, seed });
  };
}

type ServerInputs = Pick<OverheadInputs, "clients" | "cores" | "seed">;

interface Words {
  readonly id: string;
  readonly what: string;
  readonly caption: string;
  readonly unit: "thousand/s" | "/s";
  readonly rate: string;
  readonly notes: readonly string[];
  readonly from: readonly Constant[];
}

function table(
  words: Words,
  { seed, clients: many }: ServerInputs,
  run: (contender: Contender, clients: number, seed: number) => ServerRun,
): ExperimentTable {
  const { unit } = words;
  const scale = unit === "thousand/s" ? 1000 : 1;
  const counts = upTo(many);
  const points = CONTENDERS.flatMap((contender) =>
    counts.map((clients) => ({ contender, clients, ...run(contender, clients, seed) })),
  );
  const at = (contender: Contender, clients: number): number =>
    points.find((point) => point.contender === contender && point.clients === clients)!.perSecond;
  const shares = (clients: number): string =>
    (["container-nat", "vm-pv", "vm-emulated"] as const)
      .map((one) => `${CONTENDER_LABELS[one]} ${say((100 * at(one, clients)) / at("native", clients))} %`)
      .join("; ");
  const how =
    "a closed network: each client waits for its answer; stations are the client, the way, the host and the server";
  return {
    id: words.id,
    title: `${words.what}, against native's rate. One client: ${shares(1)}${many === 1 ? "" : `. ${say(many)} clients: ${shares(many)}`}`,
    caption: words.caption,
    charts: [
      { kind: "curves", x: "clients", y: "rate", scales: ["log", "log"] },
      { kind: "curves", x: "clients", y: "latency", scales: ["log", "log"] },
    ],
    columns: [
      { id: "clients", label: "clients", unit: "count" },
      { id: "rate", label: words.rate, unit },
      { id: "latency", label: "mean latency", unit: "µs" },
    ],
    rows: points.map(({ contender, clients, perSecond, meanNs }) => ({
      id: `${contender}-${clients}`,
      label: `${CONTENDER_LABELS[contender]}, ${clients}`,
      series: CONTENDER_LABELS[contender],
      cells: {
        clients: { figure: modelled(clients, "count", "as asked", []) },
        rate: { figure: modelled(perSecond / scale, unit, how, words.from) },
        latency: { figure: modelled(meanNs / US, "µs", how, words.from) },
      },
    })),
    handovers: [],
    notes: words.notes,
  };
}

/** Thousands of requests a second and their latency by contender and number of clients. */
export const keyValueTable = (inputs: ServerInputs): ExperimentTable =>
  table(
    {
      id: "key-value",
      what: "A key-value server",
      caption:
        "Small requests over 10 GbE to a server of one thread, by clients that have one request each under way.",
      unit: "thousand/s",
      rate: "requests",
      notes: [
        "Native, NAT and PV devices are fitted to published rows of Redis; the others follow from the steps of their paths.",
      ],
      from: [redisServerUs, redisWayUs, redisClientUs, redisWakeUs, nestedTaxShare],
    },
    inputs,
    keyValueRun,
  );

/** Transactions a second and their latency by contender and number of clients. */
export const databaseTable = (inputs: ServerInputs): ExperimentTable =>
  table(
    {
      id: "database",
      what: "A database-like load",
      caption: `Transactions of ${roundTrips.value} requests and answers, ${load.transactionReads.value} reads from the disk and ${say(load.transactionWorkNs.value / 1e6)} ms of work, on ${say(inputs.cores)} cores, by clients.`,
      unit: "/s",
      rate: "transactions",
      notes: [
        "A load made up of what databases do, not a database: its sizes are conventions, the costs are those of the paths.",
      ],
      from: [load.transactionWorkNs, load.transactionReads, roundTrips, databaseNestedShare, ssdRead4KiB],
    },
    inputs,
    databaseRun(diskRates("4k"), inputs.cores),
  );
