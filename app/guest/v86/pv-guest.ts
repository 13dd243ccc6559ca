/**
 * The host's side of a PV guest: answers its calls (pv-calls.ts) with the machine's parts, and keeps its idle state. Such a guest
 * has no interrupt controller: it says that its next HLT, with interrupts off, is a wait for an event (a virtio interrupt,
 * typed input) or for a moment, and the host lets it go on.
 */
import type { V86Cpu } from "./contract";
import type { PvHost } from "./pv-calls";
import type { Channel } from "./serial";
import {
  interruptPending,
  type SharedWindow,
  sharedWindow,
  type VirtioPorts,
  virtioPorts,
} from "./virtio-ports";

export interface PvParts {
  ram(): Uint8Array;
  cpu(): V86Cpu;
  console(): Channel;
  consoleByte(byte: number): void;
  nowNs(): number;
  dateMs(): number;
}

export class PvGuest implements PvHost {
  /** What the guest has ended itself with; 0 is a halt. */
  endedWith: number | undefined;
  /** undefined: no wait has been announced; a halt with interrupts off is the end. */
  private untilNs: number | undefined;

  constructor(private readonly parts: PvParts) {}

  ram(): Uint8Array {
    return this.parts.ram();
  }

  consoleWrite(bytes: Uint8Array): void {
    for (const byte of bytes) this.parts.consoleByte(byte);
  }

  consoleRead(room: number): Uint8Array {
    return this.parts.console().take(room);
  }

  virtio(type: number, index: number): VirtioPorts | undefined {
    return virtioPorts(this.parts.cpu(), type, index);
  }

  sharedWindow(): SharedWindow | undefined {
    return sharedWindow(this.parts.cpu());
  }

  dateMs(): number {
    return this.parts.dateMs();
  }

  block(untilNs: number): void {
    this.untilNs = untilNs;
  }

  shutdown(status: number): void {
    this.endedWith = status;
  }

  get waiting(): boolean {
    return this.untilNs !== undefined;
  }

  /** Infinity if no wait has been announced. */
  get deadlineNs(): number {
    return this.untilNs ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the guest waits, and need not. */
  get due(): boolean {
    if (this.untilNs === undefined) return false;
    const { nowNs, console, cpu } = this.parts;
    return nowNs() >= this.untilNs || console().waiting || interruptPending(cpu());
  }

  goOn(): void {
    this.untilNs = undefined;
  }

  /** Until when the guest waits, if it does. */
  save(): number | undefined {
    return this.untilNs;
  }

  load(untilNs: number | undefined): void {
    this.untilNs = untilNs;
    this.endedWith = undefined;
  }
}
