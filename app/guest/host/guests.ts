/**
 * The real guests of a host: each is a v86 machine in a worker of its own, and a vCPU on the host's cores. The host's time is
 * the guest's, minus when it was switched on; typed text and scripts enter at the beginning of a quantum, so a run repeats.
 */
import { OrderError } from "@/app/sim/host/orders";
import type { RealRunnable } from "@/app/sim/host/runnable";
import { type HostScenario, type InstanceSpec, isReal, REAL_GUESTS } from "@/app/sim/scenario/schema";
import type { Guest, GuestEvent, MachineConfig, MachineFiles } from "../guest";
import type { Image } from "../images/manifest";
import type { ImageStore } from "../images/store";
import { imageConfig } from "../lab/command-line";
import { START_DATE_MS } from "../lab/defaults";
import type { ConsoleListener, ExecAnswer } from "./api";
import { defaultCosts, HostedGuest, type SavedGuest } from "./hosted-guest";
import type { LabGuests } from "./lab";

export interface GuestFactory {
  readonly images: ImageStore;
  createGuest(
    config: MachineConfig,
    files: MachineFiles,
    listener: (event: GuestEvent) => void,
  ): Promise<Guest>;
}

interface SavedGuests {
  readonly on: readonly (readonly [number, SavedGuest])[];
  readonly snapshots: readonly (readonly [string, SavedGuest])[];
}

export class HostedGuests implements LabGuests {
  private readonly on = new Map<number, HostedGuest>();
  /** By name; being saved, some of them. */
  private readonly snapshots = new Map<string, Promise<SavedGuest>>();
  private readonly listeners = new Map<string, Set<ConsoleListener>>();
  private readonly answers = new Map<number, Deferred<ExecAnswer>>();

  private constructor(
    private readonly scenario: HostScenario,
    private readonly factory: GuestFactory,
    private readonly images: ReadonlyMap<InstanceSpec["guest"], Image>,
  ) {}

  /** Fetches what the scenario's guests start from, so that switching one on waits for nothing but its worker. */
  static async prepare(scenario: HostScenario, factory: GuestFactory): Promise<HostedGuests> {
    const images = new Map<InstanceSpec["guest"], Image>();
    for (const guest of REAL_GUESTS) images.set(guest, await factory.images.image(guest));
    const guests = new HostedGuests(scenario, factory, images);
    for (const spec of scenario.instances) if (isReal(spec)) await guests.filesFor(spec);
    return guests;
  }

  private filesFor({ guest, via, kind }: InstanceSpec): Promise<MachineFiles> {
    return this.factory.images.filesFor(guest, via, trackOf(kind), () => {});
  }

  private configFor(instance: number, spec: InstanceSpec): MachineConfig {
    const track = trackOf(spec.kind);
    return {
      image: spec.guest,
      via: spec.via,
      track,
      ...imageConfig(this.images.get(spec.guest)!, track),
      // Each guest draws its own random numbers.
      seed: (this.scenario.seed + instance) | 0,
      startDateMs: START_DATE_MS,
      jit: "after boot",
      costs: defaultCosts,
    };
  }

  start(instance: number, spec: InstanceSpec, nowNs: number, snapshot?: string): RealRunnable {
    const hosted = new HostedGuest(spec.name, nowNs, this.sinks(spec.name));
    const saved = snapshot === undefined ? undefined : this.snapshots.get(snapshot);
    if (saved === undefined) hosted.create(this.configFor(instance, spec), this.filesFor(spec), this.factory);
    else hosted.resume(saved, this.factory);
    this.on.set(instance, hosted);
    for (const listener of this.listeners.get(spec.name) ?? []) listener.reset();
    return hosted;
  }

  private sinks(name: string) {
    return {
      console: (bytes: Uint8Array) => {
        for (const listener of this.listeners.get(name) ?? []) listener.bytes(bytes);
      },
      answered: (id: number, answer: ExecAnswer) => this.answers.get(id)?.resolve(answer),
    };
  }

  snapshot(instance: number, name: string): void {
    const saved = this.known(instance).save();
    saved.catch(() => {});
    this.snapshots.set(name, saved);
  }

  ram(instance: number): Promise<Uint8Array> {
    return this.known(instance).ram();
  }

  pageHashes(instance: number): Promise<Float64Array> {
    return this.known(instance).pageHashes();
  }

  vcpu(instance: number): RealRunnable {
    return this.known(instance);
  }

  private known(instance: number): HostedGuest {
    const hosted = this.on.get(instance);
    if (hosted === undefined) throw new OrderError(`instance ${instance} is not on`);
    return hosted;
  }

  type(instance: number, text: string): void {
    this.known(instance).type(text);
  }

  inflate(instance: number, pages: number): void {
    this.known(instance).inflate(pages);
  }

  exec(instance: number, script: string, id: number): void {
    this.known(instance).exec(script, id);
  }

  answer(id: number): Promise<ExecAnswer> {
    const deferred = new Deferred<ExecAnswer>();
    this.answers.set(id, deferred);
    return deferred.promise.finally(() => this.answers.delete(id));
  }

  stop(instance: number): void {
    this.on.get(instance)?.dispose();
    this.on.delete(instance);
  }

  onConsole(instance: string, listener: ConsoleListener): () => void {
    const known = this.listeners.get(instance) ?? new Set();
    this.listeners.set(instance, known.add(listener));
    for (const hosted of this.on.values()) if (hosted.name === instance) listener.bytes(hosted.consoleText());
    return () => known.delete(listener);
  }

  async save(): Promise<SavedGuests> {
    const on = await Promise.all(
      [...this.on].map(async ([instance, hosted]) => [instance, await hosted.save()] as const),
    );
    const snapshots = await Promise.all(
      [...this.snapshots].map(async ([name, saved]) => [name, await saved] as const),
    );
    return { on, snapshots };
  }

  async load(saved: unknown): Promise<void> {
    const { on, snapshots } = saved as SavedGuests;
    this.snapshots.clear();
    for (const [name, one] of snapshots) this.snapshots.set(name, Promise.resolve(one));
    for (const { reject } of this.answers.values())
      reject(new OrderError("the run jumped to another moment before the script had ended"));
    const wanted = new Map(on);
    for (const instance of [...this.on.keys()]) if (!wanted.has(instance)) this.stop(instance);
    await Promise.all(
      on.map(async ([instance, state]) => {
        const hosted = this.on.get(instance) ?? new HostedGuest(state.name, 0, this.sinks(state.name));
        this.on.set(instance, hosted);
        await hosted.load(state, this.factory);
      }),
    );
    for (const [name, listeners] of this.listeners)
      for (const listener of listeners) {
        listener.reset();
        for (const hosted of this.on.values()) if (hosted.name === name) listener.bytes(hosted.consoleText());
      }
  }

  sizeOf(saved: unknown): number {
    const { on, snapshots } = saved as SavedGuests;
    return [...on, ...snapshots].reduce((sum, [, { machine }]) => sum + machine.byteLength, 0);
  }

  dispose(): void {
    for (const instance of [...this.on.keys()]) this.stop(instance);
    for (const { reject } of this.answers.values()) reject(new OrderError("the run has ended"));
  }
}

const trackOf = (kind: InstanceSpec["kind"]): "vm" | "pv" => (kind === "pv" ? "pv" : "vm");

/** A promise that is settled from outside. */
class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (error: Error) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}
