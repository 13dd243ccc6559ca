/**
 * All state of the fair scheduler, as tables of numbers. A *node* is a scheduling entity in the kernel's sense: a task, or a
 * group's presence on one core. A *queue* (cfs_rq) holds the nodes of one group on one core; queue `c` is the root's on
 * core `c`. Queues and their nodes are made when a group first has something to run on a core.
 */
import type { SchedulerOptions } from "../scheduler";
import { Table } from "./columns";
import { has, put } from "./core-masks";
import { Timers } from "./timers";

/** Values of nodes.placed beside 0. */
export const PLACED = 1;
export const FORKED = 2;

export const NONE = -1;
const ROWS = 16;

const f64 = (rows: number) => new Float64Array(rows);
const i32 = (rows: number) => new Int32Array(rows);
const u8 = (rows: number) => new Uint8Array(rows);

function nodeColumns(rows: number) {
  return {
    weight: f64(rows),
    vruntime: f64(rows),
    /** Run time since it was last chosen, ns. */
    ran: f64(rows),
    /** A task's run time in all, what of it the balancer has seen, and its smoothed part of late (balance.ts), ns. */
    total: f64(rows),
    seen: f64(rows),
    served: f64(rows),
    /** EEVDF: virtual deadline, lag when it left its queue, the deadline it had when it was chosen. */
    deadline: f64(rows),
    lag: f64(rows),
    parity: f64(rows),
    /** What the tree orders by, and the least vruntime below (EEVDF). */
    key: f64(rows),
    least: f64(rows),
    left: i32(rows),
    right: i32(rows),
    up: i32(rows),
    priority: i32(rows),
    /** The queue it is in or was in last. */
    queue: i32(rows),
    /** A group's: its own queue. NONE for a task. */
    own: i32(rows),
    /** A task's: its entity. NONE for a group's. */
    entity: i32(rows),
    onQueue: u8(rows),
    /** 0: never in a queue; PLACED; FORKED: never in a queue, and a slice late when it comes. */
    placed: u8(rows),
  };
}

function queueColumns(rows: number) {
  return {
    /** Weights of the nodes in it, the running one included. */
    load: f64(rows),
    minVruntime: f64(rows),
    /** EEVDF: sum of weight × (vruntime − minVruntime) over the tree. */
    weighted: f64(rows),
    /** Bandwidth: what this core may still run of the group's quota, ns; negative is a debt. */
    remaining: f64(rows),
    throttledAtNs: f64(rows),
    root: i32(rows),
    leftmost: i32(rows),
    /** Nodes in it; tasks in it and below that are not behind a throttled queue; those that may run on several cores. */
    nodes: i32(rows),
    tasks: i32(rows),
    movable: i32(rows),
    /** The node that runs, or through which the running task runs; it is not in the tree. */
    running: i32(rows),
    /** The node that stands for this queue in its parent's; NONE for the root's. */
    node: i32(rows),
    core: i32(rows),
    group: i32(rows),
    nextThrottled: i32(rows),
    nextOfGroup: i32(rows),
    throttled: u8(rows),
    limited: u8(rows),
  };
}

function entityColumns(rows: number) {
  return {
    node: i32(rows),
    group: i32(rows),
    nice: i32(rows),
    core: i32(rows),
    /** Runnable tasks of a core, in the order in which they came. */
    before: i32(rows),
    after: i32(rows),
    movable: u8(rows),
    used: u8(rows),
  };
}

function groupColumns(rows: number, cores: number, words: number) {
  return {
    parent: i32(rows),
    groups: i32(rows),
    entities: i32(rows),
    weight: f64(rows),
    shares: f64(rows),
    quotaNs: f64(rows),
    periodNs: f64(rows),
    /** Sum of the loads of its queues, and how many of them are not empty. */
    load: f64(rows),
    busyQueues: i32(rows),
    firstQueue: i32(rows),
    /** Bandwidth: what is left of the quota for all cores, ns. */
    pool: f64(rows),
    periods: f64(rows),
    throttledPeriods: f64(rows),
    throttledNs: f64(rows),
    throttledHead: i32(rows),
    throttledTail: i32(rows),
    unused: u8(rows),
    used: u8(rows),
    /** Allowed cores, ancestors' limits included. */
    mask: new Uint32Array(rows * words),
    queueOn: i32(rows * cores),
  };
}

