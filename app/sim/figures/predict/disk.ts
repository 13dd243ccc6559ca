/** What a disk and the device models in front of it do with many requests in flight. */
import type { Constant, Source } from "../figure";
import { type Block, one, thirtyTwo } from "../published/firecracker-fio-nsdi20";

const fioSource = (() => {
  const { origin } = one["4k"].metal.iops;
  if (origin.kind !== "published") throw new Error("a published row has a source");
  return origin.source;
})();

const us = (id: string, label: string, value: number, because: string, source?: Source): Constant => ({
  id: `predict.${id}`,
  label,
  value,
  unit: "µs",
  because,
  ...(source === undefined ? {} : { source }),
});

const MICROS = 1e6;

/** Time of one request alone, µs. */
export const aloneUs = (block: Block, vmm: keyof (typeof one)["4k"]): number =>
  MICROS / one[block][vmm].iops.value;

export const flashDies: Constant = {
  id: "predict.flashDies",
  label: "solid-state disk: dies that read at the same time, each with a queue of its own",
  value: 64,
  unit: "count",
  because:
    "Fitted to the p99 of 32 reads in flight, 199.7 µs: two of them at one die are what makes some wait.",
  source: fioSource,
};

/** Between two requests that end, with many in flight: link, controller and the program that asks. */
export const linkUs: Readonly<Record<Block, Constant>> = {
  "4k": us(
    "link4k",
    "solid-state disk and its driver: time between two reads of 4 KiB at most",
    MICROS / thirtyTwo["4k"].iops.value,
    "The inverse of 301,182 reads a second with 32 in flight.",
    fioSource,
  ),
  "128k": us(
    "link128k",
    "solid-state disk and its driver: time between two reads of 128 KiB at most",
    MICROS / thirtyTwo["128k"].iops.value,
    "The inverse of 13,182 reads a second with 32 in flight.",
    fioSource,
  ),
};

/**
 * How much times vary, as stages of an Erlang distribution: fitted to the p99 of single requests. The second is of a monitor's
 * work: large blocks are copied through the host's page cache page by page, which varies more.
 */
export const dieStages: Readonly<Record<Block, number>> = { "4k": 18, "128k": 28 };
export const monitorStages: Readonly<Record<Block, number>> = { "4k": 30, "128k": 20 };

export const coreWakeUs = us(
  "coreWakeUs",
  "waking a core that idles for less than half a millisecond",
  10,
  "Exit latency of C1E on Skylake-SP (Linux, drivers/idle/intel_idle.c: 10 µs, for sleeps from 20 to 600 µs).",
);

export const guestWorkUs = us(
  "guestWorkUs",
  "the guest's work for one request: fio, file and block layer, driver, notification, interrupt",
  10,
  "A convention: some five system calls and their layers as counted in our own guest, two exits.",
);

/** Wake-ups of one request alone: of the device model's thread and of the virtual processor; QEMU wakes a worker and its loop again. */
export const wakeUps = { firecracker: 2, "cloud-hypervisor": 2, qemu: 4 } as const;

export const batchedShare: Constant = {
  id: "predict.batchedShare",
  label: "QEMU's loop: of its work for one request alone, what remains where many come at a time",
  value: 0.5,
  unit: "×",
  because:
    "A convention: polling, reading the notification and injecting the interrupt are done once for several requests.",
};

export const olderCoreFactor: Constant = {
  id: "predict.olderCoreFactor",
  label: "how much longer QEMU's work takes on the older host",
  value: 1.2,
  unit: "×",
  because:
    "A convention: a server of 2013 against one of 2019; the data of the older one do not name its processor.",
};
