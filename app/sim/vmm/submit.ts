/** From the guest's driver to whoever does the work: the way out of the guest. */
import * as cost from "../figures/paths";
import type { Accesses } from "./accesses";
import type { Arrangement } from "./arrangements";
import { type Count, modelledCount, type Part, type StepInput } from "./steps";

export interface Crossed {
  readonly arrangement: Arrangement;
  readonly device: "disk" | "net" | "console";
  readonly bytes: number;
  readonly accesses: Accesses;
  /** Where the data goes, seen from the guest. */
  readonly direction: "in" | "out";
  /** The guest has nothing else to do meanwhile, and halts. */
  readonly waits: boolean;
}

const PAGE_BYTES = 4096;

/** An exit that the kernel or the hypervisor handles itself. */
export const exitParts = (times: number): readonly Part[] => [
  [times, cost.directExitNs],
  [times, cost.indirectExitNs],
];

export const once = (how: string): Count => modelledCount(1, how);

/** The kernel that stands below the guest, by the names that the arrangement gives it. */
export function below({ host }: Arrangement): {
  readonly world: "hypervisor" | "host-kernel";
  readonly who: string;
} {
  if (host === "xen") return { world: "hypervisor", who: "hypervisor" };
  return {
    world: "host-kernel",
    who: host === "kvm" ? "KVM in the host kernel" : "the VMM's driver in the host kernel",
  };
}

/** One kernel's file or network layers and driver, once more: the work that a process without a guest needs once. */
export function secondKernel(device: Crossed["device"]): readonly Part[] {
  if (device === "disk")
    return [
      [1, cost.systemCallNs],
      [1, cost.fileReadNs],
      [1, cost.driverNs],
    ];
  return device === "net" ? [[1, cost.bridgeNs]] : [[1, cost.terminalLayerNs]];
}

export const copyOf = (bytes: number): Part => [bytes / 1024, cost.copyKiBNs];

const movesByRegister = ({ arrangement, device }: Crossed): boolean =>
  arrangement.interface === "emulated" || device !== "disk";

/** A device model's own copy; where the guest moves the data through a register, that is one more. */
export const emulatedCopy = (crossed: Crossed) => ({
  parts: [copyOf(crossed.bytes)],
  copies: movesByRegister(crossed) ? 2 : 1,
});

function userModelParts({ arrangement, device, bytes }: Crossed): readonly Part[] {
  if (device !== "disk") return [[1, cost.userRoundTripNs]];
  const { request, page } = cost.diskModels[arrangement.diskModel];
  return [
    [1, request],
    [Math.max(0, Math.ceil(bytes / PAGE_BYTES) - 1), page],
  ];
}

const halting = (crossed: Crossed): readonly StepInput[] =>
  crossed.waits
    ? [
        {
          ...below(crossed.arrangement),
          crossing: "exit",
          what: "The guest has nothing else to do and halts. Its vCPU sleeps.",
          parts: exitParts(1),
          exits: once("The guest's halt instruction."),
        },
      ]
    : [];

/** From a register access to a device model in a program, and back; in the driver domain where the hypervisor has no programs. */
export function handledInUserSpace(
  arrangement: Arrangement,
  accesses: Count,
  why: string,
): readonly StepInput[] {
  const kernel = below(arrangement);
  const isXen = arrangement.host === "xen";
  return [
    {
      ...kernel,
      crossing: "exit",
      what: why,
      parts: exitParts(accesses.value),
      exits: accesses,
    },
    {
      world: isXen ? "driver-domain" : "host-user",
      who: "device model",
      crossing: isXen ? "wake-up" : "up to user space",
      what: isXen
        ? "Answers each access: the driver domain is scheduled for it, and the guest again afterwards."
        : "Answers each access in a program, and lets the guest go on.",
      parts: [
        [accesses.value, cost.userHandlingNs],
        ...(isXen ? [[2 * accesses.value, cost.wakeNs] as const] : []),
      ],
      contextSwitches: isXen ? 2 * accesses.value : 0,
    },
  ];
}

const registers = (device: string): string =>
  `Every write to a register of the pretended ${device} leaves the guest.`;
const deviceNames = { disk: "IDE controller", net: "NE2000", console: "8250" } as const;

function emulated(crossed: Crossed): readonly StepInput[] {
  const { arrangement, device, accesses } = crossed;
  const { who, world } = outsideOf(arrangement);
  const byRegister = movesByRegister(crossed);
  return [
    ...handledInUserSpace(arrangement, accesses.writes, registers(deviceNames[device])),
    {
      world,
      who: "device model",
      what: byRegister
        ? "Has what the registers say, piece by piece, and turns it into a request to its kernel."
        : "Copies between the guest's memory and its own, as the bus master would, and asks its kernel.",
      parts: [
        ...userModelParts(crossed),
        ...(crossed.direction === "out" ? emulatedCopy(crossed).parts : []),
      ],
      copies: crossed.direction === "out" ? emulatedCopy(crossed).copies : 0,
    },
    { ...who, crossing: "system call", what: kernelWork(device), parts: secondKernel(device) },
    ...halting(crossed),
  ];
}

