/** A column with a real guest: how its machine is switched on, driven, saved and asked. */
import type { BootRecord, SnapshotRecord, Via } from "@/app/sim/run/record";
import { layersOf, type StoredLayer } from "../chain/stored-layer";
import type { ExecOptions, Guest, MachineConfig, MachineFiles } from "../guest";
import { ImageError } from "../images/store";
import { toMs } from "../v86/boot";
import type { ColumnHost, LabColumn } from "./column";
import { imageConfig } from "./command-line";
import { START_DATE_MS } from "./defaults";
import {
  asLabError,
  GuestCrashedError,
  noAgent,
  noLayers,
  noPrompt,
  noSuchTrack,
  notRunning,
  StoppedError,
} from "./errors";
import { MachineRun } from "./machine-run";
import type { GuestColumnSpec, ScriptResult } from "./state";

/** A guest that has not reached its prompt by then never will. */
const BOOT_LIMIT_NS = 60e9;
const PROBE_LIMIT_NS = 30e9;

export class GuestColumn extends MachineRun implements LabColumn {
  constructor(
    spec: GuestColumnSpec,
    private readonly host: ColumnHost,
  ) {
    super(spec, () => host.changed());
  }

  change(change: Partial<GuestColumnSpec>): void {
    const { devices, ...spec } = { ...this.spec, ...change };
    this.spec = devices === undefined || Object.keys(devices).length === 0 ? spec : { ...spec, devices };
    this.changed();
  }

  async boot(via?: Via): Promise<BootRecord> {
    const { environment } = this.host;
    const ordered = environment.wallMs();
    this.clear();
    if (via !== undefined) this.spec = { ...this.spec, via };
    this.power = "loading";
    this.changed();
    const { generation, spec } = this;
    environment.expectGuest?.();
    try {
      const config = await this.machineConfig(spec);
      await this.host.layers.ready;
      this.base = this.baseOf(spec);
      const files = await environment.images.filesFor(spec.image, spec.via, spec.track, (download) => {
        if (this.generation === generation) this.download(download);
      });
      this.stillWanted(generation);
      this.power = "booting";
      this.changed();
      const record = await this.powerOn(config, files);
      this.wallMs = environment.wallMs() - ordered;
      this.changed();
      return record;
    } catch (error) {
      if (this.generation === generation && this.crash === undefined) {
        this.power = "off";
        this.error = asLabError(error, spec);
        this.changed();
      }
      throw error;
    }
  }

  private stillWanted(generation: number): void {
    if (this.generation !== generation) throw new StoppedError(this.spec.id);
  }

