/** One instance on a host: a container, or a guest that is a model or real. Its processor side; memory is behind a port. */
import type { CpuScheduler, EntityId, GroupId } from "../cpu/scheduler";
import { containerStartNs, guestBootNs, vmmStartNs } from "../figures/model-costs";
import { translationNs } from "../memory/translation";
import { type InstanceSpec, isReal } from "../scenario/schema";
import { SeededRandom } from "../time/random";
import { GuestModel } from "./guest-model";
import type { InstanceMemoryPort, MemorySnapshot } from "./instance-memory";
import type { Processors } from "./processors";
import type { RealGuests } from "./real-guests";
import type { RealRunnable, Runnable } from "./runnable";
import type { InstanceState, Latency } from "./view";
import { BalloonTask } from "./work/balloon-task";
import type { Stretch, Task, TaskWorld, TouchAnswer } from "./work/task";
import { makeTask, niceOf, RequestTask, threadsOf } from "./work/workloads";

export interface InstanceContext {
  readonly processors: Processors;
  readonly scheduler: CpuScheduler;
  readonly seed: number;
  readonly contextSwitchNs: number;
  readonly hugePages: boolean;
  readonly realGuests: RealGuests | undefined;
  /** Memory was touched: the host's kernel may have had to make room. */
  memoryUsed(): void;
  /** The instance is up. */
  started(instance: Instance): void;
}

/** Regions of memory that each workload may have: one anonymous, one of a file. */
export const REGIONS_PER_WORKLOAD = 2;

const GONE: EntityId = -1;

export interface SavedInstance {
  readonly spec: InstanceSpec;
  readonly state: InstanceState;
  readonly group: GroupId;
  readonly entities: readonly EntityId[];
  readonly startedNs: number | undefined;
  readonly orderedNs: number;
  readonly tasks: readonly unknown[];
  readonly guest: unknown;
  readonly exitCounts: readonly (readonly [string, number])[];
  readonly instructions: number;
  readonly pastProgress: number;
  readonly pausedWhile: InstanceState;
}

export interface InstanceSnapshot {
  readonly spec: InstanceSpec;
  readonly tasks: readonly unknown[];
  readonly memory: MemorySnapshot | undefined;
}

export class Instance {
  state: InstanceState = "created";
  /** Virtual time from the order to start until it was up. */
  startedNs: number | undefined;
  /** Its entities on the host, a thread each or a vCPU each, in order; GONE where one has ended by itself. */
  entities: EntityId[] = [];
  readonly exitCounts = new Map<string, number>();
  instructions = 0;
  private orderedNs = 0;
  private tasks: Task[] = [];
  private guest: GuestModel | undefined;
  private realVcpu: RealRunnable | undefined;
  private pastProgress = 0;
  private pausedWhile: InstanceState = "running";
  private balloonTask: BalloonTask | undefined;

  constructor(
    readonly number: number,
    readonly spec: InstanceSpec,
    readonly group: GroupId,
    readonly memory: InstanceMemoryPort,
    private readonly context: InstanceContext,
  ) {}

  get real(): boolean {
    return isReal(this.spec);
  }

  get running(): boolean {
    return this.state === "starting" || this.state === "running";
  }

  /** Brings it up: its first entity pays what starting costs, then the workloads begin. */
  start(): void {
    const { processors, realGuests } = this.context;
    this.state = "starting";
    this.orderedNs = processors.nowNs;
    this.startedNs = undefined;
    if (this.real) {
      if (realGuests === undefined) throw new RangeError(`${this.spec.name}: no real guests can run here`);
      this.memory.start();
      this.realVcpu = realGuests.start(this.number, this.spec, processors.nowNs);
      this.entities = [processors.add(this.group, { nice: 0 }, this.realVcpu, this.number)];
    } else {
      this.build(this.startStretches(this.memory.start()));
      this.entities = this.runnables().map(({ runnable, nice }) =>
        processors.add(this.group, { nice }, runnable, this.number),
      );
    }
    this.context.memoryUsed();
    const [first] = this.entities;
    if (first !== undefined) processors.wake(first);
  }

  /** All that a model does and holds; undefined for a real guest, whose machine is kept elsewhere. */
  snapshot(name: string): InstanceSnapshot {
    if (this.real) {
      this.context.realGuests!.snapshot(this.number, name);
      return { spec: this.spec, tasks: [], memory: undefined };
    }
    return { spec: this.spec, tasks: this.tasks.map((task) => task.save()), memory: this.memory.dump() };
  }

