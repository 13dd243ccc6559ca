/**
 * Felter et al., "An Updated Performance Comparison of Virtual Machines and Linux Containers": tables, computed from the raw
 * data that the authors published (github.com/thewmf/kvm-docker-comparison at 6820500b). Single rows are in felter-2015.ts.
 */
import { type Figure, published, type Unit } from "../figure";

const table =
  (file: string) =>
  (value: number, unit: Unit, row: string): Figure =>
    published(value, unit, {
      title: "An Updated Performance Comparison of Virtual Machines and Linux Containers",
      authors: "Felter, Ferreira, Rajamony, Rubio",
      where: "IBM RC25482, 2014",
      table: `${file}: ${row}`,
      host: "a server with two sockets; the data do not name it",
      url: "https://github.com/thewmf/kvm-docker-comparison",
    });

const linpackRow = table("linpack/results/linpack.xlsx");
export const linpack = {
  native: linpackRow(290.83, "GFLOPS", "two sockets, N = 45000, native, mean of 10"),
  container: linpackRow(290.87, "GFLOPS", "two sockets, N = 45000, Docker, mean of 10"),
} as const;

const gupsRow = table("RandomAccess/results/gups.xlsx");
export const gups = {
  1: {
    native: gupsRow(0.04579, "GUPS", "one socket, native"),
    container: gupsRow(0.04574, "GUPS", "one socket, Docker"),
    kvm: gupsRow(0.03936, "GUPS", "one socket, KVM"),
  },
  2: {
    native: gupsRow(0.01261, "GUPS", "two sockets, native"),
    container: gupsRow(0.0124, "GUPS", "two sockets, Docker"),
  },
} as const;

const streamRow = table("Stream/results/stream-triad.xlsx");
export const streamCopy = {
  1: {
    native: streamRow(22.53, "GB/s", "one socket, Copy, native"),
    container: streamRow(22.52, "GB/s", "one socket, Copy, Docker"),
    kvm: streamRow(22.28, "GB/s", "one socket, Copy, KVM"),
  },
  2: {
    native: streamRow(41.27, "GB/s", "two sockets, Copy, native"),
    container: streamRow(41.2, "GB/s", "two sockets, Copy, Docker"),
  },
} as const;
export const streamTriad = {
  1: {
    native: streamRow(25.15, "GB/s", "one socket, Triad, native"),
    container: streamRow(25.14, "GB/s", "one socket, Triad, Docker"),
    kvm: streamRow(24.87, "GB/s", "one socket, Triad, KVM"),
  },
  2: {
    native: streamRow(45.6, "GB/s", "two sockets, Triad, native"),
    container: streamRow(45.63, "GB/s", "two sockets, Triad, Docker"),
  },
} as const;

const fioRow = table("fio results.xlsx");
export const nativeIops = {
  read: fioRow(84_044, "/s", "random read, 4 KB, 128 in flight, native"),
  write: fioRow(112_034, "/s", "random write, 4 KB, 128 in flight, native"),
  mixed: fioRow(104_553, "/s", "random mixed, 4 KB, 128 in flight, native"),
} as const;
/** Response times of the native random read, µs, by share. */
export const nativeReadMicros: readonly (readonly [share: number, micros: Figure])[] = [
  [0.01, fioRow(274, "µs", "random read, response time, native, p1")],
  [0.1, fioRow(860, "µs", "random read, response time, native, p10")],
  [0.5, fioRow(1624, "µs", "random read, response time, native, p50")],
  [0.9, fioRow(1784, "µs", "random read, response time, native, p90")],
  [0.99, fioRow(2416, "µs", "random read, response time, native, p99")],
];

const redisRow = table("redis/results, GET, 50 bytes");
/** Thousands of requests a second by number of clients. */
export const redisGet: readonly (readonly [clients: number, native: Figure, hostNetwork: Figure])[] = (
  [
    [1, 16.4, 16.0],
    [2, 42.1, 40.5],
    [5, 96.0, 92.6],
    [10, 105.4, 111.7],
    [20, 105.7, 104.3],
    [30, 114.5, 103.6],
    [50, 109.4, 108.1],
    [100, 109.5, 111.2],
  ] as const
).map(([clients, native, host]) => [
  clients,
  redisRow(native, "thousand/s", `${clients} clients, native`),
  redisRow(host, "thousand/s", `${clients} clients, Docker with the host's network`),
]);
export const redisBridgeOneClient = redisRow(12.8, "thousand/s", "1 client, Docker with bridge and NAT");

const mysqlRow = table("mysql/results/performance-governor");
/** Native transactions a second of sysbench OLTP, read-only, by threads. */
export const mysqlNative: readonly (readonly [threads: number, tps: Figure])[] = (
  [
    [10, 3394],
    [30, 6709],
    [50, 9134],
    [70, 11_392],
    [90, 12_428],
    [110, 13_045],
    [150, 13_353],
    [170, 13_373],
    [190, 13_338],
    [290, 13_008],
  ] as const
).map(([threads, tps]) => [threads, mysqlRow(tps, "/s", `${threads} threads, native, mean of 10`)]);
