import type {
  ClockInterface,
  ConsoleInterface,
  DiskInterface,
  MachineDevices,
  Medium,
  NetInterface,
} from "@/app/sim/vmm/devices";

export const diskWords: Readonly<Record<DiskInterface | "none", string>> = {
  none: "none",
  "ide-pio": "IDE, data port (PIO)",
  "ide-dma": "IDE, bus master (DMA)",
  "virtio-blk": "virtio-blk",
};

export const mediumWords: Readonly<Record<Medium, string>> = {
  ram: "memory",
  ssd: "solid state (SSD)",
  hdd: "spinning (HDD)",
};

export const netWords: Readonly<Record<NetInterface, string>> = {
  ne2k: "NE2000",
  "virtio-net": "virtio-net",
};

export const consoleWords: Readonly<Record<ConsoleInterface, string>> = {
  uart: "8250 serial port",
  "virtio-console": "virtio console",
};

export const clockWords: Readonly<Record<ClockInterface, string>> = {
  timer: "PC timer",
  hypervisor: "asked of the hypervisor",
};

const short = { uart: "8250", timer: "PC timer", hypervisor: "hypervisor clock" } as const;

/** A machine in one line. */
export const machineLine = ({ disk, net, console, clock }: MachineDevices): string =>
  [
    disk === undefined ? "no disk" : `${diskWords[disk.interface]} on ${mediumWords[disk.medium]}`,
    netWords[net],
    console === "uart" ? short.uart : consoleWords[console],
    short[clock],
  ].join(" · ");
