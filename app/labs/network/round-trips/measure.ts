/** Round trips between the machines of the default network, each with a real guest at one end. */
import type { MachineView, NetworkLabApi } from "@/app/guest/net/api";
import { CONTAINER_ADDRESS } from "@/app/guest/net/default-setup";
import { cardExits } from "../figures";

export interface RoundTrip {
  readonly id: string;
  /** Where the order is given. */
  readonly machine: string;
  /** The real guest of the two. */
  readonly guest: string;
  readonly what: string;
  /** What stands before "ping". */
  readonly within: string;
  readonly to: string;
}

export interface Measurement extends RoundTrip {
  readonly fastestMs: number;
  readonly averageMs: number;
  readonly received: number;
  readonly exits: number;
}

const COUNT = 5;

const roundTrips: readonly RoundTrip[] = [
  { id: "vm", machine: "vm", guest: "vm", what: "VM → container", within: "", to: CONTAINER_ADDRESS },
  { id: "pv", machine: "pv", guest: "pv", what: "PV guest → container", within: "", to: CONTAINER_ADDRESS },
  {
    id: "to-vm",
    machine: "host",
    guest: "vm",
    what: "container → VM",
    within: "docker exec web ",
    to: "10.0.0.1",
  },
  {
    id: "to-pv",
    machine: "host",
    guest: "pv",
    what: "container → PV guest",
    within: "docker exec web ",
    to: "10.0.0.2",
  },
];

/** Runs the pings one after the other; before each five, one that brings the addresses. @throws with what ping said, where nothing came back */
export async function measureRoundTrips(lab: NetworkLabApi): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const trip of roundTrips) {
    const ping = (count: number) => lab.exec(trip.machine, `${trip.within}ping -c ${count} ${trip.to}`);
    await ping(1);
    const before = exitsOf(lab, trip.guest);
    const { stdout, stderr } = await ping(COUNT);
    const read = readPing(stdout);
    if (read === undefined) throw new Error(`${trip.what}: no answer. ${stderr}${stdout}`.trim());
    measured.push({ ...trip, ...read, exits: exitsOf(lab, trip.guest) - before });
  }
  return measured;
}

function exitsOf(lab: NetworkLabApi, guest: string): number {
  const machine: MachineView | undefined = lab.state().view?.machines.find(({ id }) => id === guest);
  return machine?.counters.kind === "guest" ? cardExits(machine.counters.exits) : 0;
}

/** The summary of BusyBox's ping; undefined if nothing came back. */
export function readPing(
  output: string,
): Pick<Measurement, "fastestMs" | "averageMs" | "received"> | undefined {
  const times = /min\/avg\/max = ([\d.]+)\/([\d.]+)\//.exec(output);
  const received = /(\d+) packets received/.exec(output);
  if (times === null || received === null) return undefined;
  return { fastestMs: Number(times[1]), averageMs: Number(times[2]), received: Number(received[1]) };
}
