/** What a live network starts with: machines on one switch, and what is done on them before anybody looks. */
import * as z from "zod";
import { devicesSchema } from "@/app/sim/vmm/devices-schema";
import { DEFAULT_SEED } from "../lab/defaults";

const MOST_MACHINES = 8;
const MIB_LEAST = 24;
const MIB_MOST = 2048;

const common = {
  id: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/, "a short word in lower case is expected"),
  name: z.string().min(1).max(100),
  /** Of its card eth0, with a prefix of 24 bits. */
  address: z.ipv4(),
  /** A shell script that runs to its end before the first look, once the card has its address. */
  script: z.string().max(100_000).default(""),
};

const guest = z
  .strictObject({
    ...common,
    kind: z.enum(["vm", "pv"]),
    /** Whether it has the program neighbour (guests/neighbour), which passes messages. */
    neighbour: z.boolean().default(false),
    /** Where it differs from its track's. */
    devices: devicesSchema.pick({ console: true, net: true, clock: true }).default({}),
    /** Instead of Linux: one program without an operating system (guests/unikernel), and what it is told besides its address. */
    program: z.strictObject({ image: z.string(), told: z.string().max(1000).default("") }).optional(),
  })
  .refine(({ program, script, neighbour }) => program === undefined || (script === "" && !neighbour), {
    path: ["program"],
    message: "a guest that is one program runs no script and no other program",
  });

/** The simulated kernel, with the docker command. */
const containerHost = z.strictObject({
  ...common,
  kind: z.literal("container"),
  memoryMiB: z.number().int().min(MIB_LEAST).max(MIB_MOST).default(256),
});

const unchecked = z.strictObject({
  name: z.string().min(1).max(200),
  seed: z
    .number()
    .int()
    .min(-(2 ** 31))
    .max(2 ** 31 - 1)
    .default(DEFAULT_SEED),
  machines: z
    .array(z.discriminatedUnion("kind", [guest, containerHost]))
    .min(1)
    .max(MOST_MACHINES)
    .refine((machines) => new Set(machines.map(({ id }) => id)).size === machines.length, {
      message: "two machines have the same name",
    }),
  /** Two real guests that share memory, by the device 1AF4:1110. */
  shared: z.tuple([z.string(), z.string()]).optional(),
});

export const networkSetup = unchecked.refine(
  ({ machines, shared = [] }) =>
    new Set(shared).size === shared.length &&
    shared.every((id) => machines.some((one) => one.id === id && one.kind !== "container")),
  { path: ["shared"], message: "two real guests of the setup are expected" },
);

export type NetworkSetup = z.output<typeof networkSetup>;
export type NetworkSetupInput = z.input<typeof networkSetup>;
export type MachineSetup = NetworkSetup["machines"][number];
export type GuestSetup = Exclude<MachineSetup, { readonly kind: "container" }>;
