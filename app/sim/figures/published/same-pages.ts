/**
 * Waldspurger, "Memory Resource Management in VMware ESX Server" (OSDI 2002), as notes of the paper give it, and the
 * defaults of Linux's KSM (mm/ksm.c at 0118fb82, Documentation/admin-guide/mm/ksm.rst at 0b656310).
 */
import { published, type Source } from "../figure";

const esx: Source = {
  title: "Memory Resource Management in VMware ESX Server",
  authors: "Waldspurger",
  where: "OSDI 2002 (second hand: notes of the paper)",
  table: "best-case sharing: one virtual machine, Red Hat 7.2, 40 MB, SPEC95 for 30 minutes",
  host: "a server with VMware ESX",
};

const ksm: Source = {
  title: "Kernel Samepage Merging",
  authors: "Linux",
  where: "mm/ksm.c at 0118fb82",
  table: "defaults; 64 bytes of rmap_item for each scanned page",
  host: "any host",
};

/** Of 40 MB, about 5 are reclaimed with one machine. */
export const oneMachineReclaimed = published((100 * 5) / 40, "%", esx);
/** Of what is reclaimed, so much were pages of zeros. */
export const zeroShare = published(55, "%", esx);

export const pagesToScan = published(100, "pages", ksm);
export const sleepMs = published(20, "ms", ksm);
export const maxPageSharing = published(256, "pages", ksm);
export const rmapItemBytes = published(64, "bytes", ksm);

/** Derived: 262,144 pages, 100 each 20 ms. */
export const ksmSecondsPerGiB = published(52.4288, "s", {
  ...ksm,
  table: "one pass over 1 GiB with the defaults: 262,144 pages, 100 each 20 ms",
});
