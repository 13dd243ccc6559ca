/** The memory of the machine in numbers: what /proc/meminfo, free and sysinfo(2) say. */
import { FILE } from "../../memory/frames";
import type { HostMemory } from "../../memory/host-memory";
import type { Process } from "../process/process";
import type { MemoryInfo, MemoryUsage } from "./types";

/**
 * The guest with 32 MiB: of 8 MiB that the kernel has, 4756 kB are its image and page descriptors, which MemTotal leaves out; 1364 kB
 * are slab, of which 132 kB can be given back; the rest is in smaller items.
 */
const KERNEL_KIB = 8192;
const IMAGE_KIB = 4756;
const SLAB_KIB = 1364;
const RECLAIMABLE_SLAB_KIB = 132;
/** THREAD_SIZE of i386. */
const STACK_PAGES = 2;
const KIB_PER_PAGE = 4;

export function memoryInfo(model: HostMemory, processes: Iterable<Process>, root: MemoryUsage): MemoryInfo {
  const { anon, file, shmem } = root;
  const { machine, options, allocator } = model;
  const view = model.view();
  const part = (kib: number) => Math.round((view.kernelFrames * kib) / KERNEL_KIB);
  let kernelStack = 0;
  let pageTables = 0;
  for (const { threads, memory } of processes) {
    kernelStack += threads.length * STACK_PAGES;
    pageTables += memory.pageTablePages;
  }
  const swapTotal = options.swapPages ?? 0;
  const reclaimable = part(RECLAIMABLE_SLAB_KIB);
  const { low } = allocator.watermarks;
  // si_mem_available: what is free or could be freed without swapping, less what has to stay.
  const cache = file - shmem - Math.min((file - shmem) >> 1, low);
  const slab = reclaimable - Math.min(reclaimable >> 1, low);
  return {
    total: totalPages(model),
    free: view.freeFrames,
    available: Math.max(0, view.freeFrames - allocator.watermarks.high + cache + slab),
    cached: file,
    shmem,
    anon,
    mapped: mappedFiles(machine.frames.state, machine.frames.mapCount),
    dirty: 0,
    swapTotal,
    swapFree: swapTotal - view.swapPages,
    slab: part(SLAB_KIB),
    slabReclaimable: reclaimable,
    kernelStack,
    pageTables,
    commitLimit: model.commitLimit,
    committed: model.committed,
  };
}

/** What the kernel has for itself and all others: MemTotal. */
export function totalPages(model: HostMemory): number {
  const { frames, kernelFrames } = model.view();
  return frames - Math.round((kernelFrames * IMAGE_KIB) / KERNEL_KIB);
}

function mappedFiles(states: Uint8Array, mapCounts: Int32Array): number {
  let mapped = 0;
  for (let frame = 0; frame < states.length; frame++)
    if (states[frame] === FILE && mapCounts[frame]! > 0) mapped++;
  return mapped;
}

/** Virtual memory for the kernel's own mappings on i386, and how the guest's pages are mapped, in kB. */
const VMALLOC_KIB = 999_416;

export function meminfoText(info: MemoryInfo): string {
  const fileCache = info.cached - info.shmem;
  const lines: readonly (readonly [name: string, pages: number])[] = [
    ["MemTotal", info.total],
    ["MemFree", info.free],
    ["MemAvailable", info.available],
    ["Buffers", 0],
    ["Cached", info.cached],
    ["SwapCached", 0],
    ["Active", fileCache >> 1],
    ["Inactive", info.anon + info.shmem + fileCache - (fileCache >> 1)],
    ["Active(anon)", 0],
    ["Inactive(anon)", info.anon + info.shmem],
    ["Active(file)", fileCache >> 1],
    ["Inactive(file)", fileCache - (fileCache >> 1)],
    ["Unevictable", 0],
    ["Mlocked", 0],
    ["SwapTotal", info.swapTotal],
    ["SwapFree", info.swapFree],
    ["Dirty", info.dirty],
    ["Writeback", 0],
    ["AnonPages", info.anon],
    ["Mapped", info.mapped],
    ["Shmem", info.shmem],
    ["KReclaimable", info.slabReclaimable],
    ["Slab", info.slab],
    ["SReclaimable", info.slabReclaimable],
    ["SUnreclaim", info.slab - info.slabReclaimable],
    ["KernelStack", info.kernelStack],
    ["PageTables", info.pageTables],
    ["SecPageTables", 0],
    ["NFS_Unstable", 0],
    ["Bounce", 0],
    ["WritebackTmp", 0],
    ["CommitLimit", info.commitLimit],
    ["Committed_AS", info.committed],
    ["VmallocTotal", VMALLOC_KIB / KIB_PER_PAGE],
    ["VmallocUsed", 6],
    ["VmallocChunk", 0],
    ["Percpu", 8],
    ["DirectMap4k", 2048],
    ["DirectMap4M", Math.max(0, info.total + 1189 - 2048)],
  ];
  return lines.map(([name, pages]) => line(name, pages)).join("");
}

/** "MemTotal:          28012 kB": the number ends in column 24. */
function line(name: string, pages: number): string {
  return `${`${name}:`.padEnd(16)}${String(pages * KIB_PER_PAGE).padStart(8)} kB\n`;
}
