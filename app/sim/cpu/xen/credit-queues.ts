/** The run queues of the credit scheduler: for each core three first-in-first-out lists, one a class, linked through arrays. */
import { type EntityId, IDLE } from "../scheduler";
import { copyFields, grown, restoreFields } from "./state";

const LEVELS = 3;
const FIELDS = ["heads", "tails", "next", "previous", "list", "lengths", "total"] as const;

export class ClassQueues {
  private heads: Int32Array;
  private tails: Int32Array;
  private lengths: Int32Array;
  /** Entities waiting on all cores, by class. */
  private total: Int32Array = new Int32Array(LEVELS);
  private next: Int32Array = new Int32Array(16);
  private previous: Int32Array = new Int32Array(16);
  /** core × 3 + class of the list that the entity is in. */
  private list: Int32Array = new Int32Array(16);

  constructor(cores: number) {
    this.heads = new Int32Array(cores * LEVELS).fill(IDLE);
    this.tails = new Int32Array(cores * LEVELS).fill(IDLE);
    this.lengths = new Int32Array(cores);
  }

  push(entity: EntityId, core: number, level: number): void {
    const list = core * LEVELS + level;
    const tail = this.tails[list]!;
    this.list[entity] = list;
    this.previous[entity] = tail;
    this.next[entity] = IDLE;
    if (tail === IDLE) this.heads[list] = entity;
    else this.next[tail] = entity;
    this.tails[list] = entity;
    this.lengths[core]!++;
    this.total[level]!++;
  }

  remove(entity: EntityId): void {
    const list = this.list[entity]!;
    const next = this.next[entity]!;
    const previous = this.previous[entity]!;
    if (previous === IDLE) this.heads[list] = next;
    else this.next[previous] = next;
    if (next === IDLE) this.tails[list] = previous;
    else this.previous[next] = previous;
    this.lengths[(list / LEVELS) | 0]!--;
    this.total[list % LEVELS]!--;
  }

  /** The best class that waits at the core, or -1. */
  best(core: number): number {
    let level = LEVELS - 1;
    while (level >= 0 && this.heads[core * LEVELS + level] === IDLE) level--;
    return level;
  }

  /** The entity whose turn it is, or IDLE. */
  first(core: number): EntityId {
    const level = this.best(core);
    return level < 0 ? IDLE : this.head(core, level);
  }

  head(core: number, level: number): EntityId {
    return this.heads[core * LEVELS + level]!;
  }

  after(entity: EntityId): EntityId {
    return this.next[entity]!;
  }

  levelOf(entity: EntityId): number {
    return this.list[entity]! % LEVELS;
  }

  length(core: number): number {
    return this.lengths[core]!;
  }

  /** How many entities of at least that class wait on all cores. */
  waiting(least: number): number {
    let sum = 0;
    for (let level = least; level < LEVELS; level++) sum += this.total[level]!;
    return sum;
  }

  reserve(entities: number): void {
    this.next = grown(this.next, entities);
    this.previous = grown(this.previous, entities);
    this.list = grown(this.list, entities);
  }

  save(): unknown {
    return copyFields(this, FIELDS);
  }

  load(saved: unknown): void {
    restoreFields(this, saved, FIELDS);
  }
}
