import type { HostScenarioInput } from "@/app/sim/scenario/schema";

type Workload = NonNullable<NonNullable<HostScenarioInput["instances"]>[number]["workloads"]>[number];

/** The guests' busy loop (guests/programs/spin.c), typed at the prompt: a line for each two million turns. */
export const spin: Workload = { kind: "type", text: "spin -p 2000000 3600\n" };