/** Who has the drivers of the real devices, and where programs run, outside the guest. */
function outsideOf({ host }: Arrangement) {
  const isXen = host === "xen";
  return {
    world: isXen ? ("driver-domain" as const) : ("host-user" as const),
    who: isXen
      ? { world: "driver-domain" as const, who: "driver domain's kernel" }
      : { world: "host-kernel" as const, who: host === "kvm" ? "host kernel" : "host system's kernel" },
  };
}

const kernelWork = (device: Crossed["device"]): string =>
  ({
    disk: "Does a second time what the guest's kernel did: file, block layer, driver of the real disk.",
    net: "Takes the packet from the guest's port to its bridge, and on to the real card's driver.",
    console: "Its terminal layer takes what the guest wrote.",
  })[device];

function virtioToUser(crossed: Crossed): readonly StepInput[] {
  const { arrangement, device, accesses } = crossed;
  const { who } = outsideOf(arrangement);
  const asProgram = arrangement.host === "type-2";
  const why = "One write says that the ring holds a request.";
  const notice: readonly StepInput[] = asProgram
    ? handledInUserSpace(arrangement, accesses.writes, why)
    : [
        {
          ...below(arrangement),
          crossing: "exit",
          what: `${why} The kernel notes it for the device model, and the guest runs on.`,
          parts: exitParts(accesses.writes.value),
          exits: accesses.writes,
        },
      ];
  return [
    ...notice,
    {
      world: "host-user",
      who: asProgram ? "VMM's I/O thread" : cost.diskModels[arrangement.diskModel].name,
      crossing: "wake-up",
      what: "Its thread wakes, reads the ring, finds the guest's buffers where they lie, and asks its kernel.",
      parts: [[1, cost.wakeNs], ...userModelParts(crossed)],
      contextSwitches: 1,
    },
    { ...who, crossing: "system call", what: kernelWork(device), parts: secondKernel(device) },
    ...halting(crossed),
  ];
}

function virtioToKernel(crossed: Crossed): readonly StepInput[] {
  const { arrangement, device, accesses, bytes } = crossed;
  return [
    {
      ...below(arrangement),
      crossing: "exit",
      what: "One write says that the ring holds a request. The kernel notes it for its own thread, and the guest runs on.",
      parts: exitParts(accesses.writes.value),
      exits: accesses.writes,
    },
    {
      world: "host-kernel",
      who: "vhost thread",
      what: `Wakes, reads the ring, and passes the request on inside the kernel. ${kernelWork(device)}`,
      parts: [
        [1, cost.wakeNs],
        ...(device === "disk" ? [[1, cost.kernelDiskModelNs] as const] : [copyOf(bytes)]),
        ...secondKernel(device),
      ],
      contextSwitches: 1,
      copies: device === "net" ? 1 : 0,
    },
    ...halting(crossed),
  ];
}

function splitDriver(crossed: Crossed): readonly StepInput[] {
  const { device, accesses, bytes } = crossed;
  const mapped = device === "disk";
  return [
    {
      world: "hypervisor",
      who: "event channel",
      crossing: "hypercall",
      what: "The front end has put the request and grants for its pages on the shared ring. One hypercall says so.",
      parts: exitParts(accesses.writes.value),
      exits: accesses.writes,
    },
    {
      world: "driver-domain",
      who: "back end",
      crossing: "wake-up",
      what: "The driver domain is scheduled; its back end reads the ring.",
      parts: [[1, cost.wakeNs], ...(mapped ? [[1, cost.kernelDiskModelNs] as const] : [])],
      contextSwitches: 1,
    },
    {
      world: "hypervisor",
      who: "grant table",
      crossing: "hypercall",
      what: mapped
        ? "Maps the granted pages into the driver domain: nothing is copied."
        : "Copies the granted bytes into the driver domain.",
      parts: [...exitParts(1), ...(mapped ? [] : [copyOf(bytes)])],
      exits: once("The back end's hypercall for the grants."),
      copies: mapped ? 0 : 1,
    },
    {
      world: "driver-domain",
      who: "driver domain's kernel",
      crossing: "return",
      what: kernelWork(device),
      parts: secondKernel(device),
    },
    ...halting(crossed),
  ];
}

function handedOut(crossed: Crossed): readonly StepInput[] {
  const card = crossed.arrangement.handedOut === "virtual-function" ? "virtual function" : "device";
  return [
    {
      world: "device",
      who: "IOMMU",
      crossing: "DMA",
      what: `The driver rings the ${card}'s own doorbell, without an exit. Its DMA uses guest addresses, which the IOMMU translates.`,
    },
    ...halting(crossed),
  ];
}

function containerOut({ device }: Crossed): readonly StepInput[] {
  if (device !== "net") return [];
  return [
    {
      world: "host-kernel",
      who: "veth pair and bridge",
      what: "The packet leaves the container's network namespace and is translated to the host's address.",
      parts: secondKernel("net"),
    },
  ];
}

/** The steps between the driver's request and the device. */
export function submit(crossed: Crossed): readonly StepInput[] {
  const { arrangement } = crossed;
  if (arrangement.host === "native") return [];
  if (arrangement.host === "container") return containerOut(crossed);
  if (arrangement.interface === "hardware") return handedOut(crossed);
  if (arrangement.interface !== "virtio") return emulated(crossed);
  if (arrangement.model === "driver-domain") return splitDriver(crossed);
  return arrangement.model === "kernel" ? virtioToKernel(crossed) : virtioToUser(crossed);
}
