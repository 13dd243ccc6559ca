/**
 * Published measurements that the project does not hold: they are kept apart, so that the model predicts them and is not
 * fitted to them. What is asked here is what those measurements answer.
 */
import type { Prediction } from "./prediction";
import { predict } from "./scenarios";

export interface ReservedRow {
  /** As published-figures.md names the set. */
  readonly set: string;
  readonly what: string;
  readonly prediction: Prediction;
}

type Asked = readonly [set: string, what: string, scenario: string, given: Readonly<Record<string, string>>];

const ASKED: readonly Asked[] = [
  ...(["m5d-metal", "haswell-4", "nehalem-8"] as const).map(
    (profile): Asked => [
      "H1",
      `Firecracker on ${profile}, 50 boots at a time`,
      "parallel-boot",
      { profile, vmm: "firecracker", parallel: "50" },
    ],
  ),
  ...(["firecracker", "cloud-hypervisor", "qemu"] as const).map(
    (vmm): Asked => ["H2", `${vmm}, idle machine of 512 MiB`, "vm-memory", { vmm, size: "512" }],
  ),
  ["H3", "random updates, two sockets, KVM", "gups", { track: "kvm", sockets: "2" }],
  ["H3", "STREAM, two sockets, KVM", "stream", { track: "kvm", sockets: "2" }],
  ["H3", "Linpack, two sockets, tuned KVM", "linpack", { track: "kvm", sockets: "2" }],
  ["H4", "Redis, 50 clients, KVM", "redis", { path: "kvm", clients: "50" }],
  ["H4", "Redis, 50 clients, bridge and NAT", "redis", { path: "bridge", clients: "50" }],
  ["H5", "random read, 128 in flight, KVM", "fio", { path: "kvm", pattern: "read", depth: "128" }],
  ["H6", "MySQL, 170 threads, container with NAT", "mysql", { path: "container-nat", threads: "170" }],
  ["H6", "MySQL, 170 threads, KVM on qcow2", "mysql", { path: "kvm-qcow2", threads: "170" }],
  ["H7", "Redis on Unikraft", "app", { name: "redis", platform: "unikraft-qemu" }],
  ["H7", "Redis in Docker", "app", { name: "redis", platform: "docker" }],
  ["H7", "Redis on Lupine without KML", "app", { study: "lupine", name: "redis", platform: "lupine-nokml" }],
  ["H8", "ten Linux guests under ESX", "sharing", { kind: "esx-linux", guests: "10" }],
  ["H8", "Windows XP guests with KSM", "sharing", { kind: "ksm-winxp" }],
  ["H9", "LightVM, saving and restoring", "snapshot", { system: "lightvm", guests: "0" }],
  ["H9", "Xen's stock tools, saving and restoring", "snapshot", { system: "xen", guests: "0" }],
  ["H10", "an assigned card with exits", "assigned", { interrupts: "exits" }],
  ["H10", "an assigned card without exits", "assigned", { interrupts: "exitless" }],
  ["H10", "SR-IOV, ten guests", "sriov", { vms: "10" }],
  ["H11", "a chain of 500 images", "qcow2-chain", { length: "500" }],
  ["H11", "a lean container", "container-start", { runtime: "lean" }],
  ["H11", "a container from a zygote", "container-start", { runtime: "zygote" }],
  ...(["firecracker", "cloud-hypervisor", "qemu"] as const).map(
    (vmm): Asked => [
      "H12",
      `${vmm}, random read of 4 KiB, 32 in flight`,
      "fio",
      { profile: "m5d-metal", vmm, depth: "32" },
    ],
  ),
  ...(["firecracker", "cloud-hypervisor", "qemu"] as const).map(
    (vmm): Asked => [
      "H13",
      `${vmm} on haswell-4, a stream into the guest`,
      "iperf",
      { profile: "haswell-4", vmm, direction: "rx", streams: "1" },
    ],
  ),
];

/** Takes a second or two: storms and queues are simulated. */
export const reservedRows = (): readonly ReservedRow[] =>
  ASKED.map(([set, what, scenario, given]) => ({ set, what, prediction: predict(scenario, given) }));
