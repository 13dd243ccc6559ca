/** memory.stat: what the model counts, in the kernel's names and order; what it has no notion of is zero. */
import { type MemoryUsage, PAGE_BYTES } from "../../memory/types";

const NAMES = [
  "anon",
  "file",
  "kernel",
  "kernel_stack",
  "pagetables",
  "sec_pagetables",
  "percpu",
  "sock",
  "vmalloc",
  "shmem",
  "file_mapped",
  "file_dirty",
  "file_writeback",
  "swapcached",
  "inactive_anon",
  "active_anon",
  "inactive_file",
  "active_file",
  "unevictable",
  "slab_reclaimable",
  "slab_unreclaimable",
  "slab",
  "workingset_refault_anon",
  "workingset_refault_file",
  "workingset_activate_anon",
  "workingset_activate_file",
  "workingset_restore_anon",
  "workingset_restore_file",
  "workingset_nodereclaim",
  "pgscan",
  "pgsteal",
  "pgscan_kswapd",
  "pgscan_direct",
  "pgsteal_kswapd",
  "pgsteal_direct",
  "pgfault",
  "pgmajfault",
  "pgrefill",
  "pgactivate",
  "pgdeactivate",
  "pglazyfree",
  "pglazyfreed",
] as const;

export function memoryStat(usage: MemoryUsage): string {
  const { anon, file, shmem, fileMapped, dirty, minorFaults, majorFaults } = usage;
  const values: Partial<Record<(typeof NAMES)[number], number>> = {
    anon: anon * PAGE_BYTES,
    file: file * PAGE_BYTES,
    shmem: shmem * PAGE_BYTES,
    file_mapped: fileMapped * PAGE_BYTES,
    file_dirty: dirty * PAGE_BYTES,
    // Pages in memory-only files are on the lists of anonymous pages.
    inactive_anon: (anon + shmem) * PAGE_BYTES,
    inactive_file: (file - shmem) * PAGE_BYTES,
    pgfault: minorFaults + majorFaults,
    pgmajfault: majorFaults,
  };
  return NAMES.map((name) => `${name} ${values[name] ?? 0}\n`).join("");
}
