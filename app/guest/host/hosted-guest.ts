/**
 * One real guest on a host: creating its machine, the two clocks, its console so far, and what it did in each quantum, in the
 * host's terms.
 */
import { nsPerExit, nsPerInstruction } from "@/app/sim/figures/host";
import {
  type Next,
  type QuantumOutcome,
  type RealRunnable,
  RUNNABLE,
  type Spent,
} from "@/app/sim/host/runnable";
import type {
  Guest,
  GuestEvent,
  GuestNext,
  GuestQuantum,
  HostCosts,
  MachineConfig,
  MachineFiles,
} from "../guest";
import type { ExecAnswer } from "./api";
import type { GuestFactory } from "./guests";

export const defaultCosts: HostCosts = {
  nsPerInstruction: nsPerInstruction.value,
  nsPerExit: nsPerExit.value,
};

/** How often the host looks at a guest's pages, virtual: reading 32 MiB takes tens of milliseconds of wall time. */
const PAGES_EVERY_NS = 500_000_000;
const PAGES_OF_MIB = 256;
/** What is kept of a console for one who looks later. */
const CONSOLE_BYTES = 65_536;

export interface SavedGuest {
  readonly name: string;
  readonly config: MachineConfig;
  readonly machine: ArrayBuffer;
  readonly offsetNs: number;
  readonly ready: boolean;
  readonly console: Uint8Array;
  readonly execId: number | undefined;
  readonly pending: readonly Pending[];
  readonly nextPagesNs: number;
  readonly chargedNs: number;
}

/** A quantum in which the guest itself did not get to run. */
const NOTHING_DONE = { next: RUNNABLE, instructions: 0, exits: {}, ready: false } as const;

type Pending =
  | { readonly kind: "type"; readonly text: string }
  | { readonly kind: "inflate"; readonly pages: number }
  | { readonly kind: "exec"; readonly script: string; readonly id: number };

export interface GuestSinks {
  console(bytes: Uint8Array): void;
  answered(id: number, answer: ExecAnswer): void;
}

export class HostedGuest implements RealRunnable {
  readonly kind = "real";
  private guest: Promise<Guest> | undefined;
  private present: Guest | undefined;
  private config: MachineConfig | undefined;
  /** Host time minus the guest's own. */
  private offsetNs = 0;
  private ready = false;
  private cameUp = false;
  private shown: Uint8Array[] = [];
  private shownBytes = 0;
  private pending: Pending[] = [];
  private execId: number | undefined;
  private nextPagesNs = 0;
  /** What the hypervisor did for it and it has not paid yet. */
  private chargedNs = 0;
  private disposed = false;

  constructor(
    readonly name: string,
    private readonly startNs: number,
    private readonly sinks: GuestSinks,
  ) {}

  /** Begins to build the machine; its first quantum waits for it. */
  create(config: MachineConfig, files: Promise<MachineFiles>, factory: GuestFactory): void {
    this.config = config;
    this.guest = files
      .then((ready) => factory.createGuest(config, ready, (event) => this.event(event)))
      .then(async (guest) => {
        this.take(guest);
        this.offsetNs = this.startNs - Math.ceil((await guest.counters()).virtualNs);
        return guest;
      });
    // An error is told to whoever waits for the first quantum.
    this.guest.catch(() => {});
  }

  /** As `create`, from a snapshot: the guest's own clock goes on from where it stood then. */
  resume(saved: Promise<SavedGuest>, factory: GuestFactory): void {
    this.guest = saved.then(async (state) => {
      const guest = await this.rebuild(state, factory);
      this.offsetNs = this.startNs - Math.ceil((await guest.counters()).virtualNs);
      this.nextPagesNs = 0;
      for (const bytes of this.shown) this.sinks.console(bytes);
      return guest;
    });
    this.guest.catch(() => {});
  }

  private take(guest: Guest): void {
    this.present = guest;
    if (this.disposed) guest.dispose();
  }

  private event(event: GuestEvent): void {
    if (event.type === "console") this.show(event.bytes);
    else if (event.type === "ready") {
      this.ready = true;
      this.cameUp = true;
    }
  }

  private show(bytes: Uint8Array): void {
    this.shown.push(bytes);
    this.shownBytes += bytes.length;
    while (this.shown.length > 1 && this.shownBytes - this.shown[0]!.length >= CONSOLE_BYTES)
      this.shownBytes -= this.shown.shift()!.length;
    this.sinks.console(bytes);
  }

  consoleText(): Uint8Array {
    const text = new Uint8Array(this.shownBytes);
    let at = 0;
    for (const bytes of this.shown) {
      text.set(bytes, at);
      at += bytes.length;
    }
    return text;
  }

  type(text: string): void {
    this.pending.push({ kind: "type", text });
  }

  /** No more than the guest has: it would keep trying. */
  inflate(pages: number): void {
    const most = (this.config?.memoryMiB ?? 0) * PAGES_OF_MIB;
    this.pending.push({ kind: "inflate", pages: Math.min(pages, most) });
  }

  exec(script: string, id: number): void {
    this.pending.push({ kind: "exec", script, id });
  }

  charge(ns: number): void {
    this.chargedNs += ns;
  }

