/** From the device back to the guest's driver: the interrupt's way in. */
import * as cost from "../figures/paths";
import type { Part, StepInput } from "./steps";
import {
  below,
  type Crossed,
  copyOf,
  emulatedCopy,
  exitParts,
  handledInUserSpace,
  once,
  secondKernel,
} from "./submit";

/** What reaches a sleeping guest wakes it; a running one must be stopped for it, unless the hardware posts it. */
function inject({ arrangement, waits }: Crossed, interrupts: number): readonly StepInput[] {
  const { posted } = arrangement;
  if (!waits && posted) return [];
  const kick = !waits;
  return [
    {
      ...below(arrangement),
      ...(kick ? { crossing: "exit" as const } : {}),
      what: kick
        ? "The running guest is stopped, so that the interrupt can be put into its vCPU."
        : "Puts the interrupt into the guest's vCPU, which sleeps, and schedules it.",
      parts: kick ? exitParts(interrupts) : [[1, cost.wakeNs]],
      contextSwitches: kick ? 0 : 1,
      ...(kick ? { exits: { ...once("An interrupt of the host stops the guest."), value: interrupts } } : {}),
    },
  ];
}

function endOfInterrupt({ arrangement }: Crossed, interrupts: number): readonly StepInput[] {
  if (arrangement.posted || interrupts === 0) return [];
  return [
    {
      ...below(arrangement),
      crossing: "exit",
      what: "The handler tells the interrupt controller that it has ended.",
      parts: exitParts(interrupts),
      exits: { ...once("One end of interrupt for each interrupt."), value: interrupts },
    },
  ];
}

const handler = (who: string, interrupts = 1): StepInput => ({
  world: "guest-kernel",
  who,
  crossing: "entry",
  what: "The interrupt's handler runs; the driver takes what is finished.",
  parts: [[1, cost.handlerNs]],
  interrupts,
});

/** From a program or a kernel's thread that knows of the end, through the interrupt, to the guest's driver. */
function byInterrupt(crossed: Crossed, first: readonly StepInput[]): readonly StepInput[] {
  const { arrangement, accesses } = crossed;
  const interrupts = Math.max(1, accesses.interrupts);
  const reads = accesses.reads.value > 0 || accesses.reads.origin === "measured";
  const driver = arrangement.interface === "virtio" ? "virtio driver" : "device's driver";
  const asked =
    arrangement.interface === "virtio"
      ? "The handler reads why it was interrupted."
      : "Status and data come from registers: every read leaves the guest.";
  return [
    ...first,
    ...inject(crossed, interrupts),
    handler(driver, interrupts),
    ...(reads ? handledInUserSpace(arrangement, accesses.reads, asked) : []),
    ...endOfInterrupt(crossed, interrupts),
  ];
}

function fromUserModel(crossed: Crossed): readonly StepInput[] {
  const { arrangement, device, bytes, accesses } = crossed;
  const isXen = arrangement.host === "xen";
  const world = isXen ? "driver-domain" : "host-user";
  const emulated = arrangement.interface !== "virtio";
  const isPacket = device === "net";
  const interrupts = Math.max(1, accesses.interrupts);
  const first: StepInput[] = [];
  first.push({
    world: isXen ? "driver-domain" : "host-kernel",
    who: isXen ? "driver domain's kernel" : "host kernel",
    crossing: "interrupt",
    what: isPacket
      ? "The real card's driver takes the packet to the bridge, and on to the guest's port."
      : "The real disk's driver takes the interrupt and ends the request.",
    parts: isPacket ? secondKernel("net") : [[1, cost.handlerNs]],
  });
  const arrives = crossed.direction === "in";
  const made = emulated && arrives ? emulatedCopy(crossed) : undefined;
  const copied: readonly Part[] = made?.parts ?? (isPacket ? [copyOf(bytes)] : []);
  first.push({
    world,
    who: "device model",
    crossing: "wake-up",
    what: emulated
      ? "Wakes, makes the data ready in the pretended device, and asks for the interrupt."
      : "Wakes, puts the result on the ring, and asks for the interrupt.",
    parts: [
      [1, cost.wakeNs],
      [interrupts, cost.systemCallNs],
      ...copied,
      ...(isPacket ? [[1, cost.userRoundTripNs] as const] : []),
    ],
    copies: made?.copies ?? copied.length,
    contextSwitches: 1,
  });
  return byInterrupt(isPacket ? withWritesAfter(crossed) : crossed, first);
}

/** A packet that comes in: the driver's register writes come after the interrupt, like its reads. */
function withWritesAfter(crossed: Crossed): Crossed {
  const { reads, writes } = crossed.accesses;
  const all = { ...reads, value: reads.value + writes.value };
  return { ...crossed, accesses: { ...crossed.accesses, reads: all } };
}

/** What the device's interrupt costs a guest that did not wait for it: after something was sent or written. */
export function afterwards(crossed: Crossed): readonly StepInput[] {
  const { arrangement, accesses } = crossed;
  const byProgram = arrangement.interface !== "hardware" && arrangement.interface !== "none";
  const noted = accesses.interrupts > 0 || accesses.reads.value > 0;
  return byProgram && arrangement.model !== "driver-domain" && noted ? byInterrupt(crossed, []) : [];
}