  private async machineConfig(spec: GuestColumnSpec): Promise<MachineConfig> {
    const { environment, scenario } = this.host;
    const image = await environment.images.image(spec.image);
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
      seed: scenario.seed,
      startDateMs: START_DATE_MS,
      jit: "after boot",
      costs: scenario.costs,
      ...(spec.devices === undefined ? {} : { devices: spec.devices }),
    };
  }

  /** @throws ImageError if there is no such layer, or it does not fit the disk */
  private baseOf({ id, devices }: GuestColumnSpec): StoredLayer | undefined {
    const disk = devices?.disk;
    const base = disk?.chain === undefined ? undefined : this.host.layers.find(disk.chain);
    if (base === undefined || disk === undefined || base.sizeBytes <= disk.sizeBytes) return base;
    throw new ImageError(
      `The layer "${base.name}" holds a disk of ${base.sizeBytes} bytes, and this one has ${disk.sizeBytes}`,
      `column ${id}`,
      "Give the machine a disk as large as the layer's.",
    );
  }

  /** Switches a machine on and waits for its prompt. */
  private async powerOn(config: MachineConfig, files: MachineFiles): Promise<BootRecord> {
    const guest = await this.startGuest(config, files);
    if (!this.host.environment.live) {
      const reason = await guest.run({ untilNs: BOOT_LIMIT_NS, stopAtReady: true });
      if (reason === "deadline") throw noPrompt(config, BOOT_LIMIT_NS);
    } else guest.play("interactive");
    return this.readyOrEnd();
  }

  private async startGuest(config: MachineConfig, files: MachineFiles): Promise<Guest> {
    const { generation } = this;
    const mine = () => this.generation === generation;
    const guest = await this.host.environment.createGuest(
      config,
      this.withLayers(config, files),
      (event) => mine() && this.event(event),
      (progress) => mine() && this.progress(progress),
    );
    if (!mine()) guest.dispose();
    this.stillWanted(generation);
    this.switchOn(guest, config);
    return guest;
  }

  private withLayers({ devices }: MachineConfig, files: MachineFiles): MachineFiles {
    return devices?.disk?.chain === undefined ? files : { ...files, layers: layersOf(this.base) };
  }

  private readyOrEnd(): Promise<BootRecord> {
    const { generation } = this;
    const { id } = this.spec;
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.generation !== generation) reject(new StoppedError(id));
        else if (this.booted !== undefined) resolve(this.booted);
        else if (this.crash !== undefined) reject(new GuestCrashedError(id, this.crash.message));
        else if (this.power === "halted" || this.power === "reset") reject(new StoppedError(id));
        else return false;
        return true;
      };
      if (look()) return;
      const stop = this.host.subscribe(() => {
        if (look()) stop();
      });
    });
  }

  type(bytes: Uint8Array): void {
    this.guest?.type(bytes);
  }

  async pause(): Promise<void> {
    if (this.power !== "running" && this.power !== "booting") return;
    await this.guest?.pause();
    this.power = "paused";
    this.changed();
  }

  resume(): void {
    if (this.power !== "paused") return;
    this.power = this.booted === undefined ? "booting" : "running";
    this.guest?.play("interactive");
    this.changed();
  }

  private running(): Guest {
    if (this.guest === undefined || (this.power !== "running" && this.power !== "paused"))
      throw notRunning(this.spec);
    return this.guest;
  }

  async snapshot(name?: string): Promise<SnapshotRecord> {
    const guest = this.running();
    const { config, booted } = this;
    const state = await guest.snapshot();
    const counters = await guest.counters();
    const id = name ?? freeName(this.snapshots);
    const record = { id, atVirtualMs: toMs(counters.virtualNs), bytes: state.byteLength };
    this.snapshots.set(id, {
      record,
      state,
      config: config!,
      boot: booted!,
      console: this.console.soFar(),
      base: this.base,
    });
    this.changed();
    return record;
  }

  /** Goes on from a saved state, whatever the column runs now. */
  async restore(snapshotId: string): Promise<void> {
    const saved = this.snapshots.get(snapshotId);
    if (saved === undefined)
      throw new ImageError(
        `There is no snapshot "${snapshotId}"`,
        this.spec.id,
        "Save one first, or choose one from the list.",
      );
    this.clear();
    this.base = saved.base;
    for (const bytes of saved.console) this.console.show(bytes);
    const guest = await this.startGuest(saved.config, { resume: saved.state });
    this.booted = saved.boot;
    this.restoredFrom = snapshotId;
    this.power = "running";
    await this.refresh();
    if (this.host.environment.live) guest.play("interactive");
  }

  /** Keeps the overlay of its disk, as it is now, as a layer under that name. */
  async seal(layer: string): Promise<void> {
    const guest = this.running();
    if (this.config?.devices?.disk?.chain === undefined) throw noLayers(this.spec);
    await this.host.layers.add(layer, await guest.diskOverlay(), this.base);
    this.changed();
  }

  async exec(script: string, options: ExecOptions): Promise<ScriptResult> {
    if (!(await this.hasAgent())) throw noAgent(this.spec);
    const result = await this.running().exec(script, options);
    await this.refresh();
    const { chain } = this.counters;
    return chain === undefined ? result : { ...result, chain };
  }

  /** Whether the machine that is on runs scripts; the column may be set to another image by now. */
  private async hasAgent(): Promise<boolean> {
    const { config, spec, host } = this;
    return (await host.environment.images.image(config?.image ?? spec.image)).agent;
  }

  async refresh(): Promise<void> {
    if (this.guest === undefined) return;
    this.counters = await this.guest.counters();
    this.pagesTouched = await this.guest.pagesTouched();
    this.changed();
  }

  /** Asked of a fork that is thrown away: the guest stays as it was. One that runs no scripts is not asked. */
  async ask(probe: string, script: string): Promise<void> {
    if (this.guest === undefined || this.booted === undefined || this.power === "crashed") return;
    if (!(await this.hasAgent())) return;
    const state = await this.guest.snapshot();
    const fork = await this.host.environment.createGuest(
      this.config!,
      this.withLayers(this.config!, { resume: state }),
      () => {},
      () => {},
    );
    try {
      const { stdout, status } = await fork.exec(script, { timeoutNs: PROBE_LIMIT_NS });
      const { chain } = await fork.counters();
      const answer = {
        stdout: new TextDecoder().decode(stdout),
        status: status ?? -1,
        ...(chain === undefined ? {} : { chain }),
      };
      this.probes = { ...this.probes, [probe]: answer };
    } finally {
      fork.dispose();
    }
    await this.refresh();
  }

  async nowNs(): Promise<number> {
    if (this.guest !== undefined) this.counters = await this.guest.counters();
    return this.counters.virtualNs;
  }

  async runOn(ns: number): Promise<void> {
    const { virtualNs } = await this.running().counters();
    await this.running().run({ untilNs: virtualNs + ns });
  }
}

function freeName(taken: ReadonlyMap<string, unknown>): string {
  let n = 1;
  while (taken.has(`s${n}`)) n++;
  return `s${n}`;
}
