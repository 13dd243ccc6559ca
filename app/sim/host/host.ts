/**
 * The host: cores and memory, the instances on them, and what can be done to them. Everything enters as an order or an event
 * of the scenario at a moment of virtual time, so a run repeats.
 */
import { createScheduler } from "../cpu/create";
import { type CpuScheduler, ROOT_GROUP } from "../cpu/scheduler";
import { contextSwitchNs, migrationNs } from "../figures/model-costs";
import { type HostScenario, type InstanceSpec, isReal, namesOf, type Order } from "../scenario/schema";
import { HostMemoryPort } from "./host-memory-port";
import { Instance, type InstanceContext, type InstanceSnapshot, type SavedInstance } from "./instance";
import { KernelThread } from "./kernel-thread";
import { Ledger } from "./ledger/ledger";
import { groupSettings, type MemoryLimits, memoryLimits, pagesOf } from "./limits";
import { Marks } from "./marks";
import { NoMemoryError } from "./memory-of/memory-of";
import { MergingDaemon } from "./merging-daemon";
import { existingCores, type InstanceOrder, mustBePossible, OrderError, schedulerChange } from "./orders";
import type { SavedProcessors } from "./processor-parts";
import { Processors } from "./processors";
import type { RealGuests } from "./real-guests";
import type { QuantumOutcome, Runnable } from "./runnable";
import type { InstanceState, RunMark } from "./view";

/** Host events wait in the processors' queue and are plain data. */
type HostEvent =
  | { readonly type: "order"; readonly order: Order }
  | { readonly type: "end"; readonly instance: number; readonly state: InstanceState; readonly why?: string };

export interface SavedHost {
  readonly processors: SavedProcessors;
  readonly instances: readonly SavedInstance[];
  readonly limits: readonly MemoryLimits[];
  readonly marks: readonly RunMark[];
  readonly memory: unknown;
  readonly merging: unknown;
  readonly kswapd: unknown;
  readonly snapshots: readonly (readonly [string, InstanceSnapshot])[];
  readonly extraWorkNs: number;
}

export class Host {
  readonly scheduler: CpuScheduler;
  readonly ledger: Ledger;
  readonly processors: Processors;
  readonly memory: HostMemoryPort;
  readonly marks = new Marks();
  readonly instances: Instance[] = [];
  private readonly byName = new Map<string, Instance>();
  private readonly limits: MemoryLimits[] = [];
  private readonly context: InstanceContext;
  readonly merging: MergingDaemon;
  private readonly snapshots = new Map<string, InstanceSnapshot>();
  /** Work of the kernel that was done on an order, and not charged yet. */
  private extraWorkNs = 0;
  /** Reclaim in the background has taken effect when it is found; its time is charged here. */
  private readonly kswapd: KernelThread;

  constructor(
    readonly scenario: HostScenario,
    private readonly realGuests?: RealGuests,
  ) {
    const { host, seed } = scenario;
    this.scheduler = createScheduler(host.policy, {
      cores: host.cores,
      threadsPerCore: host.threadsPerCore,
      tickHz: host.tickHz,
      seed,
    });
    this.ledger = new Ledger({ cores: host.cores });
    const costs = {
      contextSwitchNs: host.contextSwitchNs ?? contextSwitchNs.value,
      migrationNs: host.migrationNs ?? migrationNs.value,
      quantumNs: Math.round(host.quantumUs * 1000),
    };
    this.processors = new Processors(this.scheduler, this.ledger, costs, {
      onEvent: (event) => this.event(event as HostEvent),
      onQuantum: (entity, outcome) => this.quantum(entity, outcome),
      limited: () => this.limitedEntities(),
      onExit: (entity, status) => this.exited(entity, status),
    });
    this.memory = new HostMemoryPort(host, (instance, why) => this.killedForMemory(instance, why));
    this.merging = new MergingDaemon(this.memory, this.processors);
    this.kswapd = new KernelThread(this.processors, 0, () => ({
      ns: this.memory.memory.takeBackgroundNs() + this.takeExtraWork(),
      nextWakeNs: Number.POSITIVE_INFINITY,
    }));
    this.context = {
      processors: this.processors,
      scheduler: this.scheduler,
      seed,
      contextSwitchNs: costs.contextSwitchNs,
      hugePages: host.hugePages,
      realGuests,
      memoryUsed: () => {
        if (this.memory.memory.allocator.backgroundNs > 0) this.kswapd.wake();
      },
      started: (instance) => {
        this.merging.notice();
        this.mark("started", `${instance.spec.name} is up`, instance);
        this.typeWorkloads(instance);
      },
    };
    for (const spec of scenario.instances) this.create(spec);
    for (const { atMs, order } of scenario.events)
      this.processors.at(Math.round(atMs * 1e6), { type: "order", order });
  }

