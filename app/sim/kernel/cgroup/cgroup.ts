/** One cgroup: its place in the tree, who is in it, and what its controllers know. What may be done with it is in the other files. */
import { ChangeNotifier } from "../fs/generated";
import type { Process } from "../process/process";
import type { Task } from "../process/task";
import type { Controller } from "./controllers";
import type { CpuState } from "./cpu";
import type { CpusetState } from "./cpuset";
import type { IoState } from "./io";
import type { MemoryState } from "./memory";
import type { PidsState } from "./pids";
import { Pressure } from "./pressure";

export class Cgroup {
  readonly children = new Map<string, Cgroup>();
  readonly level: number;
  /** Living processes whose leader is here, in the order in which they came. */
  readonly processes = new Set<Process>();
  /** Threads that are here while their process's leader is elsewhere (threaded cgroups). */
  readonly strays = new Set<Task>();
  /** What it has enabled for its children (cgroup.subtree_control). */
  readonly subtreeControl = new Set<Controller>();
  /** The cgroup that holds the resources of a threaded subtree; itself unless threaded. */
  domain: Cgroup;
  threadedChildren = 0;
  /** Children of which something lives, here or below. */
  populatedChildren = 0;
  maxDepth = Number.POSITIVE_INFINITY;
  maxDescendants = Number.POSITIVE_INFINITY;
  descendants = 0;
  /** Removed cgroups below of which pages are left. */
  dyingDescendants = 0;
  /** Removed, while something of it (a zombie, pages) may be left. */
  dead = false;
  /** cgroup.freeze as it was written; whether it is to stand still is `freezing`. */
  freeze = false;
  /** How many of itself and its ancestors ask it to stand still. */
  freezing = 0;
  /** cgroup.events: everything here and below stands still. */
  frozen = false;
  /** Processor time of tasks while they were here or below, ns. */
  userNs = 0;
  systemNs = 0;
  /** Tasks here and below that pids counts: zombies too, until they have been waited for. */
  tasks = 0;
  /** What cgroup.events, pids.events, … tell pollers. */
  readonly eventsChanged = new ChangeNotifier();
  readonly pressure: Pressure;

  cpu: CpuState | undefined;
  cpuset: CpusetState | undefined;
  memory: MemoryState | undefined;
  pids: PidsState | undefined;
  io: IoState | undefined;

  constructor(
    readonly name: string,
    readonly parent: Cgroup | undefined,
    /** Of whoever made it: its directory and files are theirs. Kernel ids. */
    readonly uid: number,
    readonly gid: number,
    /** Permission bits of its directory. */
    readonly mode: number,
    nowNs: number,
  ) {
    this.level = parent === undefined ? 0 : parent.level + 1;
    this.domain = this;
    this.pressure = new Pressure(parent?.pressure, nowNs);
  }

  /** Something lives here or below. */
  get populated(): boolean {
    return this.hasTasks || this.populatedChildren > 0;
  }

  get hasTasks(): boolean {
    return this.processes.size > 0 || this.strays.size > 0;
  }

  /** Whether it is `ancestor` or below it. */
  within(ancestor: Cgroup): boolean {
    let at: Cgroup | undefined = this;
    while (at !== undefined && at.level > ancestor.level) at = at.parent;
    return at === ancestor;
  }

  /** Itself and its ancestors, upwards. */
  *upwards(): Generator<Cgroup> {
    for (let at: Cgroup | undefined = this; at !== undefined; at = at.parent) yield at;
  }

  /** Itself and everything below, parents before children. */
  *subtree(): Generator<Cgroup> {
    yield this;
    for (const child of this.children.values()) yield* child.subtree();
  }

  /** The controllers it has: those that its parent enabled, and of them only the threaded ones in a threaded cgroup. */
  has(controller: Controller): boolean {
    return this[controller] !== undefined;
  }

  /** "/a/b" from the root of the hierarchy. */
  get path(): string {
    return this.parent === undefined
      ? "/"
      : `${this.parent.parent === undefined ? "" : this.parent.path}/${this.name}`;
  }

  /** The path as a cgroup namespace with that root shows it: "/", "/a", "/.." or "/../b". */
  pathFrom(root: Cgroup): string {
    let ups = "";
    for (let at: Cgroup | undefined = root; at !== undefined; at = at.parent) {
      if (this.within(at))
        return (
          `${ups}${at === this ? "" : this.path.slice(at.parent === undefined ? 0 : at.path.length)}` || "/"
        );
      ups += "/..";
    }
    return this.path;
  }
}
