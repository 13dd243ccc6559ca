/**
 * What a lesson is. The front matter of every file in content/lessons must parse as this, the types of the lesson system
 * are derived from it, and docs/lessons.md is its account in prose.
 */

import { z } from "zod";
import { containerSetup } from "@/app/container/lab/setup";
import type { Action, Scenario } from "@/app/guest/lab/state";
import { networkSetup } from "@/app/guest/net/setup";
import { scenario as hostScenario, order } from "@/app/sim/scenario/schema";
import { devicesSchema } from "@/app/sim/vmm/devices-schema";
import { floorOrders, lookOrder, pathSetup } from "@/app/sim/vmm/path-setup";

const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens")
  .max(60);

const sentence = z.string().trim().min(1).max(1000);

const via = z.enum(["bios", "direct", "snapshot"]);
const track = z.enum(["vm", "pv"]);

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

const actionSchema = z.union([
  columnActionSchema,
  hostActionSchema,
  containerActionSchema,
  pathActionSchema,
  networkActionSchema,
]);

const actions = z.array(actionSchema).max(40);

const columnId = name.describe("The name by which actions and probes mean this column.");

const columnScenarioSchema = z
  .strictObject({
    id: name.describe("Appears in the record of every run of this lesson."),
    seed: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .describe("Seeds the guests' random numbers: the same seed, the same run."),
    costs: z
      .strictObject({
        nsPerInstruction: z.number().positive(),
        nsPerExit: z.number().min(0),
      })
      .optional()
      .describe("What the host charges; without it, the constants of app/sim/figures/host.ts."),
    columns: z
      .array(
        z.union([
          z.strictObject({
            id: columnId,
            track: track.describe("vm: emulated devices. pv: paravirtual drivers and clock."),
            image: name.describe("An image of public/images/manifest.json."),
            via: via.describe("The way in that the column is set to at first."),
          }),
          z.strictObject({
            id: columnId,
            track: z.literal("container").describe("A container on a machine with the simulated kernel."),
            image: name.describe("One of the lab's own images that has a shell: busybox."),
          }),
        ]),
      )
      .min(1)
      .max(6),
  })
  .describe("A lab of columns, each with a real guest or with a container.");

const hostScenarioSchema = z
  .strictObject({
    id: name.describe("Appears in the record of every run of this lesson."),
    setups: z
      .array(
        z.strictObject({
          id: name.describe("The name by which actions mean this set-up."),
          host: hostScenario.describe("A scenario of app/sim/scenario: host, instances, events, seed."),
        }),
      )
      .min(1)
      .max(12)
      .describe("The lab opens with the first."),
  })
  .describe("A lab of one host, on which the lesson sets up one scenario after another.");

const containerScenarioSchema = z
  .strictObject({
    id: name.describe("Appears in the record of every run of this lesson."),
    machines: z
      .array(
        z.strictObject({
          id: name.describe("The name by which actions mean this machine."),
          container: containerSetup.describe(
            "A set-up of app/container/lab: cores, memory, files, a script.",
          ),
        }),
      )
      .min(1)
      .max(12)
      .describe("The lab opens with the first."),
  })
  .describe(
    "A lab of one machine with the simulated kernel, on which the lesson switches one after another on.",
  );

const pathScenarioSchema = z
  .strictObject({
    id: name.describe("Appears in the record of every run of this lesson."),
    paths: z
      .array(
        z.strictObject({
          id: name.describe("The name by which actions mean this set-up."),
          path: pathSetup.describe("A set-up of app/sim/vmm: an I/O, arrangements, hosts with machines."),
        }),
      )
      .min(1)
      .max(12)
      .describe("The lab opens with the first."),
  })
  .describe("A lab of paths: an I/O in one arrangement or two, and hosts whose card can be handed out.");

const networkScenarioSchema = z
  .strictObject({
    id: name.describe("Appears in the record of every run of this lesson."),
    networks: z
      .array(
        z.strictObject({
          id: name.describe("The name by which actions mean this set-up."),
          network: networkSetup.describe("A set-up of app/guest/net: machines on a switch, shared memory."),
        }),
      )
      .min(1)
      .max(12)
      .describe("The lab opens with the first."),
  })
  .describe("A lab of real guests and simulated machines on one switch.");

const scenarioSchema = z
  .union([
    columnScenarioSchema,
    hostScenarioSchema,
    containerScenarioSchema,
    pathScenarioSchema,
    networkScenarioSchema,
  ])
  .describe("How the lab beside the lesson is set up.");