export class FairState {
  readonly cores: number;
  readonly words: number;
  readonly threadsPerCore: number;
  readonly tickNs: number;
  readonly nodeTable = new Table(nodeColumns(ROWS), ROWS);
  readonly queueTable = new Table(queueColumns(ROWS), ROWS);
  readonly entityTable = new Table(entityColumns(ROWS), ROWS);
  readonly groupTable;
  readonly nodes = this.nodeTable.columns;
  readonly queues = this.queueTable.columns;
  readonly entities = this.entityTable.columns;
  readonly groups;
  /** By group: cpuset.cpus as it was set. */
  readonly cpus: (readonly number[] | undefined)[] = [];
  /** By core. */
  readonly core;
  /** Cores with no runnable task; those of them whose sibling threads have none either; cores where movable ones wait. */
  readonly idle: Uint32Array;
  readonly wholeIdle: Uint32Array;
  readonly crowded: Uint32Array;
  readonly timers = new Timers();
  readonly count = { idle: 0, crowded: 0, throttledQueues: 0, limitedGroups: 0 };
  /** The present, set by every call from outside. */
  nowNs = 0;
  readonly resched: Uint8Array;
  reschedCount = 0;

  constructor(options: SchedulerOptions) {
    const { cores, threadsPerCore, tickHz } = options;
    if (!(Number.isInteger(cores) && cores >= 1 && cores <= 128)) {
      throw new RangeError(`cores ${cores}: 1 to 128 are allowed`);
    }
    if (!(Number.isInteger(threadsPerCore) && threadsPerCore >= 1)) {
      throw new RangeError(`threadsPerCore ${threadsPerCore}: a positive integer is allowed`);
    }
    if (!(tickHz >= 0 && tickHz <= 10_000)) {
      throw new RangeError(`tickHz ${tickHz}: 0 to 10000 is allowed`);
    }
    this.cores = cores;
    this.threadsPerCore = threadsPerCore;
    this.words = Math.ceil(cores / 32);
    this.tickNs = tickHz === 0 ? 0 : Math.round(1e9 / tickHz);
    this.groupTable = new Table(groupColumns(ROWS, cores, this.words), ROWS);
    this.groups = this.groupTable.columns;
    this.resched = u8(cores);
    this.idle = new Uint32Array(this.words);
    this.wholeIdle = new Uint32Array(this.words);
    this.crowded = new Uint32Array(this.words);
    this.core = {
      /** The node of the current task. */
      current: i32(cores).fill(NONE),
      chargedToNs: f64(cores),
      preempt: u8(cores),
      moveTo: i32(cores).fill(NONE),
      oldest: i32(cores).fill(NONE),
      youngest: i32(cores).fill(NONE),
      /** A superset of the cores on which one of its tasks may run. */
      reach: new Uint32Array(cores * this.words),
    };
    for (let core = 0; core < cores; core++) {
      put(this.idle, 0, core, true);
      put(this.wholeIdle, 0, core, true);
    }
    this.count.idle = cores;
  }

  flag(core: number): void {
    if (this.resched[core] === 1) return;
    this.resched[core] = 1;
    this.reschedCount++;
  }

  /** Run time of the core's current that the host has not charged yet, ns. */
  uncharged(core: number): number {
    if (this.core.current[core] === NONE) return 0;
    return Math.max(0, this.nowNs - this.core.chargedToNs[core]!);
  }

  /** A core became idle or busy: whether all threads of its physical core are idle. */
  siblingsChanged(core: number): void {
    const { threadsPerCore, idle, wholeIdle } = this;
    if (threadsPerCore === 1) {
      put(wholeIdle, 0, core, has(idle, 0, core));
      return;
    }
    const first = core - (core % threadsPerCore);
    const end = Math.min(first + threadsPerCore, this.cores);
    let whole = true;
    for (let thread = first; thread < end; thread++) whole &&= has(idle, 0, thread);
    for (let thread = first; thread < end; thread++) put(wholeIdle, 0, thread, whole);
  }

