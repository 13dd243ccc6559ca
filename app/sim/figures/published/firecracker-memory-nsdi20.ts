/**
 * Agache et al., "Firecracker" (NSDI 2020): memory of a monitor with a machine of 128 MiB, computed from the authors' data
 * (github.com/firecracker-microvm/nsdi2020-data at cf1b30f6, data/m5d.metal/mem-*.dat).
 */
import { type Figure, published } from "../figure";

const kB = (value: number, table: string): Figure =>
  published(value, "kB", {
    title: "Firecracker: Lightweight Virtualization for Serverless Applications",
    authors: "Agache et al.",
    where: "NSDI 2020",
    table: `data/m5d.metal, mem-*.dat, machine of 128 MiB: ${table}`,
    host: "m5d.metal: 2 × Xeon Platinum 8175M 2.5 GHz, 48 cores, SMT off, Ubuntu 18.04.3, Linux 4.15.0-1057-aws",
    url: "https://github.com/firecracker-microvm/nsdi2020-data",
  });

export const MACHINE_KB = 128 * 1024;

export const overhead = {
  firecracker: kB(2_552, "Firecracker, data that pmap shows less the machine's size"),
  "cloud-hypervisor": kB(13_664, "Cloud Hypervisor, data that pmap shows less the machine's size"),
  qemu: kB(151_096, "QEMU, data that pmap shows less the machine's size"),
} as const;

export const resident = {
  firecracker: kB(132_512, "Firecracker, resident set of the process"),
  "cloud-hypervisor": kB(132_896, "Cloud Hypervisor, resident set of the process"),
  qemu: kB(147_604, "QEMU, resident set of the process"),
} as const;

/** What the guest under Firecracker says. */
export const guestMemTotal = kB(114_800, "MemTotal in the guest under Firecracker");
export const guestMemFree = kB(16_680, "MemFree in the guest under Firecracker");
export const guestMemAvailable = kB(66_460, "MemAvailable in the guest under Firecracker");
