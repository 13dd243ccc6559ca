/**
 * What a disk's medium is calibrated with. A solid-state disk is given by four measured rows; a hard disk by the geometry of
 * a common one; memory by how fast it is copied.
 */
import type { Constant, Source } from "./figure";

const fio = (row: string): Source => ({
  title: "Firecracker: Lightweight Virtualization for Serverless Applications",
  authors: "Agache et al.",
  where: "NSDI 2020",
  table: `data/m5d.metal, fio on bare metal, ${row}, computed from the raw rows`,
  host: "m5d.metal: 2 × Xeon Platinum 8175M 2.5 GHz, 48 cores, SMT off, Ubuntu 18.04.3, Linux 4.15.0-1057-aws; 10 GB file on NVMe, O_DIRECT",
  url: "https://github.com/firecracker-microvm/nsdi2020-data",
});

const NS_PER_SECOND = 1e9;

const ssdRow = (id: string, label: string, perSecond: number, row: string): Constant => ({
  id: `storage.ssd.${id}`,
  label,
  value: NS_PER_SECOND / perSecond,
  unit: "ns",
  because: `The inverse of ${perSecond.toLocaleString("en")} reads a second, measured on bare metal.`,
  source: fio(row),
});

export const ssdRead4KiB = ssdRow(
  "read4KiB",
  "solid-state disk: a random read of 4 KiB, one at a time",
  16_473,
  "4k random read, queue depth 1",
);

export const ssdRead4KiBOf32 = ssdRow(
  "read4KiBOf32",
  "solid-state disk: time between two random reads of 4 KiB when 32 are in flight",
  301_182,
  "4k random read, queue depth 32",
);

export const ssdRead128KiB = ssdRow(
  "read128KiB",
  "solid-state disk: a random read of 128 KiB, one at a time",
  4_739,
  "128k random read, queue depth 1",
);

export const ssdRead128KiBOf32 = ssdRow(
  "read128KiBOf32",
  "solid-state disk: time between two random reads of 128 KiB when 32 are in flight",
  13_182,
  "128k random read, queue depth 32",
);

export const ssdChannels: Constant = {
  id: "storage.ssd.channels",
  label: "solid-state disk: reads of the flash at the same time",
  value: 32,
  unit: "count",
  because:
    "A convention. The measured rows need at least 18; beyond the 32 requests that were in flight they say nothing.",
};

export const hddRevolution: Constant = {
  id: "storage.hdd.revolution",
  label: "hard disk: one revolution",
  value: (60 * NS_PER_SECOND) / 7200,
  unit: "ns",
  because:
    "A convention: 7,200 revolutions a minute. Half a revolution, 4.17 ms, is the mean wait for a sector.",
};

export const hddShortestSeek: Constant = {
  id: "storage.hdd.shortestSeek",
  label: "hard disk: seek to the next track",
  value: 1_000_000,
  unit: "ns",
  because: "A convention, of the order of what data sheets of 7,200 rpm disks give.",
};

export const hddLongestSeek: Constant = {
  id: "storage.hdd.longestSeek",
  label: "hard disk: seek across the whole disk",
  value: 16_000_000,
  unit: "ns",
  because:
    "A convention, of the order of what data sheets of 7,200 rpm disks give. Between the two a seek grows with the square root of its distance, as an arm does that accelerates for half of the way.",
};

export const hddTrackBytes: Constant = {
  id: "storage.hdd.trackBytes",
  label: "hard disk: bytes of one track",
  value: 2 ** 20,
  unit: "bytes",
  because: "A convention: 1 MiB in one revolution of 8.33 ms is 126 MB/s. Zones are not modelled.",
};

export const ramCopyMiB: Constant = {
  id: "storage.ram.copyMiB",
  label: "disk in memory: copying 1 MiB",
  value: (2 * 2 ** 20) / 22.53,
  unit: "ns",
  because:
    "STREAM Copy moves 22.53 GB/s on one socket and counts each byte twice, when it is read and when it is written.",
  source: {
    title: "An Updated Performance Comparison of Virtual Machines and Linux Containers",
    authors: "Felter, Ferreira, Rajamony, Rubio",
    where: "IBM RC25482, 2014",
    table: "Stream/results/stream-triad.xlsx, native, 1 socket, Copy: 22.53 GB/s",
    host: "a server with two sockets; the data do not name it",
    url: "https://github.com/thewmf/kvm-docker-comparison",
  },
};
