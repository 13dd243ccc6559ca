/** Puts instances on a host one after the other until a resource ends. Typed arrays: a hundred thousand take some milliseconds. */
import { structPageShare } from "../../figures/density";
import { SeededRandom } from "../../time/random";
import type { Instance } from "./tracks";

export interface DensityHost {
  readonly memoryBytes: number;
  readonly cores: number;
  readonly diskBytes: number;
}

export type Resource = "memory" | "cores" | "disk" | "the number asked for";

export interface Fill {
  /** Memory in use with n instances, at index n: bytes. */
  readonly bytes: Float64Array;
  /** Cores in use with n instances, at index n. */
  readonly cpu: Float64Array;
  /** How many fit. */
  readonly fits: number;
  readonly endedBy: Resource;
}

/** An instance's memory differs from the mean by at most this share of what varies. */
const VARIES = 0.25;

/** Memory of a host that instances can have. */
export const usableBytes = ({ memoryBytes }: DensityHost): number =>
  memoryBytes * (1 - structPageShare.value);

/** @param most at least 1. */
export function fill(instance: Instance, host: DensityHost, most: number, seed: number): Fill {
  const random = SeededRandom.fromSeed(seed).split(instance.label);
  const bytes = new Float64Array(most + 1);
  const cpu = new Float64Array(most + 1);
  const usable = usableBytes(host);
  let used = instance.sharedBytes;
  let disk = instance.sharedDiskBytes;
  let cores = 0;
  for (let n = 1; n <= most; n++) {
    used += instance.bytes + instance.varying * VARIES * (2 * random.fraction() - 1);
    cores += instance.cpu;
    disk += instance.diskBytes;
    const ended = endedBy(used > usable, cores > host.cores, disk > host.diskBytes);
    if (ended !== undefined) return { bytes, cpu, fits: n - 1, endedBy: ended };
    bytes[n] = used;
    cpu[n] = cores;
  }
  return { bytes, cpu, fits: most, endedBy: "the number asked for" };
}

function endedBy(memory: boolean, cores: boolean, disk: boolean): Resource | undefined {
  if (memory) return "memory";
  if (cores) return "cores";
  return disk ? "disk" : undefined;
}

/**
 * How many times as long work on a core takes beside others that use `busy` of `cores` cores on average: the mean of a queue
 * whose customers come at random and share the cores (M/M/c under processor sharing, with Erlang's C).
 */
export function slowdown(busy: number, cores: number): number {
  if (busy >= cores) return Number.POSITIVE_INFINITY;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < cores; n++) {
    term *= busy / n;
    sum += term;
  }
  const last = (term * busy) / cores / (1 - busy / cores);
  const waits = last / (sum + last);
  return 1 + waits / (cores - busy);
}
