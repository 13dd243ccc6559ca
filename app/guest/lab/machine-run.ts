/** What is known of a column with a real guest: at most one machine, and its run so far. What it is ordered is in guest-column.ts. */

import type { BootRecord, GuestRecord, PowerState, ProbeAnswer, SnapshotRecord } from "@/app/sim/run/record";
import type { StoredLayer } from "../chain/stored-layer";
import type { Counters, Crash, Guest, GuestEvent, MachineConfig, Progress } from "../guest";
import { BootPhases, toMs } from "../v86/boot";
import { ColumnConsole } from "./column-console";
import type { Download, GuestColumnSpec, GuestColumnState, LabError, LivePhase } from "./state";

const NO_COUNTERS: Counters = { virtualNs: 0, instructions: 0, exits: {}, idleNs: 0 };

export interface SavedMachine {
  readonly record: SnapshotRecord;
  readonly state: ArrayBuffer;
  readonly config: MachineConfig;
  readonly boot: BootRecord;
  readonly console: readonly Uint8Array[];
  /** What its disk is an overlay on. */
  readonly base: StoredLayer | undefined;
}

export class MachineRun {
  readonly console = new ColumnConsole();
  power: PowerState = "off";
  guest: Guest | undefined;
  config: MachineConfig | undefined;
  booted: BootRecord | undefined;
  crash: Crash | undefined;
  error: LabError | undefined;
  wallMs: number | undefined;
  counters: Counters = NO_COUNTERS;
  pagesTouched = 0;
  restoredFrom: string | undefined;
  /** What its disk is an overlay on, if it is on any. */
  base: StoredLayer | undefined;
  readonly snapshots = new Map<string, SavedMachine>();
  probes: Record<string, ProbeAnswer> = {};
  /** Increases with every machine that this column switches on or off; late answers of an earlier one are dropped. */
  generation = 0;

  private downloads = new Map<string, Download>();
  private phases: BootPhases | undefined;
  private known: GuestColumnState | undefined;

  constructor(
    public spec: GuestColumnSpec,
    private readonly onChange: () => void,
  ) {}

  changed(): void {
    this.known = undefined;
    this.onChange();
  }

  /** Forgets the last machine's run; its snapshots stay. */
  clear(): void {
    this.guest?.dispose();
    this.guest = undefined;
    this.generation++;
    this.power = "off";
    this.booted = undefined;
    this.crash = undefined;
    this.error = undefined;
    this.wallMs = undefined;
    this.counters = NO_COUNTERS;
    this.pagesTouched = 0;
    this.restoredFrom = undefined;
    this.probes = {};
    this.downloads = new Map();
    this.phases = undefined;
    this.console.clear();
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
        this.console.show(event.bytes);
        return;
      case "frame":
      case "shared":
        return;
      case "mark":
        this.phases?.mark(event.code, { ns: event.atNs, instructions: event.instructions });
        break;
      case "ready":
        this.booted = event.boot;
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

  /** The same object until something changes, as React wants it. */
  state(): GuestColumnState {
    this.known ??= {
      ...this.spec,
      power: this.power,
      downloads: [...this.downloads.values()],
      phases: this.livePhases(),
      boot: this.booted,
      wallMs: this.wallMs,
      counters: this.counters,
      pagesTouched: this.pagesTouched,
      crash: this.crash,
      error: this.error,
      snapshots: [...this.snapshots.values()].map((saved) => saved.record),
      restoredFrom: this.restoredFrom,
    };
    return this.known;
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
      ...(this.booted === undefined ? {} : { boot: this.booted }),
      ...(this.restoredFrom === undefined ? {} : { restoredFrom: this.restoredFrom }),
      snapshots: [...this.snapshots.values()].map((saved) => saved.record),
      virtualMs: toMs(this.counters.virtualNs),
      instructions: this.counters.instructions,
      exits: this.counters.exits,
      console: this.console.text(),
      probes: this.probes,
      ...(this.counters.chain === undefined ? {} : { chain: this.counters.chain }),
    };
  }
}
