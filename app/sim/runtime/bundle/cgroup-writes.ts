/** Limits of config.json as writes to files of cgroup v2 (runc: libcontainer/cgroups/fs2). */
import type { OciResources } from "./config-schema";

export interface CgroupWrite {
  readonly file: string;
  readonly text: string;
  readonly why: string;
}

const orMax = (value: number): string => (value < 0 ? "max" : String(value));

/** cgroup v1's shares (2 to 262144) as v2's weight (1 to 10000), as runc has it. */
const weightOf = (shares: number): number =>
  1 + Math.floor(((Math.min(Math.max(shares, 2), 262144) - 2) * 9999) / 262142);

export function cgroupWrites(resources: OciResources | undefined): readonly CgroupWrite[] {
  const writes: CgroupWrite[] = [];
  const add = (file: string, text: string, why: string) => writes.push({ file, text, why });
  const { memory, cpu, pids, unified } = resources ?? {};
  if (pids !== undefined)
    add("pids.max", pids.limit > 0 ? String(pids.limit) : "max", "fork fails above so many tasks");
  if (memory?.swap !== undefined && memory.swap !== 0)
    add(
      "memory.swap.max",
      orMax(memory.swap < 0 ? -1 : Math.max(0, memory.swap - (memory.limit ?? 0))),
      "so much of its memory may be swapped out",
    );
  if (memory?.limit !== undefined && memory.limit !== 0)
    add("memory.max", orMax(memory.limit), "above so many bytes its pages are reclaimed, or it is killed");
  if (memory?.reservation !== undefined && memory.reservation !== 0)
    add("memory.low", orMax(memory.reservation), "so many bytes are reclaimed last");
  if (cpu?.shares !== undefined && cpu.shares !== 0)
    add("cpu.weight", String(weightOf(cpu.shares)), "its share when others want the processor too");
  if ((cpu?.quota !== undefined && cpu.quota !== 0) || (cpu?.period !== undefined && cpu.period !== 0))
    add(
      "cpu.max",
      `${(cpu.quota ?? 0) > 0 ? cpu.quota : "max"}${cpu.period ? ` ${cpu.period}` : ""}`,
      "so many microseconds of processor in each period",
    );
  if (cpu?.cpus !== undefined && cpu.cpus !== "") add("cpuset.cpus", cpu.cpus, "the processors it may use");
  if (cpu?.mems !== undefined && cpu.mems !== "") add("cpuset.mems", cpu.mems, "the memory nodes it may use");
  for (const [file, text] of Object.entries(unified ?? {})) add(file, text, "a limit by the file's own name");
  return writes;
}
