/** What the children of ../host.ts share. */
import { readScenario } from "@/app/sim/scenario/parse";
import type { HostScenario, HostScenarioInput } from "@/app/sim/scenario/schema";

/**
 * Processor time of this process, ms. On a machine that does other things too, wall time would measure those; this counts
 * the helper threads of V8 as well, so it never flatters.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function scenarioOf(input: Omit<HostScenarioInput, "version" | "name" | "durationMs">): HostScenario {
  const read = readScenario({ version: 1, name: "bench", durationMs: 3_600_000, ...input });
  if (!read.ok) throw new Error(read.error);
  return read.value;
}
