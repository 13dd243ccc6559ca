/**
 * The lab: columns of guests, what a learner can do with them, and the record of the run. The page, the headless lab and the
 * tests use this one class; only the environment differs (browser.ts: guests in workers, live; node.ts: in-process, stepped).
 */
import type { BootRecord, LabRun, ProbeAnswer, SnapshotRecord, Via } from "@/app/sim/run/record";
import type { MachineDevices } from "@/app/sim/vmm/devices";
import type {
  ExecOptions,
  ExecResult,
  Guest,
  GuestEvent,
  MachineConfig,
  MachineFiles,
  Progress,
} from "../guest";
import { ImageError, type ImageStore } from "../images/store";
import { toMs } from "../v86/boot";
import { Column } from "./column";
import { imageConfig } from "./command-line";
import { START_DATE_MS } from "./defaults";
import { asLabError, GuestCrashedError, noAgent, noPrompt, noSuchTrack, StoppedError } from "./errors";
import { Performer } from "./perform";
import type { Action, ColumnSpec, ColumnState, LabApi, Probe, Scenario } from "./state";

export interface LabEnvironment {
  readonly images: ImageStore;
  createGuest(
    config: MachineConfig,
    files: MachineFiles,
    listener: (event: GuestEvent) => void,
    progress: (progress: Progress) => void,
  ): Promise<Guest>;
  wallMs(): number;
  /** Calls back once, soon: a frame later in a page, at once in a terminal. */
  soon(callback: () => void): void;
  /** Live guests play at interactive pace; others run only as far as they are asked to. */
  readonly live: boolean;
  /** A boot has been ordered: a guest will be created once its files are there. */
  expectGuest?(): void;
}

/** A guest that has not reached its prompt by then never will. */
const BOOT_LIMIT_NS = 60e9;
const PROBE_LIMIT_NS = 30e9;

export class Lab implements LabApi {
  private readonly byId = new Map<string, Column>();
  private readonly boots: BootRecord[] = [];
  private readonly performer: Performer;
  private readonly listeners = new Set<() => void>();
  private notifying = false;
  private states: readonly ColumnState[] | undefined;
  private restoring: Promise<void> = Promise.resolve();

  constructor(
    readonly scenario: Scenario,
    private readonly environment: LabEnvironment,
  ) {
    this.performer = new Performer(this, {
      live: environment.live,
      column: (id) => this.get(id),
      running: (column) => this.running(column),
      refresh: (column) => this.refresh(column),
      changed: () => this.changed(),
    });
    for (const spec of scenario.columns) this.addColumn(spec);
  }

  columns(): readonly ColumnState[] {
    this.states ??= [...this.byId.values()].map((column) => column.snapshotState());
    return this.states;
  }

