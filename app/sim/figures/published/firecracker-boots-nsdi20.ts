/**
 * Agache et al., "Firecracker" (NSDI 2020): serial boots on three hosts, ms of wall time around the monitor's process, start
 * to exit, computed from the raw rows of the authors' data (nsdi2020-data at cf1b30f6, data/<host>/raw/boot-serial-*.dat).
 */
import { published, type Source } from "../figure";

export interface Percentiles {
  readonly p1: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export type BootProfile = "m5d-metal" | "haswell-4" | "nehalem-8";
export type BootVmm = "firecracker" | "cloud-hypervisor" | "qemu-qboot";

const ms = (p1: number, p50: number, p90: number, p99: number, max: number): Percentiles => ({
  p1,
  p50,
  p90,
  p99,
  max,
});

export const serialBoots: Readonly<Record<BootProfile, Readonly<Record<BootVmm, Percentiles>>>> = {
  "m5d-metal": {
    firecracker: ms(155.0, 160.9, 167.9, 172.5, 177.1),
    "cloud-hypervisor": ms(95.8, 102.5, 105.0, 110.0, 113.1),
    "qemu-qboot": ms(206.0, 213.9, 218.4, 221.4, 229.4),
  },
  "haswell-4": {
    firecracker: ms(110.4, 126.7, 130.8, 138.5, 139.1),
    "cloud-hypervisor": ms(64.6, 65.1, 65.7, 66.0, 66.2),
    "qemu-qboot": ms(146.4, 159.1, 163.0, 166.9, 167.0),
  },
  "nehalem-8": {
    firecracker: ms(142.9, 164.0, 172.6, 192.2, 230.4),
    "cloud-hypervisor": ms(102.8, 107.7, 110.2, 128.7, 133.8),
    "qemu-qboot": ms(209.5, 228.0, 270.3, 279.8, 281.3),
  },
};

/** The guest's part of Firecracker's boot. */
export const guestParts: Readonly<Record<BootProfile, Percentiles>> = {
  "m5d-metal": ms(106, 110, 113, 116, 121),
  "haswell-4": ms(96, 96, 97, 97, 97),
  "nehalem-8": ms(125, 128, 131, 148, 182),
};

const hosts: Readonly<Record<BootProfile, string>> = {
  "m5d-metal": "m5d.metal: 2 × Xeon Platinum 8175M 2.5 GHz, 48 cores, SMT off, Linux 4.15.0-1057-aws",
  "haswell-4": "Xeon E3-1226 v3 3.30 GHz, 4 cores, Linux 4.15.0-76",
  "nehalem-8": "Xeon W3520 2.67 GHz, 4 cores with 2 threads each, Linux 4.15.0-74",
};

export const bootSource = (profile: BootProfile, table: string): Source => ({
  title: "Firecracker: Lightweight Virtualization for Serverless Applications",
  authors: "Agache et al.",
  where: "NSDI 2020",
  table,
  host: hosts[profile],
  url: "https://github.com/firecracker-microvm/nsdi2020-data",
});

const parallel = (value: number, what: string) =>
  published(
    value,
    "ms",
    bootSource("haswell-4", `parallel boot, Cloud Hypervisor, 1,000 boots, 50 outstanding: ${what}`),
  );

/** The one published storm that the model is fitted to: Cloud Hypervisor on the host of 4 cores, 50 outstanding. */
export const stormMedian = parallel(528.3, "median");
export const stormP99 = parallel(723.7, "p99");