  get nowNs(): number {
    return this.processors.nowNs;
  }

  // --- orders --------------------------------------------------------------------------------------------------------

  /** @throws OrderError if there is no such instance, or it is not in a state for that. Nothing has changed then. */
  apply(order: Order): void {
    if (order.do === "create") this.create(order.spec);
    else if (order.do === "merging") this.merging.configure(order);
    else this.orderTo(this.named(order.instance), order);
  }

  private named(name: string): Instance {
    const instance = this.byName.get(name);
    if (instance !== undefined) return instance;
    const names = [...this.byName.keys()];
    const some = names.slice(0, 20).join(", ") + (names.length > 20 ? " …" : "");
    throw new OrderError(`there is no instance "${name}"; there are: ${some || "none"}`);
  }

  private orderTo(instance: Instance, order: InstanceOrder): void {
    mustBePossible(instance, order);
    const change = schedulerChange(order, this.scenario.host.cores);
    if (change !== undefined) this.setGroup(instance, change);
    else if (order.do === "start") this.start(instance);
    else if (order.do === "stop") this.end(instance, "stopped");
    else if (order.do === "kill") this.end(instance, "killed");
    else if (order.do === "snapshot") {
      this.processors.settleAll();
      this.snapshots.set(order.as, instance.snapshot(order.as));
    } else if (order.do === "restore") this.restore(instance, order.from);
    else if (order.do === "pause") instance.pause();
    else if (order.do === "resume") instance.resume();
    else if (order.do === "memory") this.limit(instance, order);
    else if (order.do === "balloon") this.inflate(instance, pagesOf(order.targetMiB));
    else if (order.do === "type") this.type(instance, order.text);
    else if (order.do === "exec") {
      this.realGuests!.exec(instance.number, order.script, order.id);
      this.wakeVcpu(instance);
    }
  }

  private restore(instance: Instance, name: string): void {
    const snapshot = this.snapshots.get(name);
    if (snapshot === undefined)
      throw new OrderError(
        `there is no snapshot "${name}"; there are: ${[...this.snapshots.keys()].join(", ") || "none"}`,
      );
    const shape = ({ kind, guest, vcpus, memoryMiB, workloads }: InstanceSpec) =>
      JSON.stringify({ kind, guest, vcpus, memoryMiB, workloads });
    if (shape(snapshot.spec) !== shape(instance.spec))
      throw new OrderError(
        `${name} is of another kind of instance (${snapshot.spec.name}) than ${instance.spec.name}`,
      );
    this.extraWorkNs += this.withMemory(instance, () => instance.restore(name, snapshot));
    this.kswapd.wake();
    this.mark("started", `${instance.spec.name} goes on from ${name}`, instance);
  }

  private limit(instance: Instance, order: Extract<InstanceOrder, { do: "memory" }>): void {
    const limits = memoryLimits(order, this.limits[instance.number]);
    this.limits[instance.number] = limits;
    instance.memory.limit(limits);
  }

  private start(instance: Instance): void {
    this.withMemory(instance, () => instance.start());
  }

