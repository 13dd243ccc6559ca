/** What the program that emulates a machine needs for itself, beside the guest's memory. */

/** 2,552 kB: Firecracker's overhead for one vCPU and 128 MiB (NSDI 2020, data/m5d.metal, computed from pmap). */
export const VMM_PAGES = 638;
