/** What lesson 15 asks of the exchanges that its runs keep: the same ping-pong over one path after another. */
import { type Figure, measured, modelled } from "../figures/figure";
import { nsPerExit, nsPerInstruction } from "../figures/host";
import { linkDelayNs, sharedMemoryDelayNs } from "../figures/network";
import { accessesEach, exitsEach, type PingPong, pingPongOf } from "../net/ping-pong";
import type { LabRun } from "../run/record";

type TalkMeasure = (run: LabRun) => Figure | undefined;

/** By the name under which the lesson keeps them. */
const PATHS = {
  ne2k: "two VMs with an NE2000 each, on a switch",
  "ne2k-big": "two VMs with an NE2000 each, on a switch, long messages",
  virtio: "two PV guests with virtio-net, on a switch",
  "virtio-big": "two PV guests with virtio-net, on a switch, long messages",
  bridge: "two network namespaces on a bridge of one guest's kernel",
  shared: "two PV guests, through memory that they share",
  "shared-slow": "two PV guests, through memory that they share, looked at seldom",
} as const;

type Path = keyof typeof PATHS;

function tripsOf({ keptExchanges }: LabRun, path: Path): PingPong | undefined {
  const name = `talk-${path}`;
  if (keptExchanges === undefined || !Object.hasOwn(keptExchanges, name)) return undefined;
  return pingPongOf(keptExchanges[name]!);
}

const of =
  (path: Path, figure: (trips: PingPong, what: string) => Figure): TalkMeasure =>
  (run) => {
    const trips = tripsOf(run, path);
    return trips && figure(trips, PATHS[path]);
  };

const rounded = (value: number): number => Math.round(value * 10) / 10;

const exits = (path: Path): TalkMeasure =>
  of(path, (trips, what) =>
    measured(
      rounded(exitsEach(trips) - accessesEach(trips)),
      "exits",
      `exits of both ends in a round trip, on average, without their consoles and without accesses to shared memory: ${what}`,
    ),
  );

const accesses = (path: Path): TalkMeasure =>
  of(path, (trips, what) =>
    measured(
      rounded(accessesEach(trips)),
      "count",
      `accesses to the memory in a round trip, on average: ${what}`,
    ),
  );

const us = (path: Path): TalkMeasure =>
  of(path, ({ roundTripUs }, what) =>
    modelled(
      rounded(roundTripUs),
      "µs",
      `a round trip by the clock of the machine that asks, on average: ${what}; instructions and exits are counted, each costs a constant; delays and time asleep are added`,
      [nsPerInstruction, nsPerExit, linkDelayNs, sharedMemoryDelayNs],
    ),
  );

/** How many times as many exits a long message takes as an empty one. */
const factor =
  (long: Path, empty: Path): TalkMeasure =>
  (run) => {
    const [a, b] = [tripsOf(run, long), tripsOf(run, empty)];
    if (a === undefined || b === undefined || exitsEach(b) === 0) return undefined;
    const what = `exits of a round trip, of those of an empty message: ${PATHS[long]}`;
    return measured(rounded(exitsEach(a) / exitsEach(b)), "×", what);
  };

const each = (paths: readonly Path[], end: string, measure: (path: Path) => TalkMeasure) =>
  Object.fromEntries(paths.map((path) => [`talk-${path}-${end}`, measure(path)]));

const ALL = Object.keys(PATHS) as Path[];

export const talkMeasures: Readonly<Record<string, TalkMeasure>> = {
  ...each(ALL, "exits", exits),
  ...each(ALL, "us", us),
  ...each(["shared", "shared-slow"], "accesses", accesses),
  "talk-ne2k-factor": factor("ne2k-big", "ne2k"),
  "talk-virtio-factor": factor("virtio-big", "virtio"),
};