  /** @throws OrderError if the host has not the memory; the instance is as it was. */
  private withMemory<T>(instance: Instance, start: () => T): T {
    const before = instance.state;
    try {
      return start();
    } catch (error) {
      if (!(error instanceof NoMemoryError)) throw error;
      instance.memory.release();
      instance.state = before;
      throw new OrderError(`${instance.spec.name} cannot start: ${error.message}`);
    }
  }

  private setGroup(instance: Instance, change: Partial<ReturnType<typeof groupSettings>>): void {
    const { scheduler, processors } = this;
    processors.settleAll();
    const old = scheduler.groupSettings(instance.group);
    scheduler.setGroup(instance.group, { ...old, ...change }, processors.nowNs);
    processors.settleAndPick();
  }

  private create(spec: InstanceSpec): void {
    const names = namesOf(spec);
    const taken = names.find((name) => this.byName.has(name));
    if (taken !== undefined) throw new OrderError(`there is an instance "${taken}" already`);
    if (isReal(spec) && this.realGuests === undefined)
      throw new OrderError(`${spec.name}: real guests cannot run here`);
    existingCores(spec.cpu.cpus, this.scenario.host.cores);
    for (const name of names) {
      const instance = this.add({ ...spec, name, count: 1 });
      if (spec.startMs !== "never") {
        const atNs = Math.max(this.nowNs, Math.round(spec.startMs * 1e6));
        this.processors.at(atNs, { type: "order", order: { do: "start", instance: instance.spec.name } });
      }
    }
  }

  private add(spec: InstanceSpec): Instance {
    const settings = groupSettings(spec.cpu, this.scenario.host.cores);
    const group = this.scheduler.addGroup(ROOT_GROUP, settings, this.nowNs);
    const instance = this.addTo(spec, group);
    this.limits[instance.number] = memoryLimits(spec.memory);
    instance.memory.limit(this.limits[instance.number]!);
    return instance;
  }

  private addTo(spec: InstanceSpec, group: number): Instance {
    const number = this.instances.length;
    const instance = new Instance(number, spec, group, this.memory.instance(number, spec), this.context);
    this.instances.push(instance);
    this.byName.set(spec.name, instance);
    return instance;
  }

  private end(instance: Instance, state: InstanceState, why?: string): void {
    if (!instance.end()) {
      // Its vCPU is in the middle of a quantum, which ends on the grid.
      const event: HostEvent = {
        type: "end",
        instance: instance.number,
        state,
        ...(why === undefined ? {} : { why }),
      };
      this.processors.at(this.nowNs + Math.round(this.scenario.host.quantumUs * 1000), event);
      return;
    }
    instance.state = state;
    const kind = state === "crashed" ? "crash" : why === undefined ? "stopped" : "oom";
    this.mark(kind, why ?? `${instance.spec.name} is ${state}`, instance);
  }

  private takeExtraWork(): number {
    const ns = this.extraWorkNs;
    this.extraWorkNs = 0;
    return ns;
  }

  private *limitedEntities(): Iterable<number> {
    for (const instance of this.instances)
      if (this.scheduler.groupSettings(instance.group).quotaNs !== Number.POSITIVE_INFINITY)
        yield* instance.living();
  }

  // --- what happens --------------------------------------------------------------------------------------------------

  private event(event: HostEvent): void {
    if (event.type === "order") {
      try {
        this.apply(event.order);
      } catch (error) {
        if (!(error instanceof OrderError)) throw error;
        this.mark("input", `not done: ${error.message}`);
      }
    } else {
      const instance = this.instances[event.instance]!;
      if (instance.running || instance.state === "paused") this.end(instance, event.state, event.why);
    }
  }

  private quantum(entity: number, outcome: QuantumOutcome): void {
    const instance = this.instances[this.processors.entities.owner(entity)]!;
    instance.noteQuantum(outcome.instructions, outcome.exits);
    if (outcome.pages !== undefined) this.look(instance, outcome.pages);
    if (outcome.ready) instance.cameUp();
  }

