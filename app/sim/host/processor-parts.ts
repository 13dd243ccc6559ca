/** What the loop of the cores is given, tells and saves. */
import type { EntityId } from "../cpu/scheduler";
import type { SavedQueue } from "../time/queue";
import type { SavedCores } from "./cores";
import type { SavedEntities } from "./entities";
import type { SavedLedger } from "./ledger/ledger";
import type { Next, QuantumOutcome } from "./runnable";

export interface ProcessorCosts {
  /** From one entity to another on the same core. */
  readonly contextSwitchNs: number;
  /** On top, when the entity last ran on another core: its caches are cold. */
  readonly migrationNs: number;
  /** Grid on which real vCPUs' quanta end. */
  readonly quantumNs: number;
}

/** Part of a core's time; `mode` is an index of MODES. */
export interface Stretch {
  readonly fromNs: number;
  readonly toNs: number;
  readonly mode: number;
  readonly owner: number;
}

export interface ProcessorHooks {
  /** A host event is due. */
  onEvent(event: unknown, nowNs: number): void;
  /** A real vCPU has answered for a quantum that ends now. */
  onQuantum(entity: EntityId, outcome: QuantumOutcome, nowNs: number): void;
  /** Entities of owners that have a quota: any of them may become throttled when another uses it up. */
  limited(): Iterable<EntityId>;
  /** The entity has exited and is gone. */
  onExit(entity: EntityId, status: number, nowNs: number): void;
}

export interface SavedProcessors {
  readonly nowNs: number;
  readonly decisions: number;
  readonly entities: SavedEntities;
  readonly events: SavedQueue;
  readonly sleepers: SavedQueue;
  readonly cores: SavedCores;
  readonly scheduler: unknown;
  readonly ledger: SavedLedger;
}

/** When what is not running is runnable again. */
export function wakeTime(after: Next, nowNs: number): number {
  if (after.state === "runnable") return nowNs;
  return after.state === "sleeping" ? after.untilNs : Number.POSITIVE_INFINITY;
}
