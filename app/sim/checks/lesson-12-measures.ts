/** What lesson 12 asks of the paths and the hosts that it keeps. */
import { type Figure, modelled, type Unit } from "../figures/figure";
import type { FloorRun } from "../run/path-record";
import type { LabRun } from "../run/record";
import { keptPath, ofPath } from "./path";

type PathMeasure = (run: LabRun) => Figure | undefined;

/** Of a packet that comes in, by the name that the lesson's text gives the arrangement. */
const PACKETS: readonly (readonly [name: string, kept: string, side: 0 | 1])[] = [
  ["native", "card-shared", 0],
  ["vhost", "card-shared", 1],
  ["passthrough", "card-whole", 0],
  ["posted", "card-whole", 1],
  ["sriov", "card-split", 0],
];

const packetMeasures = ([name, kept, side]: (typeof PACKETS)[number]): readonly (readonly [
  string,
  PathMeasure,
])[] => [
  [
    `card-${name}-us`,
    ofPath(kept, side, "µs", "from the wire to the program", ({ totalNs }) => totalNs / 1000),
  ],
  [`card-${name}-busy`, ofPath(kept, side, "µs", "processor time in it", ({ busyNs }) => busyNs / 1000)],
  [`card-${name}-exits`, ofPath(kept, side, "exits", "exits", ({ exits }) => exits)],
];

const interrupted = (side: 0 | 1): PathMeasure =>
  ofPath(
    "interrupted",
    side,
    "exits",
    "exits of an interrupt that finds the guest running",
    ({ exits }) => exits,
  );

const MIB = 1 << 20;

const onFloor =
  (unit: Unit, what: string, of: (floor: FloorRun) => number): PathMeasure =>
  (run) => {
    const floor = keptPath(run, "handed-out")?.floor;
    return floor && modelled(of(floor), unit, `${what}: counted in the hosts that were kept`, []);
  };

export const cardMeasures: Readonly<Record<string, PathMeasure>> = {
  ...Object.fromEntries(PACKETS.flatMap(packetMeasures)),
  "interrupt-passthrough": interrupted(0),
  "interrupt-posted": interrupted(1),
  "handed-functions": onFloor(
    "count",
    "machines with a virtual function",
    ({ machines }) => machines.filter(({ hardware }) => hardware === "virtual-function").length,
  ),
  "handed-free-functions": onFloor("count", "virtual functions that nobody has", ({ hosts: [host] }) =>
    host === undefined ? 0 : host.virtualFunctions - host.functionsInUse,
  ),
  "handed-refused": onFloor(
    "count",
    "orders that were refused",
    ({ orders }) => orders.filter(({ refused }) => refused !== undefined).length,
  ),
  "handed-pinned": onFloor("bytes", "pinned memory", ({ hosts: [host] }) => (host?.pinnedMiB ?? 0) * MIB),
  "handed-free": onFloor("bytes", "free memory", ({ hosts: [host] }) => (host?.freeMiB ?? 0) * MIB),
  "handed-promised": onFloor(
    "bytes",
    "memory of all machines, as it was promised to them",
    ({ machines }) => machines.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0) * MIB,
  ),
};