function fromKernelModel(crossed: Crossed): readonly StepInput[] {
  const { device, bytes } = crossed;
  const isPacket = device === "net";
  return byInterrupt(crossed, [
    {
      world: "host-kernel",
      who: "host kernel and vhost thread",
      crossing: "interrupt",
      what: isPacket
        ? "The real card's driver takes the packet to the bridge; the vhost thread wakes and copies it into the guest's buffer."
        : "The real disk's driver takes the interrupt; the vhost thread wakes, puts the result on the ring, and asks for the guest's interrupt.",
      parts: [
        [1, cost.wakeNs],
        ...(isPacket ? [...secondKernel("net"), copyOf(bytes)] : [[1, cost.handlerNs] as const]),
      ],
      copies: isPacket ? 1 : 0,
      contextSwitches: 1,
    },
  ]);
}

function fromBackEnd(crossed: Crossed): readonly StepInput[] {
  const { device, bytes } = crossed;
  const isPacket = device === "net";
  return [
    {
      world: "hypervisor",
      who: "hypervisor",
      crossing: "interrupt",
      what: "Takes the device's interrupt and turns it into an event for the driver domain.",
      parts: exitParts(1),
      exits: once("The device's interrupt, which the hypervisor takes."),
      interrupts: 1,
    },
    {
      world: "driver-domain",
      who: "driver and back end",
      crossing: "wake-up",
      what: isPacket
        ? "The driver domain is scheduled; its driver takes the packet to the bridge and its back end."
        : "The driver domain is scheduled; its driver ends the request, its back end puts the result on the ring.",
      parts: [[1, cost.wakeNs], ...(isPacket ? secondKernel("net") : [[1, cost.handlerNs] as const])],
      contextSwitches: 1,
    },
    {
      world: "hypervisor",
      who: "grant table",
      crossing: "hypercall",
      what: isPacket
        ? "Copies the packet into the page that the guest has granted."
        : "Takes the granted pages back.",
      parts: [...exitParts(1), ...(isPacket ? [copyOf(bytes)] : [])],
      exits: once("The back end's hypercall for the grants."),
      copies: isPacket ? 1 : 0,
    },
    {
      world: "hypervisor",
      who: "event channel",
      crossing: "hypercall",
      what: "The back end's event: the guest is scheduled.",
      parts: [...exitParts(1), [1, cost.wakeNs]],
      exits: once("The back end's hypercall for the event."),
      contextSwitches: 1,
    },
    handler("front end"),
  ];
}

function fromHardware(crossed: Crossed): readonly StepInput[] {
  const { arrangement } = crossed;
  const stopped: readonly StepInput[] =
    arrangement.posted || !crossed.waits
      ? []
      : [
          {
            ...below(arrangement),
            crossing: "interrupt",
            what: "Takes the device's interrupt, which is not its own, for the guest.",
            parts: exitParts(1),
            exits: once("The device's interrupt, which the host takes."),
          },
        ];
  return byInterrupt(crossed, stopped);
}

function toProcess({ arrangement, device }: Crossed): readonly StepInput[] {
  const atBridge = arrangement.host === "container" && device === "net";
  return [
    {
      world: "host-kernel",
      who: "driver",
      crossing: "interrupt",
      what: "The interrupt's handler runs; the driver takes what is finished.",
      parts: [[1, cost.handlerNs]],
      interrupts: 1,
    },
    ...(atBridge
      ? [
          {
            world: "host-kernel",
            who: "bridge and veth pair",
            what: "The packet's address is translated back, and it enters the container's network namespace.",
            parts: secondKernel("net"),
          } as const,
        ]
      : []),
  ];
}

/** The steps between the device and the driver that takes the result. */
export function complete(crossed: Crossed): readonly StepInput[] {
  const { arrangement } = crossed;
  if (arrangement.host === "native" || arrangement.host === "container") return toProcess(crossed);
  if (arrangement.interface === "hardware") return fromHardware(crossed);
  if (arrangement.model === "driver-domain") return fromBackEnd(crossed);
  return arrangement.model === "kernel" ? fromKernelModel(crossed) : fromUserModel(crossed);
}

/** An interrupt that a device raises by itself, for a guest that is running. */
export function interruptOnly(crossed: Crossed): readonly StepInput[] {
  const { arrangement } = crossed;
  const { host, model, interface: device } = arrangement;
  if (host === "native" || host === "container") return toProcess({ ...crossed, device: "disk" });
  if (device === "hardware" || model === "kernel") return byInterrupt(crossed, []);
  const isXen = host === "xen";
  const raised: StepInput = {
    world: isXen ? "driver-domain" : "host-user",
    who: model === "driver-domain" ? "back end" : "device model",
    what: isXen ? "Sends an event, with a hypercall." : "Asks for the interrupt, with a system call.",
    parts: isXen ? exitParts(1) : [[1, cost.systemCallNs]],
    ...(isXen ? { exits: once("The hypercall that sends the event.") } : {}),
  };
  if (model !== "driver-domain") return byInterrupt(crossed, [raised]);
  return [raised, ...inject(crossed, 1), handler("front end")];
}
