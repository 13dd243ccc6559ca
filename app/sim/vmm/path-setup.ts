/** Reading a path lab's set-up and orders out of a lesson or a record, as hostile input. */
import { z } from "zod";
import { arrangements } from "./arrangements";
import { FLOOR_NETWORKS, type FloorMachine } from "./floor";
import { IO_KINDS, sizeProblem } from "./io";
import type { PathLabState } from "./path-lab";

const MOST_MIB = 1 << 24;

const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens")
  .max(40);
const mib = z.int().min(0).max(MOST_MIB);
const kind = z.enum(IO_KINDS);
const inFlight = z.int().min(1).max(1024).describe("Requests at a time, where many are made in a row.");
const network = z.enum(FLOOR_NETWORKS).describe("An arrangement of app/sim/vmm.");

/** An id of app/sim/vmm/arrangements. */
const arrangementId = z
  .string()
  .refine((id) => arrangements.some((one) => one.id === id), "an id of app/sim/vmm/arrangements");

export const lookOrder = z.strictObject({
  do: z.literal("compare"),
  io: kind.optional().describe("Another kind takes its usual size, unless bytes says another."),
  bytes: z.int().min(0).max(MOST_MIB).optional(),
  inFlight: inFlight.optional(),
  left: arrangementId.optional(),
  right: z
    .union([arrangementId, z.literal("none")])
    .optional()
    .describe("none: one path alone."),
});

export const floorOrders = [
  z.strictObject({ do: z.literal("connect"), machine: name, network }),
  z.strictObject({ do: z.literal("balloon"), machine: name, mib }),
  z.strictObject({ do: z.literal("resize"), machine: name, mib: mib.min(1) }),
  z.strictObject({ do: z.literal("power"), machine: name, on: z.boolean() }),
  z.strictObject({ do: z.literal("migrate"), machine: name, to: name }),
] as const;

export const floorOrder = z.discriminatedUnion("do", floorOrders);

const compared = z
  .strictObject({
    io: kind,
    bytes: z.int().min(0).max(MOST_MIB),
    inFlight: inFlight.default(1),
    left: arrangementId,
    right: arrangementId.optional().describe("Without it: one path alone."),
  })
  .superRefine(({ io, bytes }, context) => {
    const problem = sizeProblem({ kind: io, bytes });
    if (problem !== undefined) context.addIssue({ code: "custom", path: ["bytes"], message: problem });
  });

const host = z.strictObject({
  name,
  memoryMiB: mib.min(1),
  reservedMiB: mib.describe("What the host's kernel keeps to itself."),
  hasIommu: z.boolean().default(true),
  virtualFunctions: z.int().min(0).max(256).describe("Of the card that can be handed out."),
});

const machine = z.strictObject({
  name,
  host: name,
  on: z.boolean().default(true),
  memoryMiB: mib.min(1),
  needsMiB: mib.describe("What its programs use."),
  balloonMiB: mib.default(0),
  network,
});

const floor = z
  .strictObject({ hosts: z.array(host).min(1).max(4), machines: z.array(machine).max(16) })
  .superRefine(({ hosts, machines }, context) => {
    const refuse = (path: readonly (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path: [...path], message });
    machines.forEach((one, index) => {
      if (!hosts.some((at) => at.name === one.host)) refuse(["machines", index, "host"], "no such host");
      if (one.memoryMiB - one.balloonMiB < one.needsMiB)
        refuse(["machines", index, "balloonMiB"], "its programs need more than it leaves them");
    });
    for (const at of hosts) {
      const held = machines
        .filter((one) => one.on && one.host === at.name)
        .reduce((sum, one) => sum + one.memoryMiB - one.balloonMiB, 0);
      if (held > at.memoryMiB - at.reservedMiB) refuse(["machines"], `${at.name} has not so much memory`);
    }
  });

/** A set-up of a path lab: what is looked at, and the hosts with their machines where there are some. */
export const pathSetup = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .describe("Stands in the record, and tells an exercise that it has been set up."),
  compared,
  floor: floor.optional(),
});

export type PathSetup = z.infer<typeof pathSetup>;

/** The lab as the set-up begins it. */
export function begun({ name: setup, compared: { io, bytes, right, ...shown }, floor: of }: PathSetup) {
  const state: PathLabState = {
    setup,
    compared: { ...shown, io: { kind: io, bytes }, ...(right === undefined ? {} : { right }) },
    ...(of === undefined
      ? {}
      : {
          floor: {
            hosts: of.hosts,
            machines: of.machines.map((one): FloorMachine => ({ ...one, stops: 0 })),
            orders: [],
          },
        }),
  };
  return state;
}
