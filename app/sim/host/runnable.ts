/**
 * What the scheduler hands a core to. A runnable is simulated (it answers at once and can be stopped at any nanosecond) or
 * real (a vCPU of a guest in v86, which executes ahead in quanta of virtual time and answers later). Both are charged by
 * the same ledger.
 */

/** What a core can be doing. The index is what ledgers store; `exit` time is split by device beside it. */
export const MODES = [
  /** No entity was allowed to run here. */
  "idle",
  /** User code of a process on the host's own kernel: a container's. */
  "user",
  /** The host's kernel, working for an entity: system calls, page faults, reclaim. */
  "host-kernel",
  /** Guest code. For a real guest user and kernel are not told apart. */
  "guest",
  /** The guest's own kernel, where the guest is a model. */
  "guest-kernel",
  /** Handling an exit to a device model. */
  "exit",
  /** The hypervisor itself, other than for a device: EPT violations, starting and stopping a machine. */
  "hypervisor",
  /** Switching between entities, and the caches that a migrated entity finds cold. */
  "switch",
] as const;
export type Mode = (typeof MODES)[number];
export const MODE_INDEX = Object.fromEntries(MODES.map((mode, index) => [mode, index])) as Readonly<
  Record<Mode, number>
>;

/** What happens to a runnable after it ran. */
export type Next =
  | { readonly state: "runnable" }
  /** Sleeps until that moment, or until it is woken. */
  | { readonly state: "sleeping"; readonly untilNs: number }
  | { readonly state: "blocked" }
  | { readonly state: "exited"; readonly status: number };

export const RUNNABLE: Next = { state: "runnable" };
export const BLOCKED: Next = { state: "blocked" };

/** One stretch of what was done, in order. */
export interface Spent {
  readonly mode: Mode;
  readonly ns: number;
  /** For `exit`: which device. */
  readonly device?: string;
}

export interface SimulatedRunnable {
  readonly kind: "simulated";
  /** How long it can run from now, undisturbed, until something of its own happens. May be Infinity; at least 0. */
  horizonNs(nowNs: number): number;
  /** What mode it would be in if it ran now. */
  mode(): Mode;
  /** It has run for `ns`, at most its horizon, up to `nowNs`; all in `mode()`. */
  advance(ns: number, nowNs: number): void;
  /** Asked when its horizon is reached; may change what it does next and act on the host. */
  reached(nowNs: number): Next;
  save(): unknown;
  load(saved: unknown): void;
}

/** In the place of a content hash: the guest has given the page to its balloon, and the host keeps no frame for it. */
export const BALLOONED = -1;

/** The outcome of a quantum of a real vCPU. `spent` sums to `usedNs`. */
export interface QuantumOutcome {
  readonly usedNs: number;
  readonly spent: readonly Spent[];
  readonly next: Next;
  /** Instructions that the guest executed for this quantum. */
  readonly instructions: number;
  /** Exits by device. */
  readonly exits: Readonly<Record<string, number>>;
  /** The guest has come up in this quantum: its prompt is there. */
  readonly ready: boolean;
  /** Content hash of each of its pages after this quantum, 0 for a page of zeros, or BALLOONED; only now and then. */
  readonly pages?: Float64Array;
}

export interface RealRunnable {
  readonly kind: "real";
  /**
   * The core is the vCPU's from `fromNs` to at most `untilNs`. Everything between its last quantum and `fromNs` was sleep
   * until its timer and steal time after that. Never answers more than `untilNs - fromNs`: what the emulator executed beyond
   * is a debt, paid first in the next quantum.
   */
  quantum(fromNs: number, untilNs: number): Promise<QuantumOutcome>;
  /** Time of the hypervisor on this guest's behalf, whole ns: paid first in its next quanta. */
  charge(ns: number): void;
}

export type Runnable = SimulatedRunnable | RealRunnable;
