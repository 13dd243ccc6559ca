/** A run queue of credit2: waiting vCPUs, most credit first, equals in the order they came. */
import { type EntityId, IDLE } from "../scheduler";
import { copyFields, grown, restoreFields } from "./state";

/** What the queues of one policy know of each vCPU. */
export class HeapKeys {
  credit: Float64Array = new Float64Array(16);
  /** When it was queued, as a count. */
  order: Float64Array = new Float64Array(16);
  /** Where it is in its queue's heap. */
  place: Int32Array = new Int32Array(16);
  private queued = 0;

  nextOrder(): number {
    return this.queued++;
  }

  reserve(entities: number): void {
    this.credit = grown(this.credit, entities);
    this.order = grown(this.order, entities);
    this.place = grown(this.place, entities);
  }

  save(): unknown {
    return copyFields(this, ["credit", "order", "place", "queued"]);
  }

  load(saved: unknown): void {
    restoreFields(this, saved, ["credit", "order", "place", "queued"]);
  }
}

/** Which waiting vCPUs a core may take. */
export interface Fit {
  allows(entity: EntityId, core: number): boolean;
  /** How much more credit than the core's current it must have. */
  margin(entity: EntityId, core: number): number;
}

export class CreditHeap {
  size = 0;
  private items: Int32Array = new Int32Array(16);
  private found: EntityId = IDLE;

  constructor(
    private readonly keys: HeapKeys,
    private readonly fit: Fit,
  ) {}

  at(index: number): EntityId {
    return this.items[index]!;
  }

  /** The one with most credit, or IDLE. */
  top(): EntityId {
    return this.size === 0 ? IDLE : this.items[0]!;
  }

  push(entity: EntityId): void {
    this.items = grown(this.items, this.size + 1);
    this.keys.order[entity] = this.keys.nextOrder();
    this.rise(this.size++, entity);
  }

  remove(entity: EntityId): void {
    const at = this.keys.place[entity]!;
    const last = this.items[--this.size]!;
    if (last === entity) return;
    this.sink(at, last);
    if (this.items[at] === last) this.rise(at, last);
  }

  /** After credits changed: puts all in order again. */
  rebuild(): void {
    for (let at = (this.size >>> 1) - 1; at >= 0; at--) this.sink(at, this.items[at]!);
  }

  /** The first that the core may take and that has more credit than `floor` and its margin; or IDLE. */
  find(core: number, floor: number): EntityId {
    this.found = IDLE;
    this.visit(0, core, floor);
    return this.found;
  }

  save(): unknown {
    return copyFields(this, ["items", "size"]);
  }

  load(saved: unknown): void {
    restoreFields(this, saved, ["items", "size"]);
  }

  private visit(at: number, core: number, floor: number): void {
    if (at >= this.size) return;
    const entity = this.items[at]!;
    const credit = this.keys.credit[entity]!;
    if (credit <= floor || (this.found !== IDLE && !this.isBefore(entity, this.found))) return;
    if (credit > floor + this.fit.margin(entity, core) && this.fit.allows(entity, core)) {
      this.found = entity;
      return;
    }
    this.visit(2 * at + 1, core, floor);
    this.visit(2 * at + 2, core, floor);
  }

  private isBefore(a: EntityId, b: EntityId): boolean {
    const { credit, order } = this.keys;
    return credit[a] === credit[b] ? order[a]! < order[b]! : credit[a]! > credit[b]!;
  }

  private rise(from: number, entity: EntityId): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      if (!this.isBefore(entity, this.items[above]!)) break;
      this.put(at, this.items[above]!);
      at = above;
    }
    this.put(at, entity);
  }

  private sink(from: number, entity: EntityId): void {
    let at = from;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.size) break;
      if (below + 1 < this.size && this.isBefore(this.items[below + 1]!, this.items[below]!)) below++;
      if (!this.isBefore(this.items[below]!, entity)) break;
      this.put(at, this.items[below]!);
      at = below;
    }
    this.put(at, entity);
  }

  private put(at: number, entity: EntityId): void {
    this.items[at] = entity;
    this.keys.place[entity] = at;
  }
}