const predictionSchema = z.strictObject({
  id: name.describe(
    "Named by <Predict> and <Measured>, and the key under which the learner's guess is kept.",
  ),
  kind: z.literal("number").describe("How the guess is given: typed. Drawn curves are to come."),
  prompt: sentence.describe("The question, without a trace of the answer."),
  unit: z
    .enum(["ms", "µs", "%", "instructions", "exits", "pages", "bytes", "kB", "×", "count"])
    .describe("The unit of the guess."),
  measure: name.describe(
    "A measure of app/sim/checks/measures.ts in the same unit: what the guess is held against.",
  ),
  min: z.number().describe("The smallest guess that makes sense."),
  max: z.number().describe("The largest guess that makes sense."),
});

const runSchema = z.strictObject({
  id: name.describe("Named by <Run>."),
  label: sentence.describe("What the button says: an order."),
  after: z
    .array(name)
    .default([])
    .describe("Predictions that must be made, or skipped on purpose, before the button can be used."),
  actions: actions.min(1).describe("What the button does in the lab."),
});

const probeSchema = z.strictObject({
  id: name.describe("The name by which the check reads the answer."),
  column: name.optional().describe("The guest that is asked; without it, every guest of the lab."),
  script: z.string().min(1).describe("A shell script, run in a fork of the guest that is thrown away."),
});

const exerciseSchema = z.strictObject({
  id: name.describe("Unique within the lesson: `lesson-slug/exercise-id` names it from outside."),
  title: sentence,
  goal: sentence.describe("The state to reach, not the keys to press. Any route passes."),
  check: name.describe("A check of app/sim/checks: a pure function of the record."),
  probes: z.array(probeSchema).default([]).describe("What the check needs to know from inside the guests."),
  marks: z.record(name, sentence).describe("The text of every mark of the check."),
  hints: z
    .record(name, sentence)
    .describe("The text of every hint that the check can give; {value} is replaced by a value of the hint."),
  start: actions.default([]).describe("Performed on a fresh lab before the learner begins. Must not pass."),
  solution: actions.min(1).describe("One way to the goal. Must pass, from the start state."),
  nearMiss: actions.min(1).describe("A likely wrong way. Must not pass, and must earn a hint that helps."),
});

const sourceSchema = z.strictObject({
  text: sentence.describe("Authors, title, venue and year."),
  url: z.url({ protocol: /^https$/ }).optional(),
});

export const lessonSchema = z.strictObject({
  number: z.int().min(1).max(99).describe("Its place in the curriculum."),
  part: z.int().min(1).max(9).optional().describe("Which part this is, where several have the number."),
  slug: name.describe("Its address, and the name of its file."),
  title: sentence,
  minutes: z.int().min(5).max(40).describe("How long it takes, exercises included."),
  idea: sentence.describe("What the learner will have understood, in one sentence."),
  question: sentence.describe("The question that the lesson opens with."),
  scenario: scenarioSchema,
  predictions: z.array(predictionSchema).default([]),
  runs: z.array(runSchema).default([]),
  exercises: z.array(exerciseSchema).default([]),
  sources: z.array(sourceSchema).default([]).describe("What the lesson cites, for its last section."),
});

export type Lesson = z.infer<typeof lessonSchema>;
export type Exercise = z.infer<typeof exerciseSchema>;
export type Run = z.infer<typeof runSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
export type LessonAction = z.infer<typeof actionSchema>;
export type HostAction = z.infer<typeof hostActionSchema>;
export type ContainerAction = z.infer<typeof containerActionSchema>;
export type PathAction = z.infer<typeof pathActionSchema>;
export type NetworkAction = z.infer<typeof networkActionSchema>;
export type ColumnScenario = z.infer<typeof columnScenarioSchema>;
export type HostLessonScenario = z.infer<typeof hostScenarioSchema>;
export type ContainerLessonScenario = z.infer<typeof containerScenarioSchema>;
export type PathLessonScenario = z.infer<typeof pathScenarioSchema>;

export type NetworkLessonScenario = z.infer<typeof networkScenarioSchema>;

/** Whether a lab of that kind can be asked for it. */
export const isHostAction = (action: LessonAction): action is HostAction =>
  hostActionSchema.safeParse(action).success;
export const isContainerAction = (action: LessonAction): action is ContainerAction =>
  containerActionSchema.safeParse(action).success;
export const isPathAction = (action: LessonAction): action is PathAction =>
  pathActionSchema.safeParse(action).success;

export const isNetworkAction = (action: LessonAction): action is NetworkAction =>
  networkActionSchema.safeParse(action).success;

/** The schema's actions and scenario are the lab's: these lines do not compile otherwise. */
columnActionSchema satisfies z.ZodType<Action>;
columnScenarioSchema satisfies z.ZodType<Omit<Scenario, "costs">>;
