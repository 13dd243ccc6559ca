/**
 * v86's IDE controller over a disk. v86 asks for bytes and is given them when the medium has them; it tells the guest. Writes
 * through the data port it would tell the guest of at once, as a drive with a write cache: here the drive has none and is busy
 * until the medium is done, as it is with DMA.
 */
import type { DiskRequest } from "@/app/sim/storage/service-time";
import type { IdeDrive, V86Cpu } from "../contract";
import type { GuestRam } from "../virtio/ring";
import type { Disk } from "./disk";

/** ATA commands that write through the data port. */
const WRITES_BY_PORT: readonly number[] = [0x30, 0x34, 0x39, 0xc5];
const READ_DMA: readonly number[] = [0xc8, 0x25];
const WRITE_DMA: readonly number[] = [0xca, 0x35];
const BUSY = 0xd0;
const READY = 0x50;
const FAILED = 0x51;
const ABORTED = 4;
/** Of the bus master's status. */
const DMA_ACTIVE = 1;
const DMA_ERROR = 2;
/** An entry of the table of memory regions: address, length (0 is 64 KiB), and a flag on the last. */
const REGION_BYTES = 8;
const WHOLE_REGION = 65536;
const LAST_REGION = 0x8000;

/** What the controller waits for: a drive does one thing at a time. */
interface Waiting extends IdeState {
  readonly done: () => void;
}

/** The number of the request that is under way, and whether its data came through the data port. */
export interface IdeState {
  readonly number: number;
  readonly writesByPort: boolean;
}

/** The object that v86 takes as the contents of its first hard disk. */
export class IdeDisk {
  readonly byteLength: number;
  /** Set by v86 before it calls `load`. */
  onload: ((event: object) => void) | undefined;
  private waiting: Waiting | undefined;
  /** The request of a restored state that v86 is about to ask for again. */
  private resumed: number | undefined;
  /** How often the driver has sent DMA elsewhere than to memory. */
  faults = 0;
  private cpu!: V86Cpu;
  private ram!: GuestRam;

  constructor(private readonly disk: Disk) {
    this.byteLength = disk.contents.sizeBytes;
    disk.onEnd = (number) => this.ended(number);
  }

  attach(cpu: V86Cpu, ram: GuestRam): void {
    this.cpu = cpu;
    this.ram = ram;
  }

  private get drive(): IdeDrive {
    return this.cpu.devices.ide!.primary!.master;
  }

  load(): void {
    this.onload?.({});
  }

  get(offset: number, length: number, done: (bytes: Uint8Array) => void, options?: { signal?: AbortSignal }) {
    if (!this.onDisk(offset, length)) {
      this.fail();
      return;
    }
    const byDma = READ_DMA.includes(this.drive.current_command);
    const number = this.begin({ kind: "read", offset, bytes: length }, () => {
      if (byDma && !this.regionsHold(length)) {
        this.fail();
        return;
      }
      const bytes = this.disk.read(offset, length);
      if (bytes === undefined) this.abort();
      else done(bytes);
    });
    options?.signal?.addEventListener("abort", () => this.cancel(number));
  }

  set(offset: number, bytes: Uint8Array, done: () => void): void {
    if (!this.onDisk(offset, bytes.length)) {
      this.fail();
      return;
    }
    const { drive } = this;
    const writesByPort = WRITES_BY_PORT.includes(drive.current_command);
    if (this.resumed === undefined && !this.disk.write(offset, bytes)) {
      this.abort();
      return;
    }
    const whenDone = writesByPort ? () => this.wroteByPort() : done;
    this.begin({ kind: "write", offset, bytes: bytes.length }, whenDone, writesByPort);
    if (!writesByPort) return;
    drive.status_reg = BUSY;
    this.cpu.device_lower_irq(drive.channel.irq);
  }

  /** v86 looks at a command's sectors when it is given, and a driver can change them until its data move. */
  private onDisk(offset: number, length: number): boolean {
    return offset >= 0 && offset + length <= this.byteLength;
  }

  /** Whether the driver's table of memory regions is of memory, and of just so many bytes. */
  private regionsHold(length: number): boolean {
    const ram = this.ram.bytes();
    const view = new DataView(ram.buffer, ram.byteOffset, ram.byteLength);
    let at = this.drive.channel.prdt_addr >>> 0;
    for (let held = 0; held < length; at += REGION_BYTES) {
      if (at + REGION_BYTES > ram.length) return false;
      const bytes = view.getUint16(at + 4, true) || WHOLE_REGION;
      if (view.getUint32(at, true) + bytes > ram.length) return false;
      held += bytes;
      if ((view.getUint16(at + 6, true) & LAST_REGION) !== 0) return held === length;
    }
    return false;
  }

  private fail(): void {
    this.faults++;
    this.abort();
  }

  /** Ends the command with an error. */
  private abort(): void {
    const { drive } = this;
    drive.channel.dma_status = (drive.channel.dma_status & ~DMA_ACTIVE) | DMA_ERROR;
    drive.status_reg = FAILED;
    drive.error_reg = ABORTED;
    drive.push_irq();
  }

  private wroteByPort(): void {
    this.drive.status_reg = READY;
    this.drive.push_irq();
  }

  private begin(request: DiskRequest, done: () => void, writesByPort = false): number {
    const number = this.resumed ?? this.disk.submit(request);
    this.resumed = undefined;
    this.waiting = { number, done, writesByPort };
    return number;
  }

  private cancel(number: number): void {
    if (this.waiting?.number === number) this.waiting = undefined;
    this.disk.forget((other) => other === number);
  }

  private ended(number: number): void {
    const { waiting } = this;
    if (waiting?.number !== number) return;
    this.waiting = undefined;
    waiting.done();
  }

  get_and_cache(offset: number, length: number, done: (bytes: Uint8Array) => void): void {
    done(this.disk.contents.read(offset, length));
  }

  get_from_cache(offset: number, length: number): Uint8Array {
    return this.disk.contents.read(offset, length);
  }

  get_buffer(done: (buffer: undefined) => void): void {
    done(undefined);
  }

  /** The disk is saved with the machine, not with v86's devices. */
  get_state(): unknown[] {
    return [];
  }

  set_state(): void {}

  save(): IdeState | undefined {
    if (this.waiting === undefined) return undefined;
    return { number: this.waiting.number, writesByPort: this.waiting.writesByPort };
  }

  /** Lets v86, whose state has been restored, ask again for what it was waiting for; what ends it is the saved request. */
  restore(state: IdeState | undefined): void {
    this.waiting = undefined;
    if (state === undefined) return;
    if (state.writesByPort) {
      this.waiting = { ...state, done: () => this.wroteByPort() };
      return;
    }
    this.resumed = state.number;
    try {
      this.giveCommandAgain();
    } catch {
      // The driver has changed the table of regions since it gave the command, to what v86 throws at.
      this.fail();
    } finally {
      this.resumed = undefined;
    }
  }

  private giveCommandAgain(): void {
    const { drive } = this;
    const command = drive.current_command;
    if (READ_DMA.includes(command)) drive.do_ata_read_sectors_dma();
    else if (WRITE_DMA.includes(command)) drive.do_ata_write_sectors_dma();
    else drive.ata_read_sectors(command);
  }
}
