/**
 * The lab: columns of guests and containers, what a learner can do with them, and the record of the run. The page, the headless lab
 * and the tests use this one class; only the environment differs (browser.ts: in workers, live; node.ts: in-process, stepped).
 */
import type {
  BootRecord,
  ContainerStart,
  LabRun,
  ProbeAnswer,
  SnapshotRecord,
  Via,
} from "@/app/sim/run/record";
import type { MachineDevices } from "@/app/sim/vmm/devices";
import { LayerStore } from "../chain/store";
import type { ExecOptions } from "../guest";
import type { ColumnHost, LabColumn, LabEnvironment } from "./column";
import { ContainerColumn } from "./container-column";
import { noMachine } from "./errors";
import { GuestColumn } from "./guest-column";
import { Performer } from "./perform";
import type { Action, ColumnSpec, ColumnState, LabApi, Probe, Scenario, ScriptResult } from "./state";

export type { LabEnvironment } from "./column";

export class Lab implements LabApi {
  private readonly byId = new Map<string, GuestColumn | ContainerColumn>();
  private readonly boots: BootRecord[] = [];
  private readonly starts: ContainerStart[] = [];
  private readonly performer: Performer;
  private readonly host: ColumnHost;
  readonly layers: LayerStore;
  private readonly listeners = new Set<() => void>();
  private notifying = false;
  private states: readonly ColumnState[] | undefined;
  private restoring: Promise<void> = Promise.resolve();

  constructor(
    readonly scenario: Scenario,
    private readonly environment: LabEnvironment,
  ) {
    this.layers = new LayerStore(environment.openLayerArchive);
    this.host = {
      environment,
      scenario,
      changed: () => this.changed(),
      subscribe: (listener) => this.subscribe(listener),
      layers: this.layers,
    };
    this.performer = new Performer(this, {
      live: environment.live,
      column: (id): LabColumn => this.get(id),
      changed: () => this.changed(),
    });
    for (const spec of scenario.columns) this.addColumn(spec);
  }

  columns(): readonly ColumnState[] {
    this.states ??= [...this.byId.values()].map((column) => column.state());
    return this.states;
  }

  column(id: string): ColumnState {
    return this.get(id).state();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onConsole(column: string, listener: (bytes: Uint8Array) => void): () => void {
    return this.get(column).console.listen(listener);
  }

  addColumn(spec: ColumnSpec): void {
    const column =
      spec.track === "container" ? new ContainerColumn(spec, this.host) : new GuestColumn(spec, this.host);
    this.byId.set(spec.id, column);
    this.changed();
  }

  removeColumn(id: string): void {
    this.get(id).clear();
    this.byId.delete(id);
    this.changed();
  }

  setVia(id: string, via: Via): void {
    this.guest(id).change({ via });
  }

  setImage(id: string, image: string): void {
    this.guest(id).change({ image });
  }

  setDevices(id: string, devices: Partial<MachineDevices>): void {
    this.guest(id).change({ devices });
  }

  private get(id: string): GuestColumn | ContainerColumn {
    const column = this.byId.get(id);
    if (column === undefined)
      throw new RangeError(`there is no column "${id}"; there are: ${[...this.byId.keys()].join(", ")}`);
    return column;
  }

  /** @throws ImageError if the column is a container. */
  private guest(id: string): GuestColumn {
    const column = this.get(id);
    if (column instanceof ContainerColumn) throw noMachine(column.spec);
    return column;
  }

  private changed(): void {
    this.states = undefined;
    if (this.notifying) return;
    this.notifying = true;
    this.environment.soon(() => {
      this.notifying = false;
      for (const listener of this.listeners) listener();
    });
  }

  async boot(id: string, via?: Via): Promise<BootRecord | ContainerStart> {
    const started = await this.get(id).boot(via);
    if (started.track === "container") this.starts.push(started);
    else this.boots.push(started);
    this.changed();
    return started;
  }

  type(id: string, bytes: Uint8Array): void {
    this.get(id).type(bytes);
  }

  pause(id: string): Promise<void> {
    return this.get(id).pause();
  }

  resume(id: string): void {
    this.get(id).resume();
  }

  async step(id: string, ns: number): Promise<void> {
    const column = this.get(id);
    if (column.power !== "paused") return;
    await column.runOn(ns);
    // Where its prompt came meanwhile, it says that it runs.
    await column.pause();
    await column.refresh();
  }

  stop(id: string): void {
    this.get(id).clear();
  }

  snapshot(id: string, name?: string): Promise<SnapshotRecord> {
    return this.get(id).snapshot(name);
  }

  restore(id: string, snapshotId: string): Promise<void> {
    const restored = this.get(id).restore(snapshotId);
    const ended = restored.then(
      () => {},
      () => {},
    );
    this.restoring = Promise.all([this.restoring, ended]).then(() => {});
    return restored;
  }

  settled(): Promise<void> {
    return this.restoring;
  }

  seal(id: string, layer: string): Promise<void> {
    return this.guest(id).seal(layer);
  }

  exec(id: string, script: string, options: ExecOptions): Promise<ScriptResult> {
    return this.get(id).exec(script, options);
  }

  async ask(probes: readonly Probe[]): Promise<void> {
    for (const { id, column, script } of probes) await this.get(column).ask(id, script);
  }

  perform(actions: readonly Action[]): Promise<void> {
    return this.performer.perform(actions);
  }

  answers(): Readonly<Record<string, ProbeAnswer>> {
    return this.performer.answers;
  }

  record(): LabRun {
    const columns = [...this.byId.values()];
    const containers = columns.filter((column) => column instanceof ContainerColumn);
    return {
      version: 1,
      scenario: this.scenario.id,
      boots: [...this.boots],
      guests: columns.flatMap((column) => (column instanceof GuestColumn ? [column.record()] : [])),
      ...(containers.length === 0
        ? {}
        : { starts: [...this.starts], containers: containers.map((column) => column.record()) }),
      ...(Object.keys(this.answers()).length === 0 ? {} : { answers: this.answers() }),
    };
  }

  dispose(): void {
    for (const column of this.byId.values()) column.clear();
    this.listeners.clear();
  }
}
