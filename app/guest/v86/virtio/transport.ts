/**
 * A virtio device on the PCI bus, as version 1 of the standard has it, without the legacy interface: vendor capabilities
 * that point into one base address register of I/O ports (Virtual I/O Device 1.2, section 4.1).
 *
 * A driver that gives it nonsense gets DEVICE_NEEDS_RESET and no answer until it resets the device. Nothing it writes makes
 * the device throw, or work for longer than its queues are long.
 */
import type { V86Cpu } from "../contract";
import { configSpace, type PciFunction, PORTS } from "./config-space";
import { type QueueState, Virtqueue } from "./queue";
import { type Chain, type GuestRam, VirtioFault } from "./ring";

/** What a device is, to the transport. */
export interface VirtioDevice {
  readonly name: string;
  /** Of the standard, section 5: 2 is a block device. */
  readonly deviceId: number;
  readonly classCode: number;
  /** Beside those of the transport. */
  readonly features: readonly number[];
  /** The most buffers that each queue holds: powers of two. */
  readonly queueSizes: readonly number[];
  /** The longest buffer that is not nonsense. */
  readonly mostChainBytes: number;
  /** Its own configuration, at most 64 bytes. */
  config(): Uint8Array;
  /** A queue may have new buffers. @throws VirtioFault */
  notified(queue: number): void;
  /** Gives up everything that it has taken. */
  reset(): void;
}

export interface TransportState {
  readonly status: number;
  readonly deviceFeatureSelect: number;
  readonly driverFeatureSelect: number;
  readonly driverFeatures: readonly number[];
  readonly queueSelect: number;
  readonly interrupts: number;
  readonly faults: number;
  readonly queues: readonly QueueState[];
}

const INDIRECT_DESCRIPTORS = 28;
const EVENT_INDEX = 29;
const VERSION_1 = 32;

const DRIVER_OK = 4;
const FEATURES_OK = 8;
const NEEDS_RESET = 64;

const QUEUE_INTERRUPT = 1;
const CONFIG_INTERRUPT = 2;

/** No message-signalled interrupts. */
const NO_VECTOR = 0xffff;

type Width = 1 | 2 | 4;

export class VirtioTransport {
  readonly name: string;
  readonly pci_id: number;
  readonly pci_bars = [{ size: PORTS.count, entries: [] as unknown[], original_bar: 0 }];
  readonly pci_space: number[];
  /** How often the driver has given the device nonsense. */
  faults = 0;

  private readonly queues: Virtqueue[];
  private readonly deviceFeatures = [0, 0];
  private driverFeatures = [0, 0];
  private status = 0;
  private deviceFeatureSelect = 0;
  private driverFeatureSelect = 0;
  private queueSelect = 0;
  /** Raised and not acknowledged; the name is that of v86's own virtio devices. */
  isr_status = 0;

  constructor(
    private readonly device: VirtioDevice,
    place: PciFunction,
    private readonly cpu: V86Cpu,
    readonly ram: GuestRam,
  ) {
    this.name = device.name;
    this.pci_id = place.slot << 3;
    this.pci_space = configSpace(device, place);
    this.queues = device.queueSizes.map((size) => new Virtqueue(size, ram));
    for (const bit of [...device.features, INDIRECT_DESCRIPTORS, EVENT_INDEX, VERSION_1])
      this.deviceFeatures[bit >> 5]! |= 1 << (bit & 31);
    this.plugIn(place.firstPort);
  }

  private plugIn(firstPort: number): void {
    const { io, devices } = this.cpu;
    for (let at = 0; at < PORTS.count; at++) {
      const read = (width: Width) => () => this.read(at, width);
      const write = (width: Width) => (value: number) => this.write(at, width, value >>> 0);
      io.register_read(firstPort + at, this, read(1), read(2), read(4));
      io.register_write(firstPort + at, this, write(1), write(2), write(4));
    }
    devices.pci.register_device(this);
  }

  /** Takes the next buffer of a queue. @throws VirtioFault */
  next(queue: number): Chain | undefined {
    const limits = { indirect: this.has(INDIRECT_DESCRIPTORS), bytes: this.device.mostChainBytes };
    const from = this.queues[queue]!;
    const chain = from.next(limits);
    if (chain === undefined && this.has(EVENT_INDEX)) from.wantNotification();
    return chain;
  }

  /** Gives a buffer back to the driver. */
  complete(queue: number, head: number, writtenBytes: number): void {
    if (this.queues[queue]!.complete(head, writtenBytes, this.has(EVENT_INDEX))) this.raise(QUEUE_INTERRUPT);
  }

  /** Runs what handles the driver's data; nonsense in it breaks the device, and nothing else. */
  guarded(body: () => void): void {
    try {
      body();
    } catch (error) {
      if (!(error instanceof VirtioFault)) throw error;
      this.faults++;
      this.device.reset();
      this.status |= NEEDS_RESET;
      if ((this.status & DRIVER_OK) !== 0) this.raise(CONFIG_INTERRUPT);
    }
  }

  has(feature: number): boolean {
    return ((this.driverFeatures[feature >> 5]! >>> (feature & 31)) & 1) === 1;
  }

  private raise(kind: number): void {
    this.isr_status |= kind;
    this.cpu.devices.pci.raise_irq(this.pci_id);
  }

