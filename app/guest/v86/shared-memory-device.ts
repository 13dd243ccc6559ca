/**
 * The PCI device 1AF4:1110 (QEMU's docs/specs/ivshmem-spec): memory that is shared with a neighbour in base address register 2,
 * and in register 0 a doorbell that raises the neighbour's interrupt. v86 cannot map foreign memory into a guest, so here each
 * access leaves the guest and is counted, where hardware would map the memory and none would.
 *
 *   0 interrupt mask   4 interrupt status, cleared by reading   8 position, always 0   12 doorbell
 */
import { SharedMemory } from "@/app/sim/vmm/shared-memory";
import type { SharedChange } from "../guest";
import type { V86Cpu } from "./contract";

/** Outside of any guest's RAM, below v86's frame buffer's end of the address space. Windows are whole blocks of 128 KiB. */
export const REGISTERS_ADDRESS = 0xf000_0000;
export const MEMORY_ADDRESS = 0xf400_0000;
const REGISTERS_BYTES = 256;
const BLOCK_BYTES = 128 * 1024;
const LEAST_BYTES = 4096;
/** With pin A on an interrupt line of its own in the PV machine. */
const SLOT = 19;

const REGISTER = { mask: 0, status: 4, doorbell: 12 } as const;
const RUNG = 1;

export interface SharedMemoryState {
  readonly mask: number;
  readonly status: number;
  readonly memory: readonly [number, number, number][];
}

export class SharedMemoryDevice {
  readonly name = "shared-memory";
  readonly pci_id = SLOT << 3;
  readonly pci_space: number[];
  readonly pci_bars;
  private readonly memory: SharedMemory;
  private mask = 0;
  private status = 0;

  /** @param sizeBytes is rounded up to a power of two, which base address registers have. */
  constructor(
    private readonly cpu: V86Cpu,
    sizeBytes: number,
    private readonly nowNs: () => number,
    private readonly onChange: (change: SharedChange) => void,
  ) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(sizeBytes, LEAST_BYTES)));
    this.memory = new SharedMemory(size);
    this.pci_space = configSpace();
    this.pci_bars = [bar(REGISTERS_BYTES), undefined, bar(size)];
    cpu.devices.pci.register_device(this);
    this.mapRegisters();
    this.mapMemory(size);
  }

  private mapRegisters(): void {
    const read = (address: number): number => {
      switch ((address >>> 0) - REGISTERS_ADDRESS) {
        case REGISTER.mask:
          return this.mask;
        case REGISTER.status:
          return this.takeStatus();
        default:
          return 0;
      }
    };
    const write = (address: number, value: number): void => {
      const register = (address >>> 0) - REGISTERS_ADDRESS;
      if (register === REGISTER.mask) this.mask = value;
      else if (register === REGISTER.doorbell) this.onChange({ kind: "doorbell" });
      this.updateInterrupt();
    };
    const nothing = () => 0;
    this.cpu.io.mmap_register(REGISTERS_ADDRESS, BLOCK_BYTES, nothing, nothing, read, write);
  }

  private mapMemory(size: number): void {
    const { memory } = this;
    const read = (address: number, width: number): number => {
      let value = 0;
      for (let i = 0; i < width; i++) value |= memory.read((address >>> 0) - MEMORY_ADDRESS + i) << (8 * i);
      return value;
    };
    const write = (address: number, value: number, width: number): void => {
      const offset = (address >>> 0) - MEMORY_ADDRESS;
      if (offset + width > memory.sizeBytes) return;
      const bytes = Uint8Array.from({ length: width }, (_, i) => (value >>> (8 * i)) & 255);
      memory.write({ offset, bytes, atNs: this.nowNs() });
      this.onChange({ kind: "write", offset, bytes });
    };
    this.cpu.io.mmap_register(
      MEMORY_ADDRESS,
      Math.max(size, BLOCK_BYTES),
      (address) => read(address, 1),
      (address, value) => write(address, value, 1),
      (address) => read(address, 4),
      (address, value) => write(address, value, 4),
    );
  }

  /** Raised and not acknowledged; the name is that of v86's virtio devices. */
  get isr_status(): number {
    return this.status & this.mask;
  }

  /** Something that the neighbour did has come here. Answers whether it may wake the processor. */
  receive(change: SharedChange, writtenNs: number): boolean {
    if (change.kind === "write") {
      this.memory.write({ ...change, atNs: writtenNs });
      return false;
    }
    this.status |= RUNG;
    this.updateInterrupt();
    return (this.status & this.mask) !== 0;
  }

  private takeStatus(): number {
    const { status } = this;
    this.status = 0;
    this.updateInterrupt();
    return status;
  }

  private updateInterrupt(): void {
    const { pci } = this.cpu.devices;
    if ((this.status & this.mask) !== 0) pci.raise_irq(this.pci_id);
    else pci.lower_irq(this.pci_id);
  }

  save(): SharedMemoryState {
    return { mask: this.mask, status: this.status, memory: this.memory.save() };
  }

  /** The interrupt line's own state came with the machine's. */
  load(state: SharedMemoryState): void {
    this.mask = state.mask;
    this.status = state.status;
    this.memory.load(state.memory);
  }
}

const bar = (size: number) => ({ size, entries: [] as unknown[], original_bar: 0 });

function configSpace(): number[] {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  const memoryEnabled = 2;
  view.setUint16(0, 0x1af4, true);
  view.setUint16(2, 0x1110, true);
  view.setUint16(4, memoryEnabled, true);
  // Memory controller, RAM.
  view.setUint32(8, 0x0500_0001, true);
  view.setUint32(0x10, REGISTERS_ADDRESS, true);
  view.setUint32(0x18, MEMORY_ADDRESS, true);
  view.setUint16(0x2c, 0x1af4, true);
  view.setUint16(0x2e, 0x1100, true);
  bytes[0x3d] = 1;
  return [...bytes];
}

/** As an input of the machine: the neighbour's moment, then what it did. */
export function packChange(change: SharedChange, writtenNs: number): Uint8Array {
  const data = change.kind === "write" ? change.bytes : new Uint8Array(0);
  const packed = new Uint8Array(12 + data.length);
  const view = new DataView(packed.buffer);
  view.setFloat64(0, writtenNs);
  view.setUint32(8, change.kind === "write" ? change.offset : 0);
  packed.set(data, 12);
  return packed;
}

export function unpackChange(packed: Uint8Array): {
  readonly change: SharedChange;
  readonly writtenNs: number;
} {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const writtenNs = view.getFloat64(0);
  if (packed.length === 12) return { change: { kind: "doorbell" }, writtenNs };
  return { change: { kind: "write", offset: view.getUint32(8), bytes: packed.slice(12) }, writtenNs };
}