  /**
   * The host learns what the pages of a real guest hold. What the page faults since its last look cost, for new pages and for
   * writes to shared ones, the guest's vCPU pays.
   */
  look(instance: Instance, pages: Float64Array): void {
    try {
      instance.chargeVcpu(instance.memory.setPages(pages).hypervisorNs);
    } catch (error) {
      if (!(error instanceof NoMemoryError)) throw error;
      this.later(instance, "killed", `${instance.spec.name} cannot have its memory: ${error.message}`);
    }
    this.context.memoryUsed();
    this.merging.notice();
  }

  private exited(entity: number, status: number): void {
    const instance = this.instances[this.processors.entities.owner(entity)];
    if (instance === undefined) return;
    instance.lost(entity);
    if (instance.real) this.later(instance, status === 0 ? "stopped" : "crashed");
  }

  /** Ends an instance after the present event: whoever runs now may be its own entity. */
  private later(instance: Instance, state: InstanceState, why?: string): void {
    this.processors.at(this.nowNs, {
      type: "end",
      instance: instance.number,
      state,
      ...(why === undefined ? {} : { why }),
    } satisfies HostEvent);
  }

  private killedForMemory(number: number, why: string): void {
    this.later(this.instances[number]!, "killed", why);
  }

  private typeWorkloads(instance: Instance): void {
    for (const work of instance.spec.workloads) if (work.kind === "type") this.type(instance, work.text);
  }

  private inflate(instance: Instance, pages: number): void {
    if (instance.real) {
      this.realGuests!.inflate(instance.number, pages);
      this.wakeVcpu(instance);
    } else instance.inflate(pages);
  }

  private type(instance: Instance, text: string): void {
    this.realGuests!.type(instance.number, text);
    this.wakeVcpu(instance);
  }

  /** Something came in for a guest: an interrupt. */
  private wakeVcpu(instance: Instance): void {
    const [vcpu] = instance.entities;
    if (vcpu !== undefined) this.processors.wake(vcpu);
  }

  mark(kind: RunMark["kind"], text: string, instance?: Instance): void {
    this.marks.add({
      atNs: this.nowNs,
      kind,
      text,
      ...(instance === undefined ? {} : { instance: instance.spec.name }),
    });
  }

  // --- time and state ------------------------------------------------------------------------------------------------

  /** Runs up to and including that moment. False if real guests must answer first: await `answers`, then call again. */
  advance(toNs: number): boolean {
    return this.processors.advance(toNs);
  }

  answers(): Promise<void> {
    return this.processors.answers();
  }

  /** A copy of everything but the real guests themselves. */
  save(): SavedHost {
    return {
      processors: this.processors.save(),
      instances: this.instances.map((instance) => instance.save()),
      limits: [...this.limits],
      marks: this.marks.all(),
      memory: this.memory.save(),
      merging: this.merging.save(),
      kswapd: this.kswapd.save(),
      snapshots: [...this.snapshots],
      extraWorkNs: this.extraWorkNs,
    };
  }

  /** Into a host of the same scenario; real guests must have been restored before. */
  load(saved: SavedHost): void {
    this.instances.length = 0;
    this.byName.clear();
    this.memory.load(saved.memory);
    const runnables = new Map<number, Runnable>();
    for (const state of saved.instances) {
      const instance = this.addTo(state.spec, state.group);
      for (const [entity, runnable] of instance.load(state)) runnables.set(entity, runnable);
    }
    this.limits.splice(0, this.limits.length, ...saved.limits);
    this.snapshots.clear();
    for (const [name, snapshot] of saved.snapshots) this.snapshots.set(name, snapshot);
    this.extraWorkNs = saved.extraWorkNs;
    this.marks.load(saved.marks);
    const ksmd = this.merging.load(saved.merging);
    if (ksmd !== undefined) runnables.set(ksmd, this.merging.thread);
    const kswapd = this.kswapd.load(saved.kswapd);
    if (kswapd !== undefined) runnables.set(kswapd, this.kswapd);
    this.processors.load(saved.processors, (entity) => runnables.get(entity)!);
  }
}
