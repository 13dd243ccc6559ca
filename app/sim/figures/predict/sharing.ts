/** How much of a guest's memory is equal in guests of the same image. */
import type { Constant } from "../figure";
import {
  guestMemAvailable,
  guestMemFree,
  guestMemTotal,
  MACHINE_KB,
} from "../published/firecracker-memory-nsdi20";

const IN_USE_KB = MACHINE_KB - guestMemFree.value;
const CACHED_KB = guestMemAvailable.value - guestMemFree.value;
const RESERVED_KB = MACHINE_KB - guestMemTotal.value;
/** 64 bytes for each page: a kernel's own, not the image's. */
const STRUCT_PAGES_KB = MACHINE_KB / 64;

export const sameInAllShare: Constant = {
  id: "predict.sameInAllShare",
  label: "of memory in use: cached files and the kernel's image, equal in guests that boot the same image",
  value: (CACHED_KB + RESERVED_KB - STRUCT_PAGES_KB) / IN_USE_KB,
  unit: "×",
  because:
    "From what an idle Linux guest of 128 MiB says of itself: MemAvailable less MemFree is its cache of files, what it lacks of its size its kernel (less the array of struct page). The rest belongs to programs and differs.",
  ...(guestMemTotal.origin.kind === "published" ? { source: guestMemTotal.origin.source } : {}),
};

export const windowsInUseShare: Constant = {
  id: "predict.windowsInUseShare",
  label: "memory of an idle guest with 1 GB that holds anything but zeros",
  value: 0.5,
  unit: "×",
  because:
    "A convention, for no row here says it: half. Windows fills free pages with zeros while it idles, so the other half is equal everywhere.",
};

export const pageTableShare: Constant = {
  id: "predict.pageTableShare",
  label: "page tables of the host for a guest's memory: the process's and the nested ones",
  value: (2 * 8) / 4096,
  unit: "×",
  because: "Two entries of 8 bytes for each page of 4 KiB; merged pages are never huge.",
};

export const hostOwnBytes: Constant = {
  id: "predict.hostOwnBytes",
  label: "memory of the host that guests cannot have",
  value: 512 * 2 ** 20,
  unit: "bytes",
  because: "A convention: 1.6 % for the array of struct page, the kernel, a distribution's services.",
};
