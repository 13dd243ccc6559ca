/** Where the hypervisor sits, what the guest's device is, and who stands behind it: the arrangements whose paths are drawn. */
import type { DiskModelName } from "../figures/paths";
import type { IoKind } from "./io";

export type HostKind = "native" | "container" | "xen" | "kvm" | "type-2";

export interface HostWords {
  readonly name: string;
  readonly scheduler: string;
  readonly drivers: string;
  readonly what: string;
}

export const hostWords: Readonly<Record<HostKind, HostWords>> = {
  native: {
    name: "No virtualization",
    scheduler: "the kernel's",
    drivers: "the kernel's",
    what: "A process on its kernel: the reference. No boundary but that between program and kernel.",
  },
  container: {
    name: "Container",
    scheduler: "the host kernel's",
    drivers: "the host kernel's",
    what: "A process on the host's kernel, shown less and allowed less. Its system calls are the host's; its packets pass a bridge.",
  },
  xen: {
    name: "Type 1, Xen-like",
    scheduler: "the hypervisor's",
    drivers: "those of the driver domain's kernel",
    what: "A small hypervisor on bare metal. It has no drivers: a privileged guest, the driver domain, has them and serves the others.",
  },
  kvm: {
    name: "Type 1, KVM-like",
    scheduler: "the host kernel's",
    drivers: "the host kernel's",
    what: "The host's kernel is the hypervisor. Some call KVM type 1, for it runs on bare metal with a kernel's privilege; some type 2, for it is a module of an operating system and leaves much to a program. The path shows what the name hides: exits end in the kernel, and only some go on to a program.",
  },
  "type-2": {
    name: "Type 2",
    scheduler: "the host system's, for the whole program that the guest is",
    drivers: "the host system's, through its system calls",
    what: "A program on an operating system, with a driver that lets it enter guest mode. Exits for devices go up to the program, which asks the host like any other program.",
  },
};

/** What the guest's driver drives. `hardware`: the real thing, through an IOMMU. */
export type Interface = "none" | "emulated" | "emulated-dma" | "virtio" | "hardware";

/** Who answers for the device. */
export type Model = "none" | "user" | "kernel" | "driver-domain";

export interface Arrangement {
  readonly id: string;
  readonly name: string;
  readonly host: HostKind;
  readonly interface: Interface;
  readonly model: Model;
  /** Whose fitted costs a device model in user space has. */
  readonly diskModel: DiskModelName;
  /** The device's interrupts reach a running guest without an exit. */
  readonly posted: boolean;
  /** Hardware handed out: the whole device, or one of its virtual functions. */
  readonly handedOut: "none" | "device" | "virtual-function";
  readonly what: string;
}

const made = (
  id: string,
  name: string,
  host: HostKind,
  device: Interface,
  model: Model,
  what: string,
  more: Partial<Arrangement> = {},
): Arrangement => ({
  id,
  name,
  host,
  interface: device,
  model,
  diskModel: "qemu",
  posted: false,
  handedOut: "none",
  what,
  ...more,
});

const pretend = "IDE with its data port, an NE2000, an 8250, a PIT: every touch of a register is an exit.";
const pretendDma =
  "As emulated hardware, but IDE moves its data by bus-master DMA; the other devices cannot.";
const whole =
  "A real device, handed to one guest. The IOMMU translates its DMA; its interrupts pass through the hypervisor.";
const postedWords =
  "As passthrough; the interrupt is posted into the guest by hardware, and a running guest takes it without an exit.";
const functionWords =
  "One virtual function of a card that is made to be shared; the card does the sharing. Interrupts are posted.";

const handedOut = (host: "xen" | "kvm") => [
  made(`${host}-passthrough`, "Passthrough", host, "hardware", "none", whole, { handedOut: "device" }),
  made(`${host}-posted`, "Passthrough, posted interrupts", host, "hardware", "none", postedWords, {
    handedOut: "device",
    posted: true,
  }),
  made(`${host}-sriov`, "SR-IOV virtual function", host, "hardware", "none", functionWords, {
    handedOut: "virtual-function",
    posted: true,
  }),
];

