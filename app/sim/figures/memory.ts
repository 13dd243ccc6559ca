/**
 * What page faults, reclaim and address translation cost on the modelled host. Counts come from the run; these turn them
 * into time.
 */
import type { Constant, Source } from "./figure";

const firecracker: Source = {
  title: "Firecracker: Lightweight Virtualization for Serverless Applications",
  authors: "Agache, Brooker, Iordache, Liguori, Neugebauer, Piwonka, Popa",
  where: "NSDI 2020",
  table: "artefact data/m5d.metal/fio-*.dat: 4k random read, queue depth 1, bare metal, 16,473 IOPS",
  host: "AWS m5d.metal, NVMe",
};

const rajamony: Source = {
  title: "An Updated Performance Comparison of Virtual Machines and Linux Containers",
  authors: "Felter, Ferreira, Rajamony, Rubio",
  where: "IBM RC25482, 2014",
  table: "artefact RandomAccess/results/gups.xlsx: 1 socket, 2^33 words, native 0.04579, KVM 0.03936 GUPS",
  host: "2 × Xeon E5-2665",
};

const guest = "counted in our own Linux guest (guests/linux/README.md) at 1 ns an instruction";

const ns = (id: string, label: string, value: number, because: string, source?: Source): Constant => ({
  id: `memory.${id}`,
  label,
  value,
  unit: "ns",
  because,
  ...(source ? { source } : {}),
});

const MINOR_NS = 1787;
/** 512 stores of 8 bytes. */
const ZEROING_NS = 512;

export const zeroFillNs = ns(
  "zeroFillNs",
  "page fault that brings a page of zeros",
  MINOR_NS,
  `Measured: ${guest}.`,
);

export const mapCachedNs = ns(
  "mapCachedNs",
  "page fault that maps a cached page or lifts a write protection",
  MINOR_NS - ZEROING_NS,
  `A convention: the page fault ${guest}, less the 512 stores that zero a page.`,
);

export const copyNs = ns(
  "copyNs",
  "page fault that copies a page",
  MINOR_NS + ZEROING_NS,
  `A convention: the page fault ${guest}, with 512 loads beside its 512 stores.`,
);

export const hugeFillNs = ns(
  "hugeFillNs",
  "page fault that brings 2 MiB of zeros",
  MINOR_NS + 511 * ZEROING_NS,
  `A convention: the page fault ${guest}, with the zeroing of 512 pages in place of one.`,
);

export const deviceReadNs = ns(
  "deviceReadNs",
  "reading 4 KiB from the disk, for a file page or from swap",
  60_700,
  "Published: the inverse of 16,473 reads a second, one at a time.",
  firecracker,
);

export const pageOutNs = ns(
  "pageOutNs",
  "processor time to start writing a page to its file or to swap",
  2000,
  "A convention, of the size of a page fault: the write itself goes on while the processor does other things.",
);

export const scanNs = ns(
  "scanNs",
  "reclaim looks at one page",
  100,
  "A convention: a walk to the entries that map it, about a cache miss.",
);

export const evictNs = ns(
  "evictNs",
  "reclaim takes one page: unmap, uncharge, free",
  500,
  "A convention, between looking at a page and a page fault.",
);

export const forkNs = ns("forkNs", "fork, exit and wait of a small process", 60_243, `Measured: ${guest}.`);

export const forkEntryNs = ns(
  "forkEntryNs",
  "copying one page-table entry in fork",
  20,
  "A convention: load, protect, count and store, at 1 ns an instruction.",
);

export const unmapEntryNs = ns(
  "unmapEntryNs",
  "giving one page back",
  100,
  "A convention: clear the entry, uncharge, put the frame on a free list.",
);

export const walkReferenceNs = ns(
  "walkReferenceNs",
  "one memory reference of a page walk",
  1.43,
  "Fitted to one published point: random updates of 64 GiB took 8 cores 8 / 0.04579 = 174.7 ns each and under KVM 8 / 0.03936 = 203.3 ns. If each misses the TLB (4 KiB pages on both levels, one update at a time on a core: conventions), 28.6 ns are the 20 references that a nested walk has more.",
  rajamony,
);

const reach = (id: string, label: string, value: number): Constant => ({
  id: `memory.${id}`,
  label,
  value,
  unit: "pages",
  because: "A convention: the size of the second-level TLB of recent x86 server processors.",
});

export const tlb4kEntries = reach("tlb4kEntries", "TLB entries for 4 KiB pages", 1536);
export const tlb2mEntries = reach("tlb2mEntries", "TLB entries for 2 MiB pages", 1024);

/** All of them, for lists that a learner opens. */
export const MEMORY_CONSTANTS = [
  zeroFillNs,
  mapCachedNs,
  copyNs,
  hugeFillNs,
  deviceReadNs,
  pageOutNs,
  scanNs,
  evictNs,
  forkNs,
  forkEntryNs,
  unmapEntryNs,
  walkReferenceNs,
  tlb4kEntries,
  tlb2mEntries,
] as const;
