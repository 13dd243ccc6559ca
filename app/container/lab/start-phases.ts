/** A container's start as phases that come one after the other and add up to the whole, for a bar beside a boot's. */
import { toMs } from "@/app/guest/v86/boot";
import { CONTAINER_PHASES, type ContainerPhase, type ContainerPhaseName } from "@/app/sim/run/record";
import type { StartStep } from "@/app/sim/runtime/engine/contract";

/** What one side of the start waits for is done by the other, and is that one's. */
const WAITING = /^sync: /;

/** The network of the container is one step of the engine's. */
function phaseOf({ phase, name }: StartStep): ContainerPhaseName {
  if (name.startsWith("network")) return "network";
  if (phase === "init") return "namespaces";
  return CONTAINER_PHASES.find((known) => known === phase) ?? "engine";
}

/**
 * Every moment from the order to the prompt belongs to the step that began last among those that were going on; between steps it
 * belongs to what comes next, and after the last to the program. In the order in which the phases first come.
 */
export function startPhases(
  steps: readonly StartStep[],
  orderNs: number,
  promptNs: number,
): readonly ContainerPhase[] {
  const sums = new Map<ContainerPhaseName, { ns: number; runtimeNs: number }>();
  const add = (name: ContainerPhaseName, ns: number, runtime: boolean) => {
    if (ns <= 0) return;
    const known = sums.get(name) ?? { ns: 0, runtimeNs: 0 };
    sums.set(name, { ns: known.ns + ns, runtimeNs: known.runtimeNs + (runtime ? ns : 0) });
  };
  const working = steps
    .filter(({ name, toNs }) => !WAITING.test(name) && toNs <= promptNs)
    .sort((a, b) => a.fromNs - b.fromNs || a.toNs - b.toNs);
  let atNs = orderNs;
  for (const [index, step] of working.entries()) {
    const endNs = Math.min(step.toNs, working[index + 1]?.fromNs ?? step.toNs);
    add(phaseOf(step), Math.max(0, step.fromNs - atNs), false);
    add(phaseOf(step), endNs - Math.max(atNs, step.fromNs), step.kind === "runtime");
    atNs = Math.max(atNs, endNs);
  }
  add("program", promptNs - atNs, false);
  return [...sums].map(([name, { ns, runtimeNs }]) => ({
    name,
    virtualMs: toMs(ns),
    runtimeMs: toMs(runtimeNs),
  }));
}