  column(id: string): ColumnState {
    return this.get(id).snapshotState();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onConsole(column: string, listener: (bytes: Uint8Array) => void): () => void {
    return this.get(column).onConsole(listener);
  }

  addColumn(spec: ColumnSpec): void {
    this.byId.set(spec.id, new Column(spec, () => this.changed()));
    this.changed();
  }

  removeColumn(id: string): void {
    this.get(id).clear();
    this.byId.delete(id);
    this.changed();
  }

  setVia(id: string, via: Via): void {
    const column = this.get(id);
    column.spec = { ...column.spec, via };
    column.changed();
  }

  setImage(id: string, image: string): void {
    const column = this.get(id);
    column.spec = { ...column.spec, image };
    column.changed();
  }

  setDevices(id: string, devices: Partial<MachineDevices>): void {
    const column = this.get(id);
    const { devices: _, ...spec } = column.spec;
    column.spec = Object.keys(devices).length === 0 ? spec : { ...spec, devices };
    column.changed();
  }

  private get(id: string): Column {
    const column = this.byId.get(id);
    if (column === undefined)
      throw new RangeError(`there is no column "${id}"; there are: ${[...this.byId.keys()].join(", ")}`);
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

  async boot(id: string, via?: Via): Promise<BootRecord> {
    const column = this.get(id);
    const ordered = this.environment.wallMs();
    column.clear();
    if (via !== undefined) column.spec = { ...column.spec, via };
    column.power = "loading";
    column.changed();
    const { generation, spec } = column;
    this.environment.expectGuest?.();
    try {
      const config = await this.machineConfig(spec);
      const files = await this.environment.images.filesFor(spec.image, spec.via, spec.track, (download) => {
        if (column.generation === generation) column.download(download);
      });
      this.stillWanted(column, generation);
      column.power = "booting";
      column.changed();
      const record = await this.powerOn(column, config, files);
      column.wallMs = this.environment.wallMs() - ordered;
      this.boots.push(record);
      column.changed();
      return record;
    } catch (error) {
      if (column.generation === generation && column.crash === undefined) {
        column.power = "off";
        column.error = asLabError(error, spec);
        column.changed();
      }
      throw error;
    }
  }

  private stillWanted(column: Column, generation: number): void {
    if (column.generation !== generation) throw new StoppedError(column.spec.id);
  }

  private async machineConfig(spec: ColumnSpec): Promise<MachineConfig> {
    const image = await this.environment.images.image(spec.image);
    if (!image.tracks.includes(spec.track)) throw noSuchTrack(spec, image.tracks);
    if (spec.via === "snapshot" && spec.devices !== undefined)
      throw new ImageError(
        "The shipped snapshot holds the devices of its track, and this machine has others",
        `column ${spec.id}`,
        "Boot it by direct or bios, or put its devices back.",
      );
    return {
      image: spec.image,
      via: spec.via,
      track: spec.track,
      ...imageConfig(image, spec.track, spec.devices),
      seed: this.scenario.seed,
      startDateMs: START_DATE_MS,
      jit: "after boot",
      costs: this.scenario.costs,
      ...(spec.devices === undefined ? {} : { devices: spec.devices }),
    };
  }

  /** Switches a machine on in the column and waits for its prompt. */
  private async powerOn(column: Column, config: MachineConfig, files: MachineFiles): Promise<BootRecord> {
    const guest = await this.startGuest(column, config, files);
    if (!this.environment.live) {
      const reason = await guest.run({ untilNs: BOOT_LIMIT_NS, stopAtReady: true });
      if (reason === "deadline") throw noPrompt(config, BOOT_LIMIT_NS);
    } else guest.play("interactive");
    return this.readyOrEnd(column);
  }

  private async startGuest(column: Column, config: MachineConfig, files: MachineFiles): Promise<Guest> {
    const { generation } = column;
    const mine = () => column.generation === generation;
    const guest = await this.environment.createGuest(
      config,
      files,
      (event) => mine() && column.event(event),
      (progress) => mine() && column.progress(progress),
    );
    if (!mine()) guest.dispose();
    this.stillWanted(column, generation);
    column.switchOn(guest, config);
    return guest;
  }

  private readyOrEnd(column: Column): Promise<BootRecord> {
    const { generation } = column;
    return new Promise((resolve, reject) => {
      const look = () => {
        if (column.generation !== generation) reject(new StoppedError(column.spec.id));
        else if (column.boot !== undefined) resolve(column.boot);
        else if (column.crash !== undefined)
          reject(new GuestCrashedError(column.spec.id, column.crash.message));
        else if (column.power === "halted" || column.power === "reset")
          reject(new StoppedError(column.spec.id));
        else return false;
        return true;
      };
      if (look()) return;
      const stop = this.subscribe(() => {
        if (look()) stop();
      });
    });
  }

  type(id: string, bytes: Uint8Array): void {
    this.get(id).guest?.type(bytes);
  }

  async pause(id: string): Promise<void> {
    const column = this.get(id);
    if (column.power !== "running" && column.power !== "booting") return;
    await column.guest?.pause();
    column.power = "paused";
    column.changed();
  }

  resume(id: string): void {
    const column = this.get(id);
    if (column.power !== "paused") return;
    column.power = column.boot === undefined ? "booting" : "running";
    column.guest?.play("interactive");
    column.changed();
  }

  stop(id: string): void {
    this.get(id).clear();
  }

  private running(column: Column): Guest {
    if (column.guest === undefined || (column.power !== "running" && column.power !== "paused"))
      throw new ImageError(
        "The machine is not running",
        column.spec.id,
        "Boot it first and wait for its prompt.",
      );
    return column.guest;
  }

  async snapshot(id: string, name?: string): Promise<SnapshotRecord> {
    const column = this.get(id);
    const guest = this.running(column);
    const { config, boot } = column;
    const state = await guest.snapshot();
    const counters = await guest.counters();
    const snapshotId = name ?? freeName(column.snapshots);
    const record = { id: snapshotId, atVirtualMs: toMs(counters.virtualNs), bytes: state.byteLength };
    column.snapshots.set(snapshotId, {
      record,
      state,
      config: config!,
      boot: boot!,
      console: column.shownSoFar(),
    });
    column.changed();
    return record;
  }

  /** Goes on from a saved state, whatever the column runs now. */
  restore(id: string, snapshotId: string): Promise<void> {
    const restored = this.resumeSaved(this.get(id), snapshotId);
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

  private async resumeSaved(column: Column, snapshotId: string): Promise<void> {
    const saved = column.snapshots.get(snapshotId);
    if (saved === undefined)
      throw new ImageError(
        `There is no snapshot "${snapshotId}"`,
        column.spec.id,
        "Save one first, or choose one from the list.",
      );
    column.clear();
    for (const bytes of saved.console) column.show(bytes);
    const guest = await this.startGuest(column, saved.config, { resume: saved.state });
    column.boot = saved.boot;
    column.restoredFrom = snapshotId;
    column.power = "running";
    column.counters = await guest.counters();
    column.pagesTouched = await guest.pagesTouched();
    column.changed();
    if (this.environment.live) guest.play("interactive");
  }

  async exec(id: string, script: string, options: ExecOptions): Promise<ExecResult> {
    const column = this.get(id);
    await this.needAgent(column);
    const result = await this.running(column).exec(script, options);
    await this.refresh(column);
    return result;
  }

  private async needAgent({ spec }: Column): Promise<void> {
    if (!(await this.environment.images.image(spec.image)).agent) throw noAgent(spec);
  }

  private async refresh(column: Column): Promise<void> {
    if (column.guest === undefined) return;
    column.counters = await column.guest.counters();
    column.pagesTouched = await column.guest.pagesTouched();
    column.changed();
  }

  async ask(probes: readonly Probe[]): Promise<void> {
    for (const probe of probes) {
      const column = this.get(probe.column);
      if (column.guest === undefined || column.boot === undefined || column.power === "crashed") continue;
      await this.needAgent(column);
      const state = await column.guest.snapshot();
      const fork = await this.environment.createGuest(
        column.config!,
        { resume: state },
        () => {},
        () => {},
      );
      try {
        const { stdout, status } = await fork.exec(probe.script, { timeoutNs: PROBE_LIMIT_NS });
        const answer = { stdout: new TextDecoder().decode(stdout), status: status ?? -1 };
        column.probes = { ...column.probes, [probe.id]: answer };
      } finally {
        fork.dispose();
      }
      await this.refresh(column);
    }
  }

  perform(actions: readonly Action[]): Promise<void> {
    return this.performer.perform(actions);
  }

  answers(): Readonly<Record<string, ProbeAnswer>> {
    return this.performer.answers;
  }

  record(): LabRun {
    return {
      version: 1,
      scenario: this.scenario.id,
      boots: [...this.boots],
      guests: [...this.byId.values()].map((column) => column.record()),
      ...(Object.keys(this.answers()).length === 0 ? {} : { answers: this.answers() }),
    };
  }

  dispose(): void {
    for (const column of this.byId.values()) column.clear();
    this.listeners.clear();
  }
}

function freeName(taken: ReadonlyMap<string, unknown>): string {
  let n = 1;
  while (taken.has(`s${n}`)) n++;
  return `s${n}`;
}
