/** `gups`, `stream` and `linpack`: what nested translation takes from random access, streaming and arithmetic. */
import { nsPerExit } from "../../figures/host";
import { walkReferenceNs } from "../../figures/memory";
import * as constants from "../../figures/predict/translation";
import * as published from "../../figures/published/felter-tables-2015";
import { walkReferences } from "../../memory/translation";
import { type Answer, type Inputs, output, type Scenario } from "./prediction";

export type Track = "native" | "container" | "kvm";
export type Sockets = 1 | 2;
const CORES_PER_SOCKET = 8;

const TABLES = { levels: 4, huge: false } as const;
const FURTHER_REFERENCES = walkReferences(TABLES, TABLES) - walkReferences(TABLES);

/** How much longer a reference takes where memory is on both sockets: half of them go to the other one. */
const farFactor = (sockets: Sockets): number => (sockets === 1 ? 1 : (1 + constants.remoteFactor.value) / 2);

/** Random updates: each misses the TLB and walks two tables in place of one. */
export function gupsRatio(track: Track, sockets: Sockets): number {
  if (track !== "kvm") return 1;
  const updateNs = (sockets * CORES_PER_SOCKET) / published.gups[sockets].native.value;
  return updateNs / (updateNs + FURTHER_REFERENCES * walkReferenceNs.value * farFactor(sockets));
}

type Rows = typeof published.streamCopy | typeof published.streamTriad;

/** A stream crosses a page every 4 KiB; the walk takes longer by what one socket lost, longer still where memory is remote. */
function streamRatio(rows: Rows, track: Track, sockets: Sockets): number {
  if (track !== "kvm") return 1;
  const one = rows[1];
  const lostNsPerByte = CORES_PER_SOCKET / one.kvm.value - CORES_PER_SOCKET / one.native.value;
  const nsPerByte = (sockets * CORES_PER_SOCKET) / rows[sockets].native.value;
  return nsPerByte / (nsPerByte + lostNsPerByte * farFactor(sockets));
}

export const triadRatio = (track: Track, sockets: Sockets): number =>
  streamRatio(published.streamTriad, track, sockets);
export const copyRatio = (track: Track, sockets: Sockets): number =>
  streamRatio(published.streamCopy, track, sockets);

/** Blocked arithmetic streams part of the time and is interrupted by its guest's timer. */
export function linpackRatio(track: Track, sockets: Sockets): number {
  if (track !== "kvm") return 1;
  const { tickHz, exitsPerTick, streamingShare } = constants;
  const ticks = (tickHz.value * exitsPerTick.value * nsPerExit.value) / 1e9;
  return (1 - ticks) * (1 - streamingShare.value * (1 - triadRatio("kvm", sockets)));
}

const options: Scenario["options"] = {
  track: { kind: "choice", allowed: ["native", "container", "kvm"] },
  sockets: { kind: "choice", allowed: ["1", "2"] },
};

const read = (inputs: Inputs): readonly [Track, Sockets] => [
  inputs.track as Track,
  Number(inputs.sockets) as Sockets,
];

const ratio = (value: number, low: number, high: number) =>
  output(value, "×", Math.min(value, low), Math.max(value, high));

const same = (track: Track): string =>
  track === "native"
    ? "Native is what the ratio is of."
    : "A container's processes are processes of the host: no code of another kind runs, no address is translated twice.";

const NESTED =
  "A TLB miss walks the guest's table and, for each of its levels, the host's: 24 references where native takes 4. Their cost is fitted to one socket's random updates.";

function gups(inputs: Inputs): Answer {
  const [track, sockets] = read(inputs);
  const value = gupsRatio(track, sockets);
  if (track !== "kvm")
    return { outputs: { ratioToNative: ratio(value, 0.96, 1.03) }, mechanisms: [same(track)] };
  const [low, high] = sockets === 1 ? [0.82, 0.9] : [0.87, 1.01];
  return {
    outputs: { ratioToNative: ratio(value, low, high) },
    mechanisms: [
      NESTED,
      ...(sockets === 2
        ? [
            "With two sockets one update takes seven times as long, bound by the connection between the sockets; the walk, half of it remote, takes little longer than with one. So its share is small.",
          ]
        : []),
    ],
  };
}

function stream(inputs: Inputs): Answer {
  const [track, sockets] = read(inputs);
  const [low, high] = track === "kvm" ? [0.96, 1.005] : [0.99, 1.01];
  return {
    outputs: {
      triadRatioToNative: ratio(triadRatio(track, sockets), low, high),
      copyRatioToNative: ratio(copyRatio(track, sockets), low, high),
    },
    mechanisms:
      track === "kvm"
        ? [
            "A stream needs a translation once for each page, mostly while data is on its way: one socket loses 1.1 %. With memory on both sockets walks and data are slower alike.",
          ]
        : [same(track)],
  };
}

function linpack(inputs: Inputs): Answer {
  const [track, sockets] = read(inputs);
  if (track !== "kvm")
    return {
      outputs: { ratioToNative: ratio(linpackRatio(track, sockets), 0.99, 1.01) },
      mechanisms: [same(track)],
    };
  return {
    outputs: { ratioToNative: ratio(linpackRatio(track, sockets), 0.95, 1.0) },
    mechanisms: [
      "Arithmetic runs at native speed. Pinned and with its topology exposed, the library blocks for the real caches, so only what it streams pays for nested translation, a part of the time.",
      "The timer of each virtual processor leaves the guest three times a tick.",
    ],
  };
}

export const gupsScenario: Scenario = {
  name: "gups",
  summary: "random updates of memory, ratio to native",
  options,
  predict: gups,
};
export const streamScenario: Scenario = {
  name: "stream",
  summary: "streaming memory, ratio to native",
  options,
  predict: stream,
};
export const linpackScenario: Scenario = {
  name: "linpack",
  summary: "dense arithmetic in a tuned guest, ratio to native",
  options,
  predict: linpack,
};
