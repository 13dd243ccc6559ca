/** What the lab beside a lesson is set up with, by its kind. */
import { z } from "zod";
import { containerSetup } from "@/app/container/lab/setup";
import type { Scenario } from "@/app/guest/lab/state";
import { networkSetup } from "@/app/guest/net/setup";
import { scenario as hostScenario } from "@/app/sim/scenario/schema";
import { trialSetup } from "@/app/sim/trial/setup";
import { pathSetup } from "@/app/sim/vmm/path-setup";
import { track, via } from "./actions";
import { name } from "./names";

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

const experimentScenarioSchema = z
  .strictObject({
    id: name.describe("Appears in the record of every run of this lesson."),
    experiments: z
      .array(
        z.strictObject({
          id: name.describe("The name by which actions mean this set-up."),
          trial: trialSetup.describe("A set-up of app/sim/trial: inputs, what of them is free, clients."),
        }),
      )
      .min(1)
      .max(12)
      .describe("The lab opens with the first."),
  })
  .describe("A lab of experiments: one platform at a time on one host, filled until a resource ends.");

export const scenarioSchema = z
  .union([
    columnScenarioSchema,
    hostScenarioSchema,
    containerScenarioSchema,
    pathScenarioSchema,
    networkScenarioSchema,
    experimentScenarioSchema,
  ])
  .describe("How the lab beside the lesson is set up.");

export type ColumnScenario = z.infer<typeof columnScenarioSchema>;
export type HostLessonScenario = z.infer<typeof hostScenarioSchema>;
export type ContainerLessonScenario = z.infer<typeof containerScenarioSchema>;
export type PathLessonScenario = z.infer<typeof pathScenarioSchema>;
export type NetworkLessonScenario = z.infer<typeof networkScenarioSchema>;
export type ExperimentLessonScenario = z.infer<typeof experimentScenarioSchema>;

/** The schema's columns are the lab's: this line does not compile otherwise. */
columnScenarioSchema satisfies z.ZodType<Omit<Scenario, "costs">>;
