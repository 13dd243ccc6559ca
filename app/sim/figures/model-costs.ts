/** What the modelled host charges for switching and for starting things: processor time of one core, and memory. */
import type { Constant, Source } from "./figure";

const crun: Source = {
  title: "crun",
  authors: "containers/crun",
  where: "README at 0138c64f",
  table: "100 times /bin/true one after the other: 1.69 s with crun, 3.34 s with runc",
  host: "not stated",
  url: "https://github.com/containers/crun",
};

const firecracker = (table: string): Source => ({
  title: "Firecracker: Lightweight Virtualization for Serverless Applications",
  authors: "Agache et al.",
  where: "NSDI 2020",
  table,
  host: "m5d.metal: 2 × Xeon Platinum 8175M 2.5 GHz, 48 cores, SMT off; Firecracker 0.20.0; 1 vCPU, 256 MB",
  url: "https://github.com/firecracker-microvm/nsdi2020-data",
});

export const contextSwitchNs: Constant = {
  id: "host.contextSwitchNs",
  label: "switch from one entity to another on a core",
  value: 3798,
  unit: "ns",
  because:
    "Half of the 7,596 ns in which the lab's Linux guest switches to another process and back (kbench, guests/linux/README.md, counted at one instruction a nanosecond). It contains a write to and a read from a pipe, so it is an upper bound.",
};

export const migrationNs: Constant = {
  id: "host.migrationNs",
  label: "cold caches after moving to another core",
  value: 50_000,
  unit: "ns",
  because:
    "What Xen's credit2 scheduler gives a migrated vCPU as compensation for cold caches (CSCHED2_MIGRATE_COMPENSATION, 50 µs).",
};

export const containerStartNs: Constant = {
  id: "host.containerStartNs",
  label: "starting a container",
  value: 16_900_000,
  unit: "ns",
  because:
    "1.69 s / 100 with crun, the whole life of a container that does nothing. Taken as processor time in the host's kernel and the runtime, in halves; the source does not divide it.",
  source: crun,
};

export const vmmStartNs: Constant = {
  id: "host.vmmStartNs",
  label: "starting a modelled virtual machine: the VMM's part",
  value: 50_900_000,
  unit: "ns",
  because:
    "Firecracker, process start to exit 160.9 ms minus the guest's part 110 ms (medians of 500 boots).",
  source: firecracker("data/m5d.metal/raw, serial boot, end to end minus pre-configured"),
};

export const guestBootNs: Constant = {
  id: "host.guestBootNs",
  label: "starting a modelled virtual machine: the guest's kernel",
  value: 110_000_000,
  unit: "ns",
  because: "The guest's part of a Firecracker boot, median of 500.",
  source: firecracker("data/m5d.metal/raw, serial boot, pre-configured"),
};

export const vmmPages: Constant = {
  id: "host.vmmPages",
  label: "memory of the program that emulates a machine",
  value: 638,
  unit: "pages",
  because: "2,552 kB: Firecracker's overhead for one vCPU and 128 MiB, computed from pmap.",
  source: firecracker("data/m5d.metal, mem-*.dat: data segment minus the size of the machine"),
};

/** Everything above, by name, so that a view can list what a model uses. */
export const modelCosts = {
  contextSwitchNs,
  migrationNs,
  containerStartNs,
  vmmStartNs,
  guestBootNs,
  vmmPages,
} as const;
