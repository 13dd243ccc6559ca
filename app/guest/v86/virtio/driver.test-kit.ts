/** A driver for tests: writes rings into a memory of its own and talks to a device of ours through its ports, without a guest. */
import type { V86Cpu } from "../contract";
import type { PciFunction } from "./config-space";
import { PORTS } from "./config-space";
import type { GuestRam, Segment } from "./ring";
import { type VirtioDevice, VirtioTransport } from "./transport";

export const RAM_BYTES = 2 ** 20;

const PLACE: PciFunction = { slot: 13, pin: 1, firstPort: 0xe800 };
const DESCRIPTORS = 0x1000;
export const AVAILABLE = 0x2000;
const USED = 0x3000;
const NEXT = 1;
const WRITE = 2;

type Handler = (value: number) => number;

/** The transport of a device, as a driver sees it. */
export class TestDriver {
  readonly ram = new Uint8Array(RAM_BYTES);
  readonly transport: VirtioTransport;
  interruptLine = false;
  private readonly reads = new Map<number, Handler[]>();
  private readonly writes = new Map<number, Handler[]>();
  private readonly view = new DataView(this.ram.buffer);
  private freeDescriptor = 0;
  private freeAddress = 0x10000;
  private offeredCount = 0;

  constructor(device: VirtioDevice) {
    const cpu = {
      io: {
        register_read: (port: number, _: object, ...handlers: Handler[]) => this.reads.set(port, handlers),
        register_write: (port: number, _: object, ...handlers: Handler[]) => this.writes.set(port, handlers),
      },
      devices: {
        pci: {
          register_device: () => {},
          raise_irq: () => {
            this.interruptLine = true;
          },
          lower_irq: () => {
            this.interruptLine = false;
          },
        },
      },
    } as unknown as V86Cpu;
    const ram: GuestRam = { bytes: () => this.ram, write: (address, bytes) => this.ram.set(bytes, address) };
    this.transport = new VirtioTransport(device, PLACE, cpu, ram);
  }

  read(at: number, width: 1 | 2 | 4): number {
    return this.reads.get(PLACE.firstPort + at)![width >> 1]!(0);
  }

  write(at: number, width: 1 | 2 | 4, value: number): void {
    this.writes.get(PLACE.firstPort + at)![width >> 1]!(value);
  }

  get status(): number {
    return this.read(20, 1);
  }

  /** Negotiates what the device offers, but for the bits in `without`, and enables queue 0. */
  setUp(size = 16, without = 0, used = USED): void {
    this.write(20, 1, 0);
    this.write(20, 1, 3);
    for (const select of [0, 1]) {
      this.write(0, 4, select);
      this.write(8, 4, select);
      this.write(12, 4, this.read(4, 4) & (select === 0 ? ~without : -1));
    }
    this.write(20, 1, 11);
    this.write(22, 2, 0);
    this.write(24, 2, size);
    [DESCRIPTORS, AVAILABLE, used].forEach((address, i) => {
      this.write(32 + 8 * i, 4, address);
    });
    this.write(28, 2, 1);
    this.write(20, 1, 15);
  }

  /** Room of the driver's, filled with `bytes` if they are given. */
  buffer(length: number, bytes?: Uint8Array): Segment {
    const address = this.freeAddress;
    this.freeAddress += length;
    if (bytes !== undefined) this.ram.set(bytes, address);
    return { address, length };
  }

  descriptor(index: number, { address, length }: Segment, flags: number, next: number): void {
    const at = DESCRIPTORS + 16 * index;
    this.view.setBigUint64(at, BigInt(address), true);
    this.view.setUint32(at + 8, length, true);
    this.view.setUint16(at + 12, flags, true);
    this.view.setUint16(at + 14, next, true);
  }

  /** Puts a chain into the queue; answers its head. */
  offer(readable: readonly Segment[], writable: readonly Segment[]): number {
    const head = this.freeDescriptor;
    const all = [...readable, ...writable];
    all.forEach((segment, i) => {
      const index = this.freeDescriptor++;
      const flags = (i >= readable.length ? WRITE : 0) | (i < all.length - 1 ? NEXT : 0);
      this.descriptor(index, segment, flags, index + 1);
    });
    this.offerHead(head);
    return head;
  }

  offerHead(head: number, size = 16): void {
    this.view.setUint16(AVAILABLE + 4 + 2 * (this.offeredCount % size), head, true);
    this.view.setUint16(AVAILABLE + 2, ++this.offeredCount, true);
  }

  /** The driver claims to have offered so many. */
  claim(count: number): void {
    this.view.setUint16(AVAILABLE + 2, count, true);
  }

  notify(queue = 0): void {
    this.write(PORTS.notify, 2, queue);
  }

  /** What the device has given back: heads and lengths. */
  given(size = 16): { readonly head: number; readonly bytes: number }[] {
    return Array.from({ length: this.view.getUint16(USED + 2, true) }, (_, i) => {
      const at = USED + 4 + 8 * (i % size);
      return { head: this.view.getUint32(at, true), bytes: this.view.getUint32(at + 4, true) };
    });
  }
}
