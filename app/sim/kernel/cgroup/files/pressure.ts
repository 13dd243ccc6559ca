/** io.pressure, memory.pressure and cpu.pressure: averages to read; a trigger can be written and then polled for. */
import { SysError } from "../../abi/errno";
import { RESOURCES, type Resource } from "../pressure";
import type { FileSpec } from "./spec";

/** WINDOW_MIN_US and WINDOW_MAX_US of kernel/sched/psi.c. */
const SHORTEST_US = 500_000;
const LONGEST_US = 10_000_000;

/** "some 150000 1000000": stall and window in µs. @throws SysError EINVAL */
function checkTrigger(text: string): void {
  const [, threshold, window] = /^(?:some|full)\s+(\d+)\s+(\d+)/.exec(text) ?? [];
  const windowUs = Number(window);
  if (threshold === undefined || windowUs < SHORTEST_US || windowUs > LONGEST_US)
    throw new SysError("EINVAL");
  if (Number(threshold) === 0 || Number(threshold) > windowUs) throw new SysError("EINVAL");
}

const file = (resource: Resource): FileSpec => ({
  name: `${resource}.pressure`,
  pressure: true,
  show: ({ cgroup, tree }) => cgroup.pressure.text(resource, tree.host.nowNs()),
  store: checkTrigger,
});

export const PRESSURE_FILES: readonly FileSpec[] = RESOURCES.map(file);
