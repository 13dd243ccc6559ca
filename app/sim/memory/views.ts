/** What views read of the memory: plain numbers, without walking the memory. */
import type { HostMemoryView, InstanceMemory } from "../host/view";
import type { Machine } from "./machine";

export function hostView(machine: Machine): HostMemoryView {
  const { frames, swap, mergedMappings } = machine;
  const [free, anon, file, merged, kernel, huge] = frames.count;
  return {
    frames: frames.frames,
    freeFrames: free!,
    anonFrames: anon! + huge!,
    fileFrames: file!,
    kernelFrames: kernel!,
    mergedFrames: merged!,
    pagesSharing: mergedMappings - merged!,
    swapPages: swap.used,
  };
}

const orMax = (pages: number): number | "max" => (pages === Number.POSITIVE_INFINITY ? "max" : pages);

/**
 * A cgroup and all below it. Sharing is counted by page-table entries of their processes: an entry is shared where its frame
 * has another entry anywhere, so a page that two processes of one container share is shared. Private pages include mapped
 * pages of the page cache, which outlive the process.
 */
export function cgroupView(machine: Machine, id: number, balloonPages: number): InstanceMemory {
  const { cgroups, spaces } = machine;
  const { limits, events, anon, file, swap, majorFaults, minorFaults } = cgroups.get(id);
  let mapped = 0;
  let sharedPages = 0;
  for (const cgroup of cgroups.subtree(id)) {
    for (const member of spaces.inCgroup(cgroup)) {
      const space = spaces.get(member);
      mapped += space.anonPages + space.filePages;
      sharedPages += space.sharedPages;
    }
  }
  return {
    anonPages: anon,
    filePages: file,
    swapPages: swap,
    sharedPages,
    privatePages: mapped - sharedPages,
    balloonPages,
    min: limits.min,
    low: limits.low,
    high: orMax(limits.high),
    max: orMax(limits.max),
    swapMax: orMax(limits.swapMax),
    events: { low: events.low, high: events.high, max: events.max, oom: events.oom, oomKill: events.oomKill },
    majorFaults,
    minorFaults,
  };
}
