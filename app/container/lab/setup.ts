/** What a container lab starts with: a machine and what is done on it before anybody looks. Comes from lessons, links and files. */
import * as z from "zod";

const MIB_LEAST = 24;
const MIB_MOST = 2048;

export const containerSetup = z.strictObject({
  name: z.string().min(1).max(200),
  seed: z
    .number()
    .int()
    .min(-(2 ** 31))
    .max(2 ** 31 - 1)
    .default(1),
  cores: z.number().int().min(1).max(8).default(1),
  memoryMiB: z.number().int().min(MIB_LEAST).max(MIB_MOST).default(256),
  /** Files put into the machine before anything runs. */
  files: z
    .array(z.strictObject({ path: z.string().startsWith("/").max(4000), text: z.string().max(100_000) }))
    .max(100)
    .default([]),
  /** A shell script that runs to its end before the first prompt. */
  script: z.string().max(100_000).default(""),
  /** An image of which a container is on the first terminal, instead of a shell of the machine's; its prompt ends the set-up. */
  attached: z.string().min(1).max(200).optional(),
});

export type ContainerSetup = z.output<typeof containerSetup>;
export type ContainerSetupInput = z.input<typeof containerSetup>;

/** A machine with the lab's images and nothing on it. */
export const PLAIN_SETUP: ContainerSetupInput = { name: "An empty host" };
