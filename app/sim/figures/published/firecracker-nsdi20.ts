/**
 * Agache et al., "Firecracker" (NSDI 2020): boot times, computed from the raw data that the authors published
 * (github.com/firecracker-microvm/nsdi2020-data at cf1b30f6). Serial boots, one guest at a time: 1 vCPU, 256 MB, a minimal
 * init that exits at once, no network card, serial console off. A figure is the median of its series.
 */
import { type Figure, published, type Source } from "../figure";

const hostA =
  "m5d.metal: 2 × Xeon Platinum 8175M 2.5 GHz, 48 cores, SMT off, Ubuntu 18.04.3, Linux 4.15.0-1057-aws; Firecracker 0.20.0, QEMU 4.2.0";

const serialBoot = (table: string): Source => ({
  title: "Firecracker: Lightweight Virtualization for Serverless Applications",
  authors: "Agache et al.",
  where: "NSDI 2020",
  table,
  host: hostA,
  url: "https://github.com/firecracker-microvm/nsdi2020-data",
});

const series = (name: string, n: number): string =>
  `data/m5d.metal/raw, serial boot, ${name}: median of ${n} boots, computed from the raw rows`;

const median = (value: number, name: string, n: number): Figure =>
  published(value, "ms", serialBoot(series(name, n)));

const difference = (value: number, of: string, minus: string): Figure =>
  published(
    value,
    "ms",
    serialBoot(`data/m5d.metal/raw, serial boot: median of ${of} minus median of ${minus}`),
  );

/** QEMU with SeaBIOS: process start to exit. */
export const qemuSeaBios = median(243.5, "QEMU with SeaBIOS", 500);

/** The same QEMU with qboot, a firmware that does little more than start the kernel. */
export const qemuQboot = median(213.9, "QEMU with qboot", 500);

/** Derived: 243.5 - 213.9. */
export const firmwareCost = difference(29.6, "QEMU with SeaBIOS", "QEMU with qboot");

/** Cloud Hypervisor, which enters an uncompressed kernel directly. */
export const cloudHypervisor = median(102.5, "Cloud Hypervisor", 500);

/** Cloud Hypervisor given a bzImage, which the guest must unpack. */
export const cloudHypervisorBzImage = median(143.6, "Cloud Hypervisor with a bzImage", 200);

/** Derived: 143.6 - 102.5. */
export const decompressionCost = difference(41.1, "Cloud Hypervisor with a bzImage", "Cloud Hypervisor");

const monitorMemory = (kiB: number, name: string): Figure =>
  published(
    1024 * kiB,
    "bytes",
    serialBoot(
      `data/m5d.metal, memory of ${name}: data that pmap shows for a VM of 128 MiB, less the VM's own memory, computed from the raw rows`,
    ),
  );

/** What Firecracker's process takes beside its VM's memory. */
export const firecrackerMemory = monitorMemory(2_552, "Firecracker");

/** What QEMU's process takes beside its VM's memory. */
export const qemuMemory = monitorMemory(151_096, "QEMU");