  /** Goes on from a snapshot of an instance of the same shape, at once. Answers the kernel's work for it, ns. */
  restore(name: string, snapshot: InstanceSnapshot): number {
    const { processors, realGuests } = this.context;
    const started = this.memory.start();
    let workNs = started.kernelNs + started.hypervisorNs;
    this.orderedNs = processors.nowNs;
    this.startedNs = 0;
    this.state = "running";
    if (this.real) {
      this.realVcpu = realGuests!.start(this.number, this.spec, processors.nowNs, name);
      this.entities = [processors.add(this.group, { nice: 0 }, this.realVcpu, this.number)];
    } else {
      workNs += this.memory.refill(snapshot.memory!).kernelNs;
      this.build([]);
      this.tasks.forEach((task, index) => {
        task.load(snapshot.tasks[index]);
      });
      this.entities = this.runnables().map(({ runnable, nice }) =>
        processors.add(this.group, { nice }, runnable, this.number),
      );
      this.guest?.startOthers(processors.nowNs);
    }
    for (const entity of this.entities) processors.wake(entity);
    this.context.memoryUsed();
    return workNs;
  }

  private startStretches(faults: TouchAnswer): Stretch[] {
    if (this.spec.kind === "container") {
      const half = containerStartNs.value / 2;
      return [
        { mode: "host-kernel", ns: half + faults.kernelNs },
        { mode: "user", ns: half },
      ];
    }
    return [
      { mode: "hypervisor", ns: vmmStartNs.value + faults.hypervisorNs },
      { mode: "guest-kernel", ns: guestBootNs.value + faults.kernelNs },
    ];
  }

  /** The tasks, and for a guest its scheduler; the same for the same spec. */
  private build(prologue: readonly Stretch[]): void {
    const { spec } = this;
    const container = spec.kind === "container";
    const world: TaskWorld = {
      userMode: container ? "user" : "guest",
      kernelMode: container ? "host-kernel" : "guest-kernel",
      touch: (region, first, count, write) => {
        const answer = this.memory.touch(region, first, count, write);
        this.context.memoryUsed();
        return answer;
      },
      translationNs: (pages) => this.translationNs(pages),
    };
    const random = SeededRandom.fromSeed(this.context.seed).split(`instance ${spec.name}`);
    this.tasks = [];
    const nices: number[] = [];
    spec.workloads.forEach((work, index) => {
      for (let thread = 0; thread < threadsOf(work); thread++) {
        const first = this.tasks.length === 0;
        this.tasks.push(
          makeTask(
            work,
            world,
            random.split(`task ${index}.${thread}`),
            index * REGIONS_PER_WORKLOAD,
            first ? prologue : [],
            first ? () => this.cameUp() : undefined,
          ),
        );
        nices.push(niceOf(work));
      }
    });
    this.nices = nices;
    if (container) return;
    this.guest = new GuestModel({
      vcpus: spec.vcpus,
      contextSwitchNs: this.context.contextSwitchNs,
      seed: this.context.seed,
      wakeVcpu: (vcpu) => this.context.processors.wake(this.entities[vcpu]!),
    });
    this.balloonTask = new BalloonTask(world, (nowNs) => this.memory.balloonStep(nowNs));
    this.tasks.push(this.balloonTask);
    nices.push(0);
    this.tasks.forEach((task, index) => {
      this.guest!.addTask(task, nices[index]!);
    });
  }

  /** What a random access to so many pages spends on translation: one dimension for a process, two for a guest's. */
  private translationNs(pages: number): number {
    const shape = { levels: 4, huge: this.context.hugePages } as const;
    return this.spec.kind === "container" ? translationNs(pages, shape) : translationNs(pages, shape, shape);
  }

  /** The balloon in its guest shall hold so many pages. */
  inflate(pages: number): void {
    this.memory.balloon(pages);
    this.balloonTask?.interrupt();
    this.guest?.interrupt(this.tasks.length - 1, this.context.processors.nowNs);
  }

  private nices: number[] = [];

  private runnables(): readonly { readonly runnable: Runnable; readonly nice: number }[] {
    if (this.guest !== undefined) return this.guest.vcpus.map((runnable) => ({ runnable, nice: 0 }));
    return this.tasks.map((runnable, index) => ({ runnable, nice: this.nices[index]! }));
  }

