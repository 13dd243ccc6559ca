/**
 * A closed queueing network, simulated: a fixed number of customers go round through stations in order. The seed decides
 * every service time, so a run repeats. What holds for any such network (Little's law, a station's capacity) is tested.
 */
import { EventQueue } from "../../time/queue";
import { SeededRandom } from "../../time/random";

export interface Station {
  readonly name: string;
  /** Customers that are served at a time; Infinity: everybody at once, a delay. Each has its own queue if `own`. */
  readonly servers: number;
  /** A customer goes to a random server and waits there, as a request to a place on a disk does; else to the first free one. */
  readonly own?: boolean;
  /** Mean service time, ns. */
  readonly meanNs: number;
  /** Stages of an Erlang distribution: its coefficient of variation is 1/√stages. Infinity: always the mean. */
  readonly stages: number;
  /** Added where the server was found idle for at least `afterNs`: it had gone to sleep. */
  readonly wake?: { readonly afterNs: number; readonly ns: number };
}

export interface NetworkRun {
  /** Rounds completed a second. */
  readonly perSecond: number;
  readonly meanNs: number;
  /** Of every round after the warm-up, ascending. */
  readonly roundsNs: Float64Array;
  /** By station: mean number of customers there. */
  readonly meanAt: readonly number[];
}

export interface NetworkOptions {
  readonly customers: number;
  readonly stations: readonly Station[];
  readonly rounds: number;
  readonly seed: number;
}

interface End {
  readonly customer: number;
  readonly station: number;
  readonly server: number;
}

/** The value below which that share of the ascending numbers lies. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const at = share * (ascending.length - 1);
  const low = Math.floor(at);
  const next = ascending[Math.min(low + 1, ascending.length - 1)]!;
  return ascending[low]! + (at - low) * (next - ascending[low]!);
}

/** From so many stages on, an Erlang distribution is near enough to a sum of a few uniform numbers, which costs less. */
const MANY_STAGES = 30;
const UNIFORMS = 4;

function serviceTime(random: SeededRandom, meanNs: number, stages: number): number {
  if (stages === Number.POSITIVE_INFINITY) return meanNs;
  let sum = 0;
  if (stages < MANY_STAGES) {
    for (let stage = 0; stage < stages; stage++) sum += random.exponential(meanNs / stages);
    return sum;
  }
  for (let n = 0; n < UNIFORMS; n++) sum += random.fraction() - 0.5;
  // A uniform number's variance is 1/12.
  return meanNs * (1 + sum * Math.sqrt(12 / (UNIFORMS * stages)));
}

class Queues {
  private readonly waiting: number[][];
  private readonly busy: Uint8Array;
  private readonly idleSinceNs: Float64Array;
  private readonly random: SeededRandom;

  constructor(
    private readonly station: Station,
    random: SeededRandom,
  ) {
    const count = station.servers === Number.POSITIVE_INFINITY ? 0 : station.servers;
    this.waiting = Array.from({ length: station.own === true ? count : 1 }, () => []);
    this.busy = new Uint8Array(count);
    this.idleSinceNs = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    this.random = random.split(station.name);
  }

  /** The server that takes the customer now, or undefined: it waits. A delay's server is -1. */
  arrive(customer: number): number | undefined {
    if (this.busy.length === 0) return -1;
    if (this.station.own === true) {
      const server = Math.floor(this.random.fraction() * this.busy.length);
      if (this.busy[server] === 0) return server;
      this.waiting[server]!.push(customer);
      return undefined;
    }
    const server = this.busy.indexOf(0);
    if (server >= 0) return server;
    this.waiting[0]!.push(customer);
    return undefined;
  }

  serviceNs(server: number, nowNs: number): number {
    const { meanNs, stages, wake } = this.station;
    const ns = serviceTime(this.random, meanNs, stages);
    if (server < 0) return ns;
    this.busy[server] = 1;
    return wake !== undefined && nowNs - this.idleSinceNs[server]! >= wake.afterNs ? ns + wake.ns : ns;
  }

  /** Who is next at the server that has become free. */
  leave(server: number, nowNs: number): number | undefined {
    if (server < 0) return undefined;
    this.busy[server] = 0;
    this.idleSinceNs[server] = nowNs;
    return this.waiting[this.station.own === true ? server : 0]!.shift();
  }
}

/** @throws RangeError without customers, stations or rounds. */
export function runNetwork({ customers, stations, rounds, seed }: NetworkOptions): NetworkRun {
  if (customers < 1 || stations.length === 0 || rounds < 1)
    throw new RangeError("a network has customers, stations and rounds");
  const random = SeededRandom.fromSeed(seed);
  const queues = stations.map((station) => new Queues(station, random));
  const events = new EventQueue<End>();
  const beganNs = new Float64Array(customers);
  const here = new Float64Array(stations.length);
  const areaNs = new Float64Array(stations.length);
  const warm = Math.max(customers, Math.floor(rounds / 10));
  const roundsNs = new Float64Array(rounds);
  let done = 0;
  let nowNs = 0;
  let warmNs = 0;
  const begin = (customer: number, station: number, server: number): void => {
    const ns = queues[station]!.serviceNs(server, nowNs);
    events.push(nowNs + ns, { customer, station, server });
  };
  const arrive = (customer: number, station: number): void => {
    here[station]!++;
    const server = queues[station]!.arrive(customer);
    if (server !== undefined) begin(customer, station, server);
  };
  for (let customer = 0; customer < customers; customer++) arrive(customer, 0);
  while (done < warm + rounds) {
    const atNs = events.peekNs();
    if (done >= warm) for (let s = 0; s < here.length; s++) areaNs[s]! += here[s]! * (atNs - nowNs);
    nowNs = atNs;
    const { customer, station, server } = events.pop()!;
    here[station]!--;
    const next = queues[station]!.leave(server, nowNs);
    if (next !== undefined) begin(next, station, server);
    const onward = (station + 1) % stations.length;
    if (onward === 0) {
      if (done >= warm) roundsNs[done - warm] = nowNs - beganNs[customer]!;
      beganNs[customer] = nowNs;
      if (++done === warm) warmNs = nowNs;
    }
    arrive(customer, onward);
  }
  const tookNs = nowNs - warmNs;
  roundsNs.sort();
  return {
    perSecond: (rounds * 1e9) / tookNs,
    meanNs: roundsNs.reduce((sum, ns) => sum + ns, 0) / rounds,
    roundsNs,
    meanAt: Array.from(areaNs, (area) => area / tookNs),
  };
}
