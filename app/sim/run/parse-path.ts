/** The part of a record that is about paths of I/O and hardware that was handed out. */
import { z } from "zod";
import { FLOOR_NETWORKS, MOST_ORDERS } from "../vmm/floor";
import { IO_KINDS } from "../vmm/io";
import { floorOrder } from "../vmm/path-setup";
import { WORLDS } from "../vmm/steps";
import type { PathRun } from "./path-record";

const MOST_STEPS = 1000;
const MOST_PLACES = 100;

const text = z.string().max(400);
const amount = z.number().nonnegative();
const count = z.number().int().nonnegative();

const step = z.object({
  world: z.enum(WORLDS),
  who: text,
  crossing: z
    .enum([
      "system call",
      "return",
      "exit",
      "hypercall",
      "entry",
      "wake-up",
      "up to user space",
      "DMA",
      "interrupt",
    ])
    .exactOptional(),
  exits: amount,
  copies: amount,
  contextSwitches: amount,
  interrupts: amount,
  ns: z.number(),
  busy: z.boolean(),
});

const side = z.object({
  arrangement: text,
  host: z.enum(["native", "container", "xen", "kvm", "type-2"]),
  interface: z.enum(["none", "emulated", "emulated-dma", "virtio", "hardware"]),
  driver: z.enum(["guest-kernel", "driver-domain", "host-kernel"]),
  totalNs: amount,
  busyNs: amount,
  exits: amount,
  copies: amount,
  contextSwitches: amount,
  interrupts: amount,
  steps: z.array(step).max(MOST_STEPS),
  mib: z.object({ exits: amount, ms: amount, busyMs: amount }).exactOptional(),
});

const room = z.object({
  name: text,
  memoryMiB: count,
  reservedMiB: count,
  pinnedMiB: count,
  freeMiB: z.number().int(),
  virtualFunctions: count,
  functionsInUse: count,
});

const machine = z.object({
  name: text,
  host: text,
  on: z.boolean(),
  memoryMiB: count,
  needsMiB: count,
  balloonMiB: count,
  network: z.enum(FLOOR_NETWORKS),
  stops: count,
  hardware: z.enum(["none", "device", "virtual-function"]),
  roundTripNs: amount,
  exitsPerRoundTrip: amount,
});

export const pathRecord: z.ZodType<PathRun> = z.object({
  setup: text,
  io: z.object({ kind: z.enum(IO_KINDS), bytes: count }),
  inFlight: count,
  sides: z.array(side).max(2),
  floor: z
    .object({
      hosts: z.array(room).max(MOST_PLACES),
      machines: z.array(machine).max(MOST_PLACES),
      orders: z
        .array(
          z.object({
            order: floorOrder,
            refused: z.object({ why: text, instead: text }).exactOptional(),
          }),
        )
        .max(MOST_ORDERS),
    })
    .exactOptional(),
});