  async quantum(fromNs: number, untilNs: number): Promise<QuantumOutcome> {
    const guest = await this.guest!;
    const paidNs = Math.min(this.chargedNs, untilNs - fromNs);
    this.chargedNs -= paidNs;
    const paid: readonly Spent[] = paidNs > 0 ? [{ mode: "hypervisor", ns: paidNs }] : [];
    if (paidNs > 0 && paidNs === untilNs - fromNs) return { ...NOTHING_DONE, usedNs: paidNs, spent: paid };
    const at = fromNs + paidNs - this.offsetNs;
    this.deliver(guest, at);
    const answer = await guest.quantum(at, untilNs - this.offsetNs);
    this.noteScript(answer);
    const ready = this.cameUp;
    this.cameUp = false;
    return {
      usedNs: paidNs + answer.usedNs,
      spent: [...paid, ...spentOf(answer)],
      next: this.nextOf(answer.next),
      instructions: answer.instructions,
      exits: Object.fromEntries(Object.entries(answer.exits).map(([device, { count }]) => [device, count])),
      ready,
      ...(await this.pages(guest, fromNs)),
    };
  }

  /** What came in since the last quantum enters now. */
  private deliver(guest: Guest, atNs: number): void {
    for (const one of this.pending) {
      if (one.kind === "type") guest.type(new TextEncoder().encode(one.text), atNs);
      else if (one.kind === "inflate") guest.inflate(one.pages, atNs);
      else if (this.execId !== undefined)
        this.sinks.answered(one.id, { stdout: "", stderr: "another script is running", status: undefined });
      else {
        this.execId = one.id;
        guest.execHosted(one.script, { atNs }).catch(() => {});
      }
    }
    this.pending = [];
  }

  private noteScript({ script }: GuestQuantum): void {
    if (script === undefined || this.execId === undefined) return;
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const id = this.execId;
    this.execId = undefined;
    this.sinks.answered(id, {
      stdout: text(script.stdout),
      stderr: text(script.stderr),
      status: script.status,
    });
  }

  private nextOf(next: GuestNext): Next {
    switch (next.state) {
      case "runnable":
        return { state: "runnable" };
      case "sleeping":
        return { state: "sleeping", untilNs: next.untilNs + this.offsetNs };
      case "ended":
        return { state: "exited", status: next.how === "crashed" ? 1 : 0 };
    }
  }

  private async pages(guest: Guest, fromNs: number): Promise<{ pages?: Float64Array }> {
    if (!this.ready || fromNs < this.nextPagesNs) return {};
    this.nextPagesNs = (Math.floor(fromNs / PAGES_EVERY_NS) + 1) * PAGES_EVERY_NS;
    return { pages: (await guest.pageHashes()).hashes };
  }

  async ram(): Promise<Uint8Array> {
    const guest = await this.guest!;
    return guest.readMemory(0, guest.config.memoryMiB * 2 ** 20);
  }

  async pageHashes(): Promise<Float64Array> {
    return (await (await this.guest!).pageHashes()).hashes;
  }

  async save(): Promise<SavedGuest> {
    // Taken now: the run may go on while the machine is being saved.
    const rest = {
      name: this.name,
      config: this.config!,
      offsetNs: this.offsetNs,
      ready: this.ready,
      console: this.consoleText(),
      execId: this.execId,
      pending: [...this.pending],
      nextPagesNs: this.nextPagesNs,
      chargedNs: this.chargedNs,
    };
    const guest = await this.guest!;
    return { ...rest, machine: await guest.snapshot() };
  }

  async load(saved: SavedGuest, factory: GuestFactory): Promise<void> {
    if (this.present !== undefined && (await isUsable(this.present, saved.machine)))
      this.guest = Promise.resolve(this.present);
    else {
      this.present?.dispose();
      this.guest = Promise.resolve(await this.rebuild(saved, factory));
    }
    this.adopt(saved);
    this.offsetNs = saved.offsetNs;
    this.nextPagesNs = saved.nextPagesNs;
    this.chargedNs = saved.chargedNs;
  }

  private async rebuild(saved: SavedGuest, factory: GuestFactory): Promise<Guest> {
    const guest = await factory.createGuest(saved.config, { resume: saved.machine.slice(0) }, (event) =>
      this.event(event),
    );
    this.take(guest);
    this.adopt(saved);
    return guest;
  }

  private adopt(saved: SavedGuest): void {
    this.config = saved.config;
    this.ready = saved.ready;
    this.cameUp = false;
    this.shown = [saved.console];
    this.shownBytes = saved.console.length;
    this.execId = saved.execId;
    this.pending = [...saved.pending];
  }

  dispose(): void {
    this.disposed = true;
    this.present?.dispose();
  }
}

/** Puts the state into a machine that is there; a machine that has crashed takes none. */
async function isUsable(guest: Guest, machine: ArrayBuffer): Promise<boolean> {
  try {
    await guest.restore(machine.slice(0));
    return true;
  } catch {
    return false;
  }
}

/** The quantum in the ledger's terms. In which order exits and guest code came is not told: exits first, by device. */
function spentOf({ guestNs, exits }: GuestQuantum): readonly Spent[] {
  const handling = Object.entries(exits)
    .filter(([, { ns }]) => ns > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([device, { ns }]): Spent => ({ mode: "exit", ns, device }));
  return guestNs > 0 ? [...handling, { mode: "guest", ns: guestNs }] : handling;
}
