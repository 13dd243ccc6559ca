/**
 * Felter et al., "An Updated Performance Comparison of Virtual Machines and Linux Containers": network round trips and
 * bulk transfers, computed from the raw data that the authors published (github.com/thewmf/kvm-docker-comparison at
 * 6820500b).
 */
import { type Figure, published, type Source, type Unit } from "../figure";

const felter = (table: string): Source => ({
  title: "An Updated Performance Comparison of Virtual Machines and Linux Containers",
  authors: "Felter, Ferreira, Rajamony, Rubio",
  where: "IBM RC25482, 2014",
  table,
  host: "a server with two sockets; the data do not name it",
  url: "https://github.com/thewmf/kvm-docker-comparison",
});

const row = (value: number, unit: Unit, table: string): Figure => published(value, unit, felter(table));

/** One request of 100 bytes and its answer of 200, one at a time: 26,608.4 a second. */
export const nativeRoundTrip = row(37.58, "µs", "netperf.xlsx, TCP_RR, native: 26,608.4 a second");

/** The same with a KVM guest at one end: virtio-net and vhost-net; 14,718.6 a second. */
export const kvmRoundTrip = row(67.94, "µs", "netperf.xlsx, TCP_RR, KVM: 14,718.6 a second");

/** Derived: 67.94 - 37.58. */
export const kvmRoundTripAdder = row(30.36, "µs", "netperf.xlsx, TCP_RR, KVM minus native");

/** Derived: redis-benchmark with one client, Docker's bridge with NAT minus native: 1 / 12.8 k/s - 1 / 16.4 k/s. */
export const bridgeRoundTripAdder = row(
  17.1,
  "µs",
  "redis/results, GET, 1 client: Docker with bridge and NAT minus native",
);
