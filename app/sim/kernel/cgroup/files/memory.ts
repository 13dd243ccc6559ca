/** memory.* files: limits in bytes of whole pages, and what the host's memory counts. */
import { SysError } from "../../abi/errno";
import { type MemoryEvents, type MemoryUsage, PAGE_BYTES } from "../../memory/types";
import type { MemoryState } from "../memory";
import { memoryPages, signed32, stripped } from "../numbers";
import { memoryStat } from "./memory-stat";
import type { FileSpec, FileUse } from "./spec";

function stateOf({ cgroup }: FileUse): MemoryState {
  if (cgroup.memory === undefined) throw new SysError("ENODEV");
  return cgroup.memory;
}

function usageOf(use: FileUse): MemoryUsage {
  return use.tree.host.memory.usage(stateOf(use).group);
}

type Limit = "min" | "low" | "high" | "max" | "swapHigh" | "swapMax";

const file = (name: string, rest: Omit<FileSpec, "name" | "controller" | "notInRoot">): FileSpec => ({
  name,
  controller: "memory",
  notInRoot: true,
  ...rest,
});

const limit = (name: string, field: Limit): FileSpec =>
  file(name, {
    show: (use) => {
      const pages = stateOf(use).limits[field];
      return pages === Number.POSITIVE_INFINITY ? "max\n" : `${pages * PAGE_BYTES}\n`;
    },
    store: (text, use) =>
      use.tree.controllers.memory.setLimits(stateOf(use), { [field]: memoryPages(stripped(text), "max") }),
  });

const counter = (name: string, of: (usage: MemoryUsage) => number): FileSpec =>
  file(name, { show: (use) => `${of(usageOf(use)) * PAGE_BYTES}\n` });

function eventsText(events: MemoryEvents): string {
  const { low, high, max, oom, oomKill, oomGroupKill } = events;
  return `low ${low}\nhigh ${high}\nmax ${max}\noom ${oom}\noom_kill ${oomKill}\noom_group_kill ${oomGroupKill}\n`;
}

function setOomGroup(text: string, use: FileUse): void {
  const value = signed32(stripped(text));
  if (value !== 0 && value !== 1) throw new SysError("EINVAL");
  use.tree.controllers.memory.setLimits(stateOf(use), { oomGroup: value === 1 });
}

/** memory.reclaim: takes back so much, or fails with what it could. @throws SysError EINVAL, EAGAIN */
function reclaim(text: string, use: FileUse): void {
  const wanted = memoryPages(stripped(text), "");
  const { memory } = use.tree.host;
  const most = Math.min(wanted, memory.usage(stateOf(use).group).current);
  const freed = most > 0 ? memory.reclaim(stateOf(use).group, most) : 0;
  if (freed < wanted) throw new SysError("EAGAIN");
}

export const MEMORY_FILES: readonly FileSpec[] = [
  counter("memory.current", ({ current }) => current),
  counter("memory.peak", ({ peak }) => peak),
  limit("memory.min", "min"),
  limit("memory.low", "low"),
  limit("memory.high", "high"),
  limit("memory.max", "max"),
  file("memory.events", {
    changes: ({ memory }) => memory?.changed,
    show: (use) => eventsText(usageOf(use).events),
  }),
  file("memory.events.local", {
    changes: ({ memory }) => memory?.changed,
    show: (use) => eventsText(usageOf(use).localEvents),
  }),
  { name: "memory.stat", controller: "memory", show: (use) => memoryStat(usageOf(use)) },
  file("memory.oom.group", {
    delegated: true,
    show: (use) => `${stateOf(use).limits.oomGroup ? 1 : 0}\n`,
    store: setOomGroup,
  }),
  { name: "memory.reclaim", controller: "memory", delegated: true, store: reclaim },
  counter("memory.swap.current", ({ swap }) => swap),
  limit("memory.swap.high", "swapHigh"),
  limit("memory.swap.max", "swapMax"),
  file("memory.swap.events", { show: () => "high 0\nmax 0\nfail 0\n" }),
];
