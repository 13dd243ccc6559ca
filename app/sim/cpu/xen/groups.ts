/**
 * The cgroup tree as Xen has to see it. Xen's schedulers are flat: a child of the root is a domain, and what is nested
 * in it belongs to that domain. Of a nested group only its cpuset counts.
 */
import {
  DEFAULT_GROUP,
  type GroupId,
  type GroupSettings,
  type GroupThrottling,
  ROOT_GROUP,
} from "../scheduler";
import { addCore, hasCore, wordsFor } from "./core-sets";
import { copyFields, grown, restoreFields } from "./state";

const FIELDS = [
  "settings",
  "parent",
  "domain",
  "children",
  "members",
  "masks",
  "weight",
  "cap",
  "periods",
  "throttled",
  "throttledNs",
  "free",
  "count",
] as const;

/** Xen's default weight over ours. */
const WEIGHT_SCALE = 2.56;

export class XenGroups {
  private settings: (GroupSettings | undefined)[] = [DEFAULT_GROUP];
  parent: Int32Array = new Int32Array(1).fill(-1);
  /** The group that is the entity's domain: a child of the root, or the root itself for entities directly in it. */
  domain: Int32Array = new Int32Array(1);
  private children: Int32Array = new Int32Array(1);
  /** Entities directly in the group. */
  members: Int32Array = new Int32Array(1);
  /** Allowed cores: `words` to a group. */
  masks: Uint32Array;
  /** Xen's weight, by domain. */
  weight: Float64Array = new Float64Array([DEFAULT_GROUP.weight * WEIGHT_SCALE]);
  /** Cores' worth of time that a domain may use: 0.2 is Xen's cap of 20; Infinity is none. */
  cap: Float64Array = new Float64Array([Number.POSITIVE_INFINITY]);
  periods: Float64Array = new Float64Array(1);
  throttled: Float64Array = new Float64Array(1);
  throttledNs: Float64Array = new Float64Array(1);
  private free: number[] = [];
  /** Groups are numbered below this. */
  count = 1;
  readonly words: number;

  constructor(private readonly cores: number) {
    this.words = wordsFor(cores);
    this.masks = new Uint32Array(this.words);
    for (let core = 0; core < cores; core++) addCore(this.masks, 0, core);
  }

  add(parent: GroupId, settings: GroupSettings): GroupId {
    this.get(parent);
    const group = this.free.pop() ?? this.count++;
    this.reserve(group + 1);
    this.parent[group] = parent;
    this.domain[group] = parent === ROOT_GROUP ? group : this.domain[parent]!;
    this.children[group] = 0;
    this.members[group] = 0;
    this.children[parent]!++;
    this.periods[group] = 0;
    this.throttled[group] = 0;
    this.throttledNs[group] = 0;
    this.set(group, settings);
    return group;
  }

  /** @throws RangeError if there is no such group, or it is the root. */
  set(group: GroupId, settings: GroupSettings): void {
    if (group === ROOT_GROUP) throw new RangeError("the root group has no settings");
    const cpus = settings.cpus === undefined ? undefined : [...settings.cpus];
    const outside = cpus?.find((core) => !Number.isInteger(core) || core < 0 || core >= this.cores);
    if (outside !== undefined) throw new RangeError(`cpus: core ${outside} is not one of ${this.cores}`);
    this.settings[group] = { ...settings, cpus };
    this.weight[group] = settings.weight * WEIGHT_SCALE;
    this.cap[group] = settings.quotaNs / settings.periodNs;
    this.derive(group);
  }

  remove(group: GroupId): void {
    this.get(group);
    if (group === ROOT_GROUP) throw new RangeError("the root group cannot be removed");
    if (this.members[group]! > 0) throw new RangeError(`group ${group} still has entities`);
    if (this.children[group]! > 0) throw new RangeError(`group ${group} still has groups`);
    this.children[this.parent[group]!]!--;
    this.settings[group] = undefined;
    this.free.push(group);
  }

  /** @throws RangeError if there is no such group. */
  get(group: GroupId): GroupSettings {
    const settings = this.settings[group];
    if (settings === undefined) throw new RangeError(`there is no group ${group}`);
    return settings;
  }

  throttling(group: GroupId): GroupThrottling {
    this.get(group);
    return {
      periods: this.periods[group]!,
      throttled: this.throttled[group]!,
      throttledNs: this.throttledNs[group]!,
    };
  }

  allows(group: GroupId, core: number): boolean {
    return hasCore(this.masks, group * this.words, core);
  }

  /** Whether the group is `above` or lies below it. */
  isWithin(group: GroupId, above: GroupId): boolean {
    for (let at = group; at >= 0; at = this.parent[at]!) if (at === above) return true;
    return false;
  }

  save(): unknown {
    return copyFields(this, FIELDS);
  }

  load(saved: unknown): void {
    restoreFields(this, saved, FIELDS);
  }

  /** Allowed cores are those asked for that the parent has too, or all of the parent's if there are none (cgroup v2). */
  private derive(group: GroupId): void {
    const at = group * this.words;
    const above = this.parent[group]! * this.words;
    const { cpus } = this.settings[group]!;
    this.masks.fill(0, at, at + this.words);
    for (const core of cpus ?? []) if (hasCore(this.masks, above, core)) addCore(this.masks, at, core);
    const empty = this.masks.subarray(at, at + this.words).every((word) => word === 0);
    if (empty) this.masks.copyWithin(at, above, above + this.words);
    if (this.children[group] === 0) return;
    for (let child = 0; child < this.count; child++)
      if (this.parent[child] === group && this.settings[child] !== undefined) this.derive(child);
  }

  private reserve(length: number): void {
    this.parent = grown(this.parent, length);
    this.domain = grown(this.domain, length);
    this.children = grown(this.children, length);
    this.members = grown(this.members, length);
    this.masks = grown(this.masks, length * this.words);
    this.weight = grown(this.weight, length);
    this.cap = grown(this.cap, length);
    this.periods = grown(this.periods, length);
    this.throttled = grown(this.throttled, length);
    this.throttledNs = grown(this.throttledNs, length);
  }
}