  /** Its first task has come up; or its real guest shows its prompt. */
  cameUp(): void {
    if (this.state === "paused" && this.pausedWhile === "starting") this.pausedWhile = "running";
    else if (this.state === "starting") this.state = "running";
    else return;
    const { processors } = this.context;
    this.startedNs = processors.nowNs - this.orderedNs;
    if (this.guest !== undefined) this.guest.startOthers(processors.nowNs);
    else for (const entity of this.entities.slice(1)) processors.wake(entity);
    this.context.started(this);
  }

  pause(): void {
    this.pausedWhile = this.state;
    this.state = "paused";
    this.stopEntities();
  }

  resume(): void {
    this.state = this.pausedWhile;
    for (const entity of this.living()) this.context.processors.resume(entity);
  }

  private stopEntities(): void {
    for (const entity of this.living()) this.context.processors.pause(entity);
  }

  /** Its entities that have not ended. */
  living(): readonly EntityId[] {
    return this.entities.filter((entity) => entity !== GONE);
  }

  /** Takes all entities off the host. False if a real vCPU is in the middle of a quantum: call again after it. */
  end(): boolean {
    const { processors } = this.context;
    this.stopEntities();
    const busy = this.living().some((entity) => processors.entities.state(entity) === "running");
    if (busy) return false;
    for (const entity of this.living()) processors.remove(entity);
    this.pastProgress = this.progress ?? 0;
    this.entities = [];
    this.tasks = [];
    this.guest = undefined;
    this.balloonTask = undefined;
    if (this.realVcpu !== undefined) this.context.realGuests?.stop(this.number);
    this.realVcpu = undefined;
    this.memory.release();
    return true;
  }

  /** An entity ended by itself. */
  lost(entity: EntityId): void {
    this.entities[this.entities.indexOf(entity)] = GONE;
  }

  noteQuantum(instructions: number, exits: Readonly<Record<string, number>>): void {
    this.instructions += instructions;
    for (const [device, count] of Object.entries(exits))
      this.exitCounts.set(device, (this.exitCounts.get(device) ?? 0) + count);
  }

  /** The vCPU of a real guest pays for what the host did on its behalf. */
  chargeVcpu(ns: number): void {
    this.realVcpu?.charge(Math.round(ns));
  }

  /** What its workloads have done; undefined for a real guest. */
  get progress(): number | undefined {
    if (this.real) return undefined;
    if (this.tasks.length === 0) return this.pastProgress;
    const openNs = new Map<Task | undefined, number>();
    this.entities.forEach((entity, index) => {
      const task = this.guest === undefined ? this.tasks[index] : this.guest.computing(index);
      if (entity !== GONE) openNs.set(task, this.context.processors.openNs(entity));
    });
    return this.tasks.reduce((sum, task) => sum + task.progressAfter(openNs.get(task) ?? 0), 0);
  }

  get latency(): Latency | undefined {
    const served = this.tasks.find((task) => task instanceof RequestTask);
    return served?.latency;
  }

  save(): SavedInstance {
    return {
      spec: this.spec,
      state: this.state,
      group: this.group,
      entities: [...this.entities],
      startedNs: this.startedNs,
      orderedNs: this.orderedNs,
      tasks: this.tasks.map((task) => task.save()),
      guest: this.guest?.save(),
      exitCounts: [...this.exitCounts],
      instructions: this.instructions,
      pastProgress: this.pastProgress,
      pausedWhile: this.pausedWhile,
    };
  }

  /** Into a new instance of the same number and spec; answers each entity's runnable. */
  load(saved: SavedInstance): readonly (readonly [EntityId, Runnable])[] {
    this.state = saved.state;
    this.startedNs = saved.startedNs;
    this.orderedNs = saved.orderedNs;
    this.entities = [...saved.entities];
    for (const [device, count] of saved.exitCounts) this.exitCounts.set(device, count);
    this.instructions = saved.instructions;
    this.pastProgress = saved.pastProgress;
    this.pausedWhile = saved.pausedWhile;
    if (saved.entities.length === 0) return [];
    if (this.real) {
      this.realVcpu = this.context.realGuests!.vcpu(this.number);
      return [[saved.entities[0]!, this.realVcpu]];
    }
    this.build([]);
    this.tasks.forEach((task, index) => {
      task.load(saved.tasks[index]);
    });
    if (this.guest !== undefined) this.guest.load(saved.guest);
    const runnables = this.guest !== undefined ? this.guest.vcpus : this.tasks;
    return saved.entities
      .map((entity, index) => [entity, runnables[index]!] as const)
      .filter(([entity]) => entity !== GONE);
  }
}
