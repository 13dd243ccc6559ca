/** One virtqueue of a device of ours: what the driver set up, and how far the device has come. */
import {
  type Chain,
  type ChainLimits,
  chainAt,
  checkLayout,
  type GuestRam,
  offered,
  type RingLayout,
  VirtioFault,
} from "./ring";

export interface QueueState extends RingLayout {
  readonly enabled: boolean;
  readonly taken: number;
  readonly outstanding: number;
}

/** The driver wants no interrupts; without the event index. */
const NO_INTERRUPT = 1;

const halves = (value: number): Uint8Array => Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
const word = (value: number): Uint8Array =>
  Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);

export class Virtqueue {
  size: number;
  enabled = false;
  descriptors = 0;
  available = 0;
  used = 0;
  /** Buffers taken since the queue was enabled, as the ring counts them. */
  private taken = 0;
  /** Taken and not given back. */
  private outstanding = 0;

  constructor(
    private readonly mostSize: number,
    private readonly ram: GuestRam,
  ) {
    this.size = mostSize;
  }

  reset(): void {
    this.load({
      size: this.mostSize,
      enabled: false,
      descriptors: 0,
      available: 0,
      used: 0,
      taken: 0,
      outstanding: 0,
    });
  }

  /** @throws VirtioFault if what the driver set up is no queue in memory. */
  enable(): void {
    if (this.size > this.mostSize) throw new VirtioFault(`a queue of ${this.size} is too long`);
    checkLayout(this, this.ram.bytes().length);
    this.enabled = true;
  }

  /** Takes the next buffer, if the driver offers one. @throws VirtioFault */
  next(limits: ChainLimits): Chain | undefined {
    const ram = this.ram.bytes();
    if (offered(ram, this, this.taken) === 0) return undefined;
    if (this.outstanding >= this.size)
      throw new VirtioFault("the driver offers a buffer that the device still has");
    const chain = chainAt(ram, this, this.taken, limits);
    this.taken = (this.taken + 1) & 0xffff;
    this.outstanding++;
    return chain;
  }

  /** Asks the driver to notify of the next buffer that it offers. */
  wantNotification(): void {
    this.ram.write(this.used + 4 + 8 * this.size, halves(this.taken));
  }

  /** Gives a buffer back; answers whether the driver wants an interrupt for it. */
  complete(head: number, writtenBytes: number, eventIndex: boolean): boolean {
    const before = this.half(this.used + 2);
    const after = (before + 1) & 0xffff;
    const at = this.used + 4 + 8 * (before & (this.size - 1));
    this.ram.write(at, word(head));
    this.ram.write(at + 4, word(writtenBytes));
    this.ram.write(this.used + 2, halves(after));
    this.outstanding--;
    if (!eventIndex) return (this.half(this.available) & NO_INTERRUPT) === 0;
    return this.half(this.available + 4 + 2 * this.size) === before;
  }

  private half(address: number): number {
    const ram = this.ram.bytes();
    return ram[address]! | (ram[address + 1]! << 8);
  }

  save(): QueueState {
    const { size, enabled, descriptors, available, used, taken, outstanding } = this;
    return { size, enabled, descriptors, available, used, taken, outstanding };
  }

  load(state: QueueState): void {
    this.size = state.size;
    this.enabled = state.enabled;
    this.descriptors = state.descriptors;
    this.available = state.available;
    this.used = state.used;
    this.taken = state.taken;
    this.outstanding = state.outstanding;
  }
}
