/**
 * Agache et al., "Firecracker" (NSDI 2020): random reads with fio, computed from the raw rows of the authors' data
 * (github.com/firecracker-microvm/nsdi2020-data at cf1b30f6, data/m5d.metal/fio-*.dat).
 */
import { type Figure, published } from "../figure";

export interface FioRow {
  readonly iops: Figure;
  readonly p99: Figure;
}

const row = (iops: number, p99: number, table: string): FioRow => {
  const source = {
    title: "Firecracker: Lightweight Virtualization for Serverless Applications",
    authors: "Agache et al.",
    where: "NSDI 2020",
    table: `data/m5d.metal, fio-*.dat: random read, ${table}`,
    host: "m5d.metal: 2 × Xeon Platinum 8175M 2.5 GHz, 48 cores, SMT off; guest with 2 vCPUs and 512 MB; file on NVMe, O_DIRECT",
    url: "https://github.com/firecracker-microvm/nsdi2020-data",
  };
  return { iops: published(iops, "/s", source), p99: published(p99, "µs", source) };
};

export type Block = "4k" | "128k";

/** One request at a time. */
export const one: Readonly<
  Record<Block, Readonly<Record<"metal" | "firecracker" | "cloud-hypervisor" | "qemu", FioRow>>>
> = {
  "4k": {
    metal: row(16_473, 98.8, "4 KiB, 1 in flight, bare metal"),
    firecracker: row(8_444, 148.5, "4 KiB, 1 in flight, Firecracker"),
    "cloud-hypervisor": row(9_385, 136.2, "4 KiB, 1 in flight, Cloud Hypervisor"),
    qemu: row(7_513, 166.9, "4 KiB, 1 in flight, QEMU"),
  },
  "128k": {
    metal: row(4_739, 276.5, "128 KiB, 1 in flight, bare metal"),
    firecracker: row(1_795, 700.4, "128 KiB, 1 in flight, Firecracker"),
    "cloud-hypervisor": row(1_786, 790.5, "128 KiB, 1 in flight, Cloud Hypervisor"),
    qemu: row(2_427, 553.0, "128 KiB, 1 in flight, QEMU"),
  },
};

/** Thirty-two requests in flight, bare metal. */
export const thirtyTwo: Readonly<Record<Block, FioRow>> = {
  "4k": row(301_182, 199.7, "4 KiB, 32 in flight, bare metal"),
  "128k": row(13_182, 2637.8, "128 KiB, 32 in flight, bare metal"),
};
