/**
 * Counts every access that leaves the guest, by device and direction. In v86 a port or MMIO access is one call of an
 * imported function (`rep ins` calls once an element), so wrapping the imports sees them all. Not seen, because answered
 * inside the wasm: the interrupt controllers (0x20, 0x21, 0xA0, 0xA1, APIC) and the frame buffer — the parallel of KVM's
 * in-kernel irqchip.
 */
import type { ExitsByDevice } from "@/app/sim/run/record";
import type { V86Cpu } from "./contract";

/** Devices that v86 does not name, by the port they answer. The BARs of PCI devices may move, so those go by object. */
const FIXED_PORTS: readonly (readonly [from: number, to: number, name: string])[] = [
  [0x00, 0x0f, "dma"],
  [0x40, 0x43, "pit"],
  [0x60, 0x60, "ps2"],
  [0x61, 0x61, "pit"],
  [0x64, 0x64, "ps2"],
  [0x70, 0x71, "rtc"],
  [0x80, 0x80, "post"],
  [0x81, 0x8f, "dma"],
  [0x92, 0x92, "ps2"],
  [0xb2, 0xb3, "apm"],
  [0xc0, 0xdf, "dma"],
  [0x170, 0x177, "ide1"],
  [0x1f0, 0x1f7, "ide0"],
  [0x220, 0x22f, "sb16"],
  [0x278, 0x27f, "parallel"],
  [0x2e8, 0x2ef, "uart3"],
  [0x2f8, 0x2ff, "uart1"],
  [0x376, 0x376, "ide1"],
  [0x378, 0x37f, "parallel"],
  [0x388, 0x38b, "sb16"],
  [0x3b0, 0x3df, "vga"],
  [0x3e8, 0x3ef, "uart2"],
  [0x3f0, 0x3f5, "floppy"],
  [0x3f6, 0x3f6, "ide0"],
  [0x3f7, 0x3f7, "floppy"],
  [0x3f8, 0x3ff, "uart0"],
  [0x402, 0x402, "firmware"],
  [0x510, 0x511, "firmware"],
  [0xcf8, 0xcff, "pci"],
  [0x5470, 0x5470, "hypervisor"],
  [0x5658, 0x5658, "hypervisor"],
];

const UNKNOWN = 0;
/** Base addresses of devices are above the ports of a PC's own. */
const MOVABLE = 0x1000;

export class ExitCounters {
  private readonly names: string[] = ["other"];
  private readonly indexByName = new Map<string, number>([["other", UNKNOWN]]);
  private readonly indexByDevice = new Map<unknown, number>();
  /** Device index + 1 by port; 0 means not looked up yet. */
  private readonly byPort = new Uint8Array(65536);
  private readonly reads = new Float64Array(64);
  private readonly writes = new Float64Array(64);
  private pciAddress = 0;
  private last: ExitsByDevice = {};
  private lastTotal = 0;

  constructor() {
    this.fixed(0);
    this.indexOf("mmio");
  }

  /** Ports from `least` on that no device can be moved to. */
  private fixed(least: number): void {
    for (const [from, to, name] of FIXED_PORTS)
      if (from >= least) this.byPort.fill(this.indexOf(name) + 1, from, to + 1);
  }

  /** Learns which objects are which devices, once the machine is built. */
  identify(cpu: V86Cpu): void {
    for (const [key, device] of Object.entries(cpu.devices)) {
      if (typeof device !== "object" || device === null) continue;
      const name = key === "net" ? "ne2k" : key.replace(/_/g, "-");
      if (name.startsWith("virtio") || name === "ne2k" || name === "acpi") {
        const index = this.indexOf(name);
        this.indexByDevice.set(device, index);
        const transport = (device as { virtio?: unknown }).virtio;
        if (transport !== undefined) this.indexByDevice.set(transport, index);
      }
    }
  }

  /** One access to a port. */
  port(address: number, isWrite: boolean, cpu: V86Cpu | undefined): void {
    let index = this.byPort[address]!;
    if (index === 0) {
      const device = cpu?.io.ports[address]?.device;
      index = this.indexFor(device) + 1;
      this.byPort[address] = index;
    }
    if (isWrite) this.writes[index - 1]!++;
    else this.reads[index - 1]!++;
  }

  /** One access to device memory: the legacy VGA window, or another device's. */
  mmio(address: number, isWrite: boolean): void {
    const inVgaWindow = address >>> 0 >= 0xa0000 && address >>> 0 < 0xc0000;
    const index = this.indexByName.get(inVgaWindow ? "vga" : "mmio")!;
    if (isWrite) this.writes[index]!++;
    else this.reads[index]!++;
  }

  /** A write to a base address register may move a device's ports: forget what was looked up. */
  notePciAddress(value: number): void {
    this.pciAddress = value;
  }

  notePciData(): void {
    const register = this.pciAddress & 0xff;
    if (register >= 0x10 && register <= 0x24) this.forgetPorts();
  }

  private forgetPorts(): void {
    this.byPort.fill(0, MOVABLE);
    this.fixed(MOVABLE);
  }

  /** Accesses to one device so far, both directions. */
  count(name: string): number {
    const index = this.indexByName.get(name);
    return index === undefined ? 0 : this.reads[index]! + this.writes[index]!;
  }

  /** By device; the same object until there was another exit. */
  snapshot(): ExitsByDevice {
    let total = 0;
    for (let index = 0; index < this.names.length; index++) total += this.reads[index]! + this.writes[index]!;
    if (total !== this.lastTotal) {
      this.lastTotal = total;
      this.last = this.byName();
    }
    return this.last;
  }

  private byName(): ExitsByDevice {
    const exits: Record<string, { reads: number; writes: number }> = {};
    for (const name of [...this.names].sort()) {
      const index = this.indexByName.get(name)!;
      const reads = this.reads[index]!;
      const writes = this.writes[index]!;
      if (reads + writes > 0) exits[name] = { reads, writes };
    }
    return exits;
  }

  load(exits: ExitsByDevice): void {
    this.lastTotal = -1;
    this.reads.fill(0);
    this.writes.fill(0);
    this.forgetPorts();
    for (const [name, { reads, writes }] of Object.entries(exits)) {
      const index = this.indexOf(name);
      this.reads[index] = reads;
      this.writes[index] = writes;
    }
  }

  private indexFor(device: unknown): number {
    const known = this.indexByDevice.get(device);
    if (known !== undefined) return known;
    const name = (device as { name?: unknown } | undefined)?.name;
    if (typeof name === "string" && /^[a-z][\w-]{1,20}$/.test(name)) return this.indexOf(name);
    return UNKNOWN;
  }

  private indexOf(name: string): number {
    const known = this.indexByName.get(name);
    if (known !== undefined) return known;
    const index = this.names.length;
    this.names.push(name);
    this.indexByName.set(name, index);
    return index;
  }
}

/** Exits between two moments; devices without any are left out. */
export function exitsSince(now: ExitsByDevice, before: ExitsByDevice): ExitsByDevice {
  if (now === before) return {};
  const difference: Record<string, { reads: number; writes: number }> = {};
  for (const [name, { reads, writes }] of Object.entries(now)) {
    const was = before[name];
    const delta = { reads: reads - (was?.reads ?? 0), writes: writes - (was?.writes ?? 0) };
    if (delta.reads + delta.writes > 0) difference[name] = delta;
  }
  return difference;
}