const lean = "virtio, served by a small program; its costs are fitted to its own published row.";

export const arrangements: readonly [Arrangement, ...Arrangement[]] = [
  made("native", "Native process", "native", "none", "none", hostWords.native.what),
  made("container", "Container", "container", "none", "none", hostWords.container.what),
  made("kvm-emulated", "Emulated hardware", "kvm", "emulated", "user", pretend),
  made("kvm-emulated-dma", "Emulated hardware, IDE with DMA", "kvm", "emulated-dma", "user", pretendDma),
  made(
    "kvm-virtio",
    "virtio, device model in user space",
    "kvm",
    "virtio",
    "user",
    "virtio, served by a program like QEMU: one exit tells it of a request, however large.",
  ),
  made("kvm-firecracker", "virtio, Firecracker", "kvm", "virtio", "user", lean, { diskModel: "firecracker" }),
  made("kvm-cloud-hypervisor", "virtio, Cloud Hypervisor", "kvm", "virtio", "user", lean, {
    diskModel: "cloud-hypervisor",
  }),
  made(
    "kvm-vhost",
    "virtio, device model in the kernel",
    "kvm",
    "virtio",
    "kernel",
    "virtio, served by a thread of the host's kernel (vhost): no program on the path.",
  ),
  ...handedOut("kvm"),
  made(
    "xen-emulated",
    "Emulated hardware",
    "xen",
    "emulated",
    "user",
    `${pretend} The device model is a program in the driver domain.`,
  ),
  made("xen-emulated-dma", "Emulated hardware, IDE with DMA", "xen", "emulated-dma", "user", pretendDma),
  made(
    "xen-pv",
    "Split driver",
    "xen",
    "virtio",
    "driver-domain",
    "A front end in the guest, a back end in the driver domain; between them a ring in granted pages and an event channel.",
  ),
  ...handedOut("xen"),
  made("type2-emulated", "Emulated hardware", "type-2", "emulated", "user", pretend),
  made("type2-emulated-dma", "Emulated hardware, IDE with DMA", "type-2", "emulated-dma", "user", pretendDma),
  made(
    "type2-virtio",
    "virtio",
    "type-2",
    "virtio",
    "user",
    "virtio, served by the program that the guest is.",
  ),
];

export const arrangementById = (id: string): Arrangement | undefined =>
  arrangements.find((arrangement) => arrangement.id === id);

/** The arrangement's full name, for where the host is not said beside it. */
export const fullName = ({ host, name }: Arrangement): string =>
  host === "native" || host === "container" ? name : `${hostWords[host].name}: ${name}`;

/** In which world the driver of the real device runs: a mistake in it is a mistake there. */
export function driverWorld({ host, interface: device }: Arrangement): DriverWorld {
  if (device === "hardware") return "guest-kernel";
  return host === "xen" ? "driver-domain" : "host-kernel";
}

export type DriverWorld = "guest-kernel" | "driver-domain" | "host-kernel";

export interface Served {
  readonly by: Arrangement;
  /** Why another arrangement's path is this one's, where it is. */
  readonly note: string | undefined;
}

/** Who serves this kind of I/O: what was handed out is a disk or a card, and a kernel's device model serves no console. */
export function servedBy(arrangement: Arrangement, kind: IoKind): Served {
  const small = kind.startsWith("console") || kind === "clock-read";
  const stays = arrangement.interface === "hardware" || arrangement.model === "kernel";
  if (!small || !stays) return { by: arrangement, note: undefined };
  const other = arrangement.host === "xen" ? "xen-pv" : "kvm-virtio";
  return {
    by: { ...arrangementById(other)!, id: arrangement.id, name: arrangement.name },
    note: `Only disks and network cards are arranged like this: console and clock stay paravirtual, as in ${other}.`,
  };
}