  private reset(): void {
    this.device.reset();
    this.status = 0;
    this.deviceFeatureSelect = 0;
    this.driverFeatureSelect = 0;
    this.driverFeatures = [0, 0];
    this.queueSelect = 0;
    for (const queue of this.queues) queue.reset();
    this.acknowledge();
  }

  private acknowledge(): number {
    const { isr_status } = this;
    this.isr_status = 0;
    this.cpu.devices.pci.lower_irq(this.pci_id);
    return isr_status;
  }

  private read(at: number, width: Width): number {
    if (at === PORTS.interrupts) return this.acknowledge();
    const bytes = new DataView(new ArrayBuffer(PORTS.count + 4));
    if (at < PORTS.interrupts) this.writeCommon(bytes);
    else if (at >= PORTS.config) new Uint8Array(bytes.buffer).set(this.device.config(), PORTS.config);
    if (width === 1) return bytes.getUint8(at);
    return width === 2 ? bytes.getUint16(at, true) : bytes.getInt32(at, true);
  }

  /** The common configuration as the driver reads it. */
  private writeCommon(view: DataView): void {
    const queue = this.queues[this.queueSelect];
    view.setUint32(0, this.deviceFeatureSelect, true);
    view.setUint32(4, this.deviceFeatures[this.deviceFeatureSelect] ?? 0, true);
    view.setUint32(8, this.driverFeatureSelect, true);
    view.setUint32(12, this.driverFeatures[this.driverFeatureSelect] ?? 0, true);
    view.setUint16(16, NO_VECTOR, true);
    view.setUint16(18, this.queues.length, true);
    view.setUint8(20, this.status);
    view.setUint16(22, this.queueSelect, true);
    view.setUint16(26, NO_VECTOR, true);
    if (queue === undefined) return;
    view.setUint16(24, queue.size, true);
    view.setUint16(28, Number(queue.enabled), true);
    [queue.descriptors, queue.available, queue.used].forEach((address, i) => {
      view.setUint32(32 + 8 * i, address, true);
      view.setUint32(36 + 8 * i, Math.floor(address / 2 ** 32), true);
    });
  }

  private write(at: number, width: Width, value: number): void {
    this.guarded(() => {
      if (at === PORTS.notify) this.notify(value & 0xffff);
      else if (at === 0 && width === 4) this.deviceFeatureSelect = value;
      else if (at === 8 && width === 4) this.driverFeatureSelect = value;
      else if (at === 12 && width === 4) this.acceptFeatures(value);
      else if (at === 20) this.setStatus(value & 0xff);
      else if (at === 22) this.queueSelect = value & 0xffff;
      else if (at >= 24 && at < PORTS.interrupts) this.setUpQueue(at, width, value);
    });
  }

  private acceptFeatures(value: number): void {
    if ((this.status & FEATURES_OK) === 0 && this.driverFeatureSelect < this.driverFeatures.length)
      this.driverFeatures[this.driverFeatureSelect] = value;
  }

  private setStatus(value: number): void {
    if (value === 0) {
      this.reset();
      return;
    }
    const accepted =
      this.has(VERSION_1) && this.driverFeatures.every((bits, i) => (bits & ~this.deviceFeatures[i]!) === 0);
    const sticky = this.status & NEEDS_RESET;
    this.status = (accepted ? value : value & ~FEATURES_OK) | sticky;
  }

  private setUpQueue(at: number, width: Width, value: number): void {
    const queue = this.queues[this.queueSelect];
    if (queue === undefined || queue.enabled) return;
    if (at === 24) queue.size = value & 0xffff;
    else if (at === 28 && (value & 0xffff) === 1) queue.enable();
    else if (at >= 32 && at % 4 === 0 && width === 4) {
      const part = (["descriptors", "available", "used"] as const)[Math.floor((at - 32) / 8)]!;
      const low = queue[part] % 2 ** 32;
      queue[part] = at % 8 === 0 ? queue[part] - low + value : low + value * 2 ** 32;
    }
  }

  private notify(index: number): void {
    if ((this.status & NEEDS_RESET) !== 0) return;
    if ((this.status & DRIVER_OK) === 0 || this.queues[index]?.enabled !== true)
      throw new VirtioFault(`queue ${index} is notified of before it is set up`);
    this.device.notified(index);
  }

  save(): TransportState {
    const { status, deviceFeatureSelect, driverFeatureSelect, queueSelect, faults } = this;
    return {
      status,
      deviceFeatureSelect,
      driverFeatureSelect,
      driverFeatures: [...this.driverFeatures],
      queueSelect,
      interrupts: this.isr_status,
      faults,
      queues: this.queues.map((queue) => queue.save()),
    };
  }

  /** The interrupt line itself came with the machine's state. */
  load(state: TransportState): void {
    this.status = state.status;
    this.deviceFeatureSelect = state.deviceFeatureSelect;
    this.driverFeatureSelect = state.driverFeatureSelect;
    this.driverFeatures = [...state.driverFeatures];
    this.queueSelect = state.queueSelect;
    this.isr_status = state.interrupts;
    this.faults = state.faults;
    this.queues.forEach((queue, i) => {
      queue.load(state.queues[i]!);
    });
  }
}