  newNode(weight: number, entity: number, queue: number): number {
    const row = this.nodeTable.add();
    const { nodes } = this;
    nodes.weight[row] = weight;
    nodes.vruntime[row] = nodes.ran[row] = nodes.deadline[row] = nodes.lag[row] = nodes.parity[row] = 0;
    nodes.total[row] = nodes.seen[row] = nodes.served[row] = 0;
    nodes.left[row] = nodes.right[row] = nodes.up[row] = nodes.own[row] = NONE;
    let mixed = Math.imul(row + 1, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
    nodes.priority[row] = mixed ^ (mixed >>> 13);
    nodes.queue[row] = queue;
    nodes.entity[row] = entity;
    nodes.onQueue[row] = nodes.placed[row] = 0;
    return row;
  }

  newQueue(group: number, core: number): number {
    const row = this.queueTable.add();
    const { queues } = this;
    queues.load[row] = queues.minVruntime[row] = queues.weighted[row] = queues.remaining[row] = 0;
    queues.root[row] = queues.leftmost[row] = queues.running[row] = queues.node[row] = NONE;
    queues.nodes[row] = queues.tasks[row] = queues.movable[row] = 0;
    queues.core[row] = core;
    queues.group[row] = group;
    queues.nextThrottled[row] = NONE;
    queues.throttled[row] = 0;
    queues.limited[row] = Number.isFinite(this.groups.quotaNs[group]!) ? 1 : 0;
    queues.nextOfGroup[row] = this.groups.firstQueue[group]!;
    this.groups.firstQueue[group] = row;
    this.groups.queueOn[group * this.cores + core] = row;
    return row;
  }

  /** The group's queue on that core, made if need be, with its node in the parent's queue. */
  queueOf(group: number, core: number): number {
    const known = this.groups.queueOn[group * this.cores + core]!;
    if (known !== NONE) return known;
    const parent = this.queueOf(this.groups.parent[group]!, core);
    const queue = this.newQueue(group, core);
    const node = this.newNode(this.groups.shares[group]!, NONE, parent);
    this.nodes.own[node] = queue;
    this.queues.node[queue] = node;
    return queue;
  }

  save(): unknown {
    const { core } = this;
    const saved: SavedState = {
      nodes: this.nodeTable.save(),
      queues: this.queueTable.save(),
      entities: this.entityTable.save(),
      groups: this.groupTable.save(),
      cpus: this.cpus.map((cpus) => (cpus === undefined ? undefined : [...cpus])),
      core: Object.fromEntries(Object.entries(core).map(([name, column]) => [name, column.slice()])),
      masks: [this.idle.slice(), this.wholeIdle.slice(), this.crowded.slice()],
      timers: this.timers.save(),
      count: { ...this.count },
      nowNs: this.nowNs,
      resched: this.resched.slice(),
      reschedCount: this.reschedCount,
    };
    return saved;
  }

  load(state: unknown): void {
    const saved = state as SavedState;
    this.nodeTable.load(saved.nodes);
    this.queueTable.load(saved.queues);
    this.entityTable.load(saved.entities);
    this.groupTable.load(saved.groups);
    this.cpus.splice(0, this.cpus.length, ...saved.cpus.map((cpus) => cpus && [...cpus]));
    for (const [name, column] of Object.entries(this.core)) column.set(saved.core[name]!);
    this.idle.set(saved.masks[0]);
    this.wholeIdle.set(saved.masks[1]);
    this.crowded.set(saved.masks[2]);
    this.timers.load(saved.timers);
    Object.assign(this.count, saved.count);
    this.nowNs = saved.nowNs;
    this.resched.set(saved.resched);
    this.reschedCount = saved.reschedCount;
  }
}

type SavedTable = ReturnType<Table<Record<string, never>>["save"]>;

interface SavedState {
  readonly nodes: SavedTable;
  readonly queues: SavedTable;
  readonly entities: SavedTable;
  readonly groups: SavedTable;
  readonly cpus: readonly (readonly number[] | undefined)[];
  readonly core: { readonly [name: string]: Float64Array | Int32Array | Uint32Array | Uint8Array };
  readonly masks: readonly [Uint32Array, Uint32Array, Uint32Array];
  readonly timers: unknown;
  readonly count: FairState["count"];
  readonly nowNs: number;
  readonly resched: Uint8Array;
  readonly reschedCount: number;
}
