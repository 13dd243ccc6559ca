/**
 * Agache et al., "Firecracker" (NSDI 2020): what a virtual disk adds to one read at a time. Derived from the operations a
 * second in the authors' raw data (github.com/firecracker-microvm/nsdi2020-data at cf1b30f6): the inverse of a row minus the
 * inverse of the same row on bare metal.
 */
import { type Figure, published } from "../figure";

const adder = (value: number, table: string): Figure =>
  published(value, "µs", {
    title: "Firecracker: Lightweight Virtualization for Serverless Applications",
    authors: "Agache et al.",
    where: "NSDI 2020",
    table: `data/m5d.metal, fio-*.dat, queue depth 1: ${table}`,
    host: "m5d.metal: 2 × Xeon Platinum 8175M 2.5 GHz, 48 cores, SMT off, Ubuntu 18.04.3, Linux 4.15.0-1057-aws; guest with 2 vCPUs and 512 MB; file on NVMe, O_DIRECT",
    url: "https://github.com/firecracker-microvm/nsdi2020-data",
  });

export const cloudHypervisor4KiB = adder(45.9, "4k random read, 9,385 a second, bare metal 16,473");
export const firecracker4KiB = adder(57.7, "4k random read, 8,444 a second, bare metal 16,473");
export const qemu4KiB = adder(72.4, "4k random read, 7,513 a second, bare metal 16,473");

export const cloudHypervisor128KiB = adder(348.9, "128k random read, 1,786 a second, bare metal 4,739");
export const firecracker128KiB = adder(346.1, "128k random read, 1,795 a second, bare metal 4,739");
export const qemu128KiB = adder(201.0, "128k random read, 2,427 a second, bare metal 4,739");
