/** Agache et al., "Firecracker" (NSDI 2020): iperf3, computed from the authors' data (nsdi2020-data at cf1b30f6, net-*.txt). */
import { type Figure, published } from "../figure";

const gbps = (
  value: number,
  table: string,
  host = "m5d.metal: 2 × Xeon Platinum 8175M 2.5 GHz, 48 cores",
): Figure =>
  published(value, "Gb/s", {
    title: "Firecracker: Lightweight Virtualization for Serverless Applications",
    authors: "Agache et al.",
    where: "NSDI 2020",
    table: `net-*.txt, iperf3: ${table}`,
    host,
    url: "https://github.com/firecracker-microvm/nsdi2020-data",
  });

export const loopback = {
  "m5d-metal": gbps(44.14, "loopback, 1 stream"),
  "haswell-4": gbps(52.52, "loopback, 1 stream", "Xeon E3-1226 v3 3.30 GHz, 4 cores"),
} as const;

export const oneStream = {
  firecracker: {
    rx: gbps(15.61, "Firecracker, into the guest, 1 stream"),
    tx: gbps(14.15, "Firecracker, out of the guest, 1 stream"),
  },
  "cloud-hypervisor": {
    rx: gbps(23.12, "Cloud Hypervisor, into the guest, 1 stream"),
    tx: gbps(20.96, "Cloud Hypervisor, out of the guest, 1 stream"),
  },
  qemu: {
    rx: gbps(23.76, "QEMU, into the guest, 1 stream"),
    tx: gbps(20.43, "QEMU, out of the guest, 1 stream"),
  },
} as const;

export const tenStreams = {
  firecracker: {
    rx: gbps(15.13, "Firecracker, into the guest, 10 streams"),
    tx: gbps(14.87, "Firecracker, out of the guest, 10 streams"),
  },
  qemu: {
    rx: gbps(19.3, "QEMU, into the guest, 10 streams"),
    tx: gbps(30.43, "QEMU, out of the guest, 10 streams"),
  },
} as const;
