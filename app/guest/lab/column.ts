/**
 * One column of the lab: at most one guest, what it has shown, and what is known of it. Lab (lab.ts) owns the columns.
 */

import type { BootRecord, GuestRecord, PowerState, ProbeAnswer, SnapshotRecord } from "@/app/sim/run/record";
import type { Counters, Crash, Guest, GuestEvent, MachineConfig, Progress } from "../guest";
import { BootPhases, PromptWatcher, toMs } from "../v86/boot";
import type { ColumnSpec, ColumnState, Download, LabError, LivePhase } from "./state";

const CONSOLE_BYTES = 64 * 1024;

export const NO_COUNTERS: Counters = { virtualNs: 0, instructions: 0, exits: {}, idleNs: 0 };

export interface SavedMachine {
  readonly record: SnapshotRecord;
  readonly state: ArrayBuffer;
  readonly config: MachineConfig;
  readonly boot: BootRecord;
  readonly console: readonly Uint8Array[];
}

type ConsoleListener = (bytes: Uint8Array) => void;

export class Column {
  power: PowerState = "off";
  guest: Guest | undefined;
  config: MachineConfig | undefined;
  boot: BootRecord | undefined;
  crash: Crash | undefined;
  error: LabError | undefined;
  wallMs: number | undefined;
  counters: Counters = NO_COUNTERS;
  pagesTouched = 0;
  restoredFrom: string | undefined;
  readonly snapshots = new Map<string, SavedMachine>();
  probes: Record<string, ProbeAnswer> = {};
  /** Prompts that the console has shown since the present machine was switched on. */
  prompts = 0;
  /** Increases with every machine that this column switches on or off; late answers of an earlier one are dropped. */
  generation = 0;

  private downloads = new Map<string, Download>();
  private phases: BootPhases | undefined;
  private prompt = new PromptWatcher();
  private shown: Uint8Array[] = [];
  private shownBytes = 0;
  private readonly consoleListeners = new Set<ConsoleListener>();
  private state: ColumnState | undefined;

  constructor(
    public spec: ColumnSpec,
    private readonly onChange: () => void,
  ) {}

  changed(): void {
    this.state = undefined;
    this.onChange();
  }

  /** Forgets the last machine's run; its snapshots stay. */
  clear(): void {
    this.guest?.dispose();
    this.guest = undefined;
    this.generation++;
    this.power = "off";
    this.boot = undefined;
    this.crash = undefined;
    this.error = undefined;
    this.wallMs = undefined;
    this.counters = NO_COUNTERS;
    this.pagesTouched = 0;
    this.restoredFrom = undefined;
    this.probes = {};
    this.prompts = 0;
    this.prompt = new PromptWatcher();
    this.downloads = new Map();
    this.phases = undefined;
    this.shown = [];
    this.shownBytes = 0;
    this.changed();
  }

  /** A machine begins to run; its boot is drawn from here on. */
  switchOn(guest: Guest, config: MachineConfig): void {
    this.guest = guest;
    this.config = config;
    const { virtualNs: ns, instructions } = this.counters;
    this.phases = new BootPhases(config.via, { ns, instructions });
  }

  download(download: Download): void {
    this.downloads.set(download.file, download);
    this.changed();
  }

  event(event: GuestEvent): void {
    switch (event.type) {
      case "console":
        this.show(event.bytes);
        return;
      case "frame":
      case "shared":
        return;
      case "mark":
        this.phases?.mark(event.code, { ns: event.atNs, instructions: event.instructions });
        break;
      case "ready":
        this.boot = event.boot;
        this.power = "running";
        break;
      case "crashed":
        this.crash = event.crash;
        this.power = "crashed";
        break;
      default:
        this.power = event.type;
    }
    this.changed();
  }

  progress(progress: Progress): void {
    this.counters = progress.counters;
    this.pagesTouched = progress.pagesTouched;
    this.changed();
  }

  show(bytes: Uint8Array): void {
    for (const byte of bytes) if (this.prompt.next(byte)) this.prompts++;
    this.shown.push(bytes);
    this.shownBytes += bytes.length;
    while (this.shownBytes - this.shown[0]!.length >= CONSOLE_BYTES)
      this.shownBytes -= this.shown.shift()!.length;
    for (const listener of this.consoleListeners) listener(bytes);
  }

  shownSoFar(): readonly Uint8Array[] {
    return [...this.shown];
  }

  onConsole(listener: ConsoleListener): () => void {
    for (const bytes of this.shown) listener(bytes);
    this.consoleListeners.add(listener);
    return () => this.consoleListeners.delete(listener);
  }

  consoleText(): string {
    const decoder = new TextDecoder();
    return this.shown.map((bytes) => decoder.decode(bytes, { stream: true })).join("");
  }

  /** The same object until something changes, as React wants it. */
  snapshotState(): ColumnState {
    this.state ??= {
      ...this.spec,
      power: this.power,
      downloads: [...this.downloads.values()],
      phases: this.livePhases(),
      boot: this.boot,
      wallMs: this.wallMs,
      counters: this.counters,
      pagesTouched: this.pagesTouched,
      crash: this.crash,
      error: this.error,
      snapshots: [...this.snapshots.values()].map((saved) => saved.record),
      restoredFrom: this.restoredFrom,
    };
    return this.state;
  }

  private livePhases(): LivePhase[] {
    return (this.phases?.soFar() ?? []).map(({ name, ns, instructions }) => ({
      name,
      fromNs: ns,
      fromInstructions: instructions,
    }));
  }

  record(): GuestRecord {
    return {
      column: this.spec.id,
      track: this.spec.track,
      state: this.power,
      ...(this.boot === undefined ? {} : { boot: this.boot }),
      ...(this.restoredFrom === undefined ? {} : { restoredFrom: this.restoredFrom }),
      snapshots: [...this.snapshots.values()].map((saved) => saved.record),
      virtualMs: toMs(this.counters.virtualNs),
      instructions: this.counters.instructions,
      exits: this.counters.exits,
      console: this.consoleText(),
      probes: this.probes,
    };
  }
}
