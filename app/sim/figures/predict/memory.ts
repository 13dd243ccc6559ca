/** What memory a machine's guest and its monitor take, beyond the published rows at 128 MiB. */
import type { Constant } from "../figure";

export const structPageShare: Constant = {
  id: "predict.structPageShare",
  label: "the guest kernel's array of struct page, by memory",
  value: 64 / 4096,
  unit: "×",
  because: "64 bytes for each page of 4 KiB: a kernel sets all of it up as it boots.",
};

export const bootHashShare: Constant = {
  id: "predict.bootHashShare",
  label: "the guest kernel's early hash tables, by memory",
  value: 8 / 8192 + 8 / 16384,
  unit: "×",
  because:
    "Directory entries: 8 bytes for each 8 KiB of memory; inodes: 8 bytes for each 16 KiB (fs/dcache.c and fs/inode.c, the scales 13 and 14), reserved before the page allocator is up.",
};

export const bounceBufferKb: Constant = {
  id: "predict.bounceBufferKb",
  label: "the guest kernel's bounce buffer (swiotlb)",
  value: 64 * 1024,
  unit: "kB",
  because: "A 64-bit kernel without an IOMMU reserves 64 MiB as soon as it has memory above 4 GiB.",
};

export const devicesHoleBytes: Constant = {
  id: "predict.devicesHoleBytes",
  label: "memory below the hole for devices",
  value: 3 * 2 ** 30,
  unit: "bytes",
  because:
    "A convention: monitors keep 0.75 to 1 GiB below 4 GiB for devices, so what is larger than this continues above 4 GiB.",
};

export const bootPeakKb: Constant = {
  id: "predict.bootPeakKb",
  label: "memory that the guest touches while it boots, where it has enough",
  value: 150_000,
  unit: "kB",
  because:
    "With 128 MiB the whole machine was resident although 16,680 kB were free: the guest had needed all of it once, so it needs at least 131,072 kB. A convention beyond that: one seventh more, for the files that it would keep in its cache if it had the room.",
};

export const cacheWithRoomKb: Constant = {
  id: "predict.cacheWithRoomKb",
  label: "files that the guest keeps in its cache where it has room, beyond what it keeps with 128 MiB",
  value: 8_000,
  unit: "kB",
  because:
    "A convention: about half of what the peak of the boot exceeds 128 MiB by; the rest belonged to processes that ended.",
};

export const dirtyBitmapKb: Constant = {
  id: "predict.dirtyBitmapKb",
  label: "QEMU's bitmaps of changed pages, for each block of 8 GiB",
  value: 3 * 256,
  unit: "kB",
  because:
    "Three clients, one bit a page, allocated in blocks of 2²¹ pages (include/exec/ramlist.h). The first block is in the published 128 MiB row.",
};

export const dirtyBlockMiB = 8 * 1024;
