/** What the labs of lessons can be made to do: the actions of runs and exercises, by the kind of lab. */
import { z } from "zod";
import type { Action } from "@/app/guest/lab/state";
import { order } from "@/app/sim/scenario/schema";
import { chooseOrder } from "@/app/sim/trial/setup";
import { devicesSchema } from "@/app/sim/vmm/devices-schema";
import { floorOrders, lookOrder } from "@/app/sim/vmm/path-setup";
import { name } from "./names";

export const via = z.enum(["bios", "direct", "snapshot"]);
export const track = z.enum(["vm", "pv"]);

const columnActionSchema = z
  .discriminatedUnion("do", [
    z.strictObject({
      do: z.literal("boot"),
      column: name,
      via: via.optional().describe("The way in; without it, the one that the column is set to."),
      devices: devicesSchema
        .optional()
        .describe("Where its machine differs from its track's, from now on; {} for the track's own."),
      image: name.optional().describe("The image to start, from now on."),
    }),
    z.strictObject({
      do: z.literal("type"),
      column: name,
      text: z.string().min(1).describe("Typed into the console; end a command with a newline."),
    }),
    z.strictObject({
      do: z.literal("script"),
      column: name,
      script: z
        .string()
        .min(1)
        .max(4000)
        .describe("A shell script, run to its end as root at /, beside the console."),
      as: name
        .optional()
        .describe("The name under which the answer and its counts are kept, for measures to read."),
    }),
    z
      .strictObject({ do: z.literal("until-ended"), column: name })
      .describe("Waits until the machine has ended by itself."),
    z.strictObject({ do: z.literal("snapshot"), column: name, id: name }),
    z.strictObject({ do: z.literal("restore"), column: name, id: name }),
    z.strictObject({ do: z.literal("stop"), column: name }),
    z
      .strictObject({ do: z.literal("seal"), column: name, as: name })
      .describe("Keeps what the machine has written to its disk as a layer that others begin on."),
  ])
  .describe("One thing that a learner can do in a lab of columns.");

const hostActionSchema = z
  .discriminatedUnion("do", [
    z.strictObject({
      do: z.literal("load"),
      setup: name.describe("A set-up of the scenario: the host begins it at time 0, paused."),
    }),
    z.strictObject({ do: z.literal("order"), order: order.describe("Given at the present virtual time.") }),
    z.strictObject({
      do: z.literal("advance"),
      ms: z.number().positive().max(60_000).describe("Runs the host on for so long, then pauses."),
    }),
    z.strictObject({
      do: z.literal("keep"),
      as: name.describe("Keeps the run so far under this name, for measures to read."),
    }),
    z.strictObject({
      do: z.literal("ask"),
      instance: name.describe("A real guest. The host runs on until it has answered."),
      script: z.string().min(1).max(2000).describe("A shell script."),
      as: name.describe("The name under which the answer is kept, for measures to read."),
    }),
  ])
  .describe("One thing that can be done in the lab of a host.");

const containerActionSchema = z
  .discriminatedUnion("do", [
    z.strictObject({
      do: z.literal("switch-on"),
      machine: name.describe(
        "A machine of the scenario: it takes the place of the present one, its set-up done.",
      ),
    }),
    z.strictObject({
      do: z.literal("script"),
      script: z.string().min(1).max(4000).describe("A shell script, run to its end as root at /."),
      as: name.optional().describe("The name under which the answer is kept, for measures to read."),
    }),
    z.strictObject({
      do: z.literal("type"),
      terminal: z.int().min(0).max(1),
      text: z.string().min(1).describe("Typed into a terminal; end a command with a newline."),
    }),
    z.strictObject({
      do: z.literal("advance"),
      ms: z.number().positive().max(60_000).describe("Runs the machine on for so long."),
    }),
    z.strictObject({
      do: z.literal("keep"),
      as: name.describe("Keeps the run so far under this name, for measures to read."),
    }),
  ])
  .describe("One thing that can be done in the lab of a simulated kernel.");

const pathActionSchema = z
  .discriminatedUnion("do", [
    z.strictObject({
      do: z.literal("load"),
      setup: name.describe("A set-up of the scenario: it takes the place of the present one."),
    }),
    lookOrder,
    ...floorOrders,
    z.strictObject({
      do: z.literal("keep"),
      as: name.describe("Keeps what is there under this name, for measures to read."),
    }),
  ])
  .describe("One thing that can be done in the lab of paths.");

const networkActionSchema = z
  .discriminatedUnion("do", [
    z.strictObject({
      do: z.literal("load"),
      setup: name.describe("A set-up of the scenario: it takes the place of the present network."),
    }),
    z.strictObject({
      do: z.literal("together"),
      scripts: z
        .record(name, z.string().min(1).max(4000))
        .describe("Shell scripts by machine, begun at one moment; done when all have ended."),
      as: name.optional().describe("The name under which the exchange is kept, for measures to read."),
    }),
    z.strictObject({
      do: z.literal("cable"),
      machine: name,
      loss: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe("The part of all frames that it loses; 1 pulls it out."),
      delayUs: z.number().positive().max(1_000_000).optional(),
    }),
    z.strictObject({
      do: z.literal("type"),
      machine: name,
      text: z.string().min(1).describe("Typed into its console; end a command with a newline."),
    }),
    z.strictObject({
      do: z.literal("advance"),
      ms: z.number().positive().max(60_000).describe("Runs the network on for so long."),
    }),
  ])
  .describe("One thing that can be done in the lab of a network.");

const trialActionSchema = z
  .discriminatedUnion("do", [
    z.strictObject({
      do: z.literal("load"),
      setup: name.describe("A set-up of the scenario: it takes the place of the present one."),
    }),
    chooseOrder,
    z.strictObject({
      do: z.literal("try"),
      as: name.optional().describe("The name under which the trial is kept, for measures to read."),
    }),
    z.strictObject({ do: z.literal("advise") }).describe("The latest trial is what its client is advised."),
  ])
  .describe("One thing that can be done in a lab of experiments.");

export const actionSchema = z.union([
  columnActionSchema,
  hostActionSchema,
  containerActionSchema,
  pathActionSchema,
  networkActionSchema,
  trialActionSchema,
]);

export type LessonAction = z.infer<typeof actionSchema>;
export type HostAction = z.infer<typeof hostActionSchema>;
export type ContainerAction = z.infer<typeof containerActionSchema>;
export type PathAction = z.infer<typeof pathActionSchema>;
export type NetworkAction = z.infer<typeof networkActionSchema>;
export type TrialAction = z.infer<typeof trialActionSchema>;

/** Whether a lab of that kind can be asked for it. */
export const isHostAction = (action: LessonAction): action is HostAction =>
  hostActionSchema.safeParse(action).success;
export const isContainerAction = (action: LessonAction): action is ContainerAction =>
  containerActionSchema.safeParse(action).success;
export const isPathAction = (action: LessonAction): action is PathAction =>
  pathActionSchema.safeParse(action).success;
export const isNetworkAction = (action: LessonAction): action is NetworkAction =>
  networkActionSchema.safeParse(action).success;
export const isTrialAction = (action: LessonAction): action is TrialAction =>
  trialActionSchema.safeParse(action).success;

/** The schema's actions are the lab's: this line does not compile otherwise. */
columnActionSchema satisfies z.ZodType<Action>;
