/** `vm-memory`: what an idle machine takes as it grows, on the host and in its guest. */
import * as constants from "../../figures/predict/memory";
import { monitorOwnKb } from "../../figures/predict/monitors";
import * as published from "../../figures/published/firecracker-memory-nsdi20";
import { type Answer, type Inputs, output, type Scenario, times } from "./prediction";

export const MEMORY_VMMS = ["firecracker", "cloud-hypervisor", "qemu"] as const;
export type MemoryVmm = (typeof MEMORY_VMMS)[number];

export interface VmMemory {
  readonly overheadKb: number;
  readonly residentKb: number;
  readonly guestMemTotalKb: number;
  readonly guestMemFreeKb: number;
}

const { structPageShare, bootHashShare, bounceBufferKb, devicesHoleBytes } = constants;
const GROWING_SHARE = structPageShare.value + bootHashShare.value;

/** Kernel image, firmware's areas: what a guest of any size lacks of its memory. */
const FIXED_RESERVED_KB = published.MACHINE_KB * (1 - GROWING_SHARE) - published.guestMemTotal.value;

/** Programs, their data, slabs and cached files of the idle guest of 128 MiB. */
const IN_USE_KB = published.guestMemTotal.value - published.guestMemFree.value;

const bounceKb = (sizeMiB: number): number =>
  sizeMiB * 2 ** 20 > devicesHoleBytes.value ? bounceBufferKb.value : 0;

/** A kernel image of another size. */
const TOTAL_SLACK_KB = 3_000;

/** What a guest of that size has touched once it has booted, if it has so much. */
const peakKb = (sizeKb: number): number =>
  constants.bootPeakKb.value + (sizeKb - published.MACHINE_KB) * GROWING_SHARE;

export function vmMemory(vmm: MemoryVmm, sizeMiB: number): VmMemory {
  const sizeKb = sizeMiB * 1024;
  const guestMemTotalKb = sizeKb * (1 - GROWING_SHARE) - FIXED_RESERVED_KB - bounceKb(sizeMiB);
  const roomKb = Math.max(0, Math.min(constants.cacheWithRoomKb.value, sizeKb - published.MACHINE_KB));
  const bitmapsKb =
    vmm === "qemu" ? (Math.ceil(sizeMiB / constants.dirtyBlockMiB) - 1) * constants.dirtyBitmapKb.value : 0;
  return {
    overheadKb: published.overhead[vmm].value + bitmapsKb,
    residentKb: monitorOwnKb[vmm] + Math.min(sizeKb, peakKb(sizeKb)),
    guestMemTotalKb,
    guestMemFreeKb: Math.max(0, guestMemTotalKb - IN_USE_KB - roomKb),
  };
}

function predict(inputs: Inputs): Answer {
  const vmm = inputs.vmm as MemoryVmm;
  const sizeMiB = inputs.size as number;
  const sizeKb = sizeMiB * 1024;
  const memory = vmMemory(vmm, sizeMiB);
  const known = sizeMiB === 128;
  const ownKb = monitorOwnKb[vmm];
  const { residentKb, guestMemTotalKb, guestMemFreeKb } = memory;
  // At least what a guest of 128 MiB touched; at most everything, where the host gives memory in huge pages.
  const leastKb = Math.min(residentKb, Math.min(sizeKb, published.MACHINE_KB) + ownKb) * 0.95;
  const mostKb = Math.max(
    residentKb,
    Math.min(sizeKb, 2.5 * constants.bootPeakKb.value + sizeKb * 0.05) + ownKb,
  );
  return {
    outputs: {
      overheadKb: times(memory.overheadKb, "kB", 0.93, 1.07),
      residentKb: output(residentKb, "kB", known ? residentKb * 0.98 : leastKb, mostKb),
      guestMemTotalKb: output(
        guestMemTotalKb,
        "kB",
        guestMemTotalKb - TOTAL_SLACK_KB - 0.002 * sizeKb,
        guestMemTotalKb + TOTAL_SLACK_KB + bounceKb(sizeMiB),
      ),
      guestMemFreeKb: output(
        guestMemFreeKb,
        "kB",
        Math.max(0, guestMemFreeKb - (known ? 3_000 : 30_000) - 0.01 * sizeKb),
        Math.min(guestMemTotalKb, guestMemFreeKb + (known ? 3_000 : 16_000) + bounceKb(sizeMiB)),
      ),
    },
    mechanisms: [
      "What a monitor maps for itself does not grow with its machine: page tables and the kernel's books of the memory slots are not part of its mappings. QEMU alone keeps bitmaps of changed pages, a block for each 8 GiB.",
      "A machine's memory becomes resident as its guest touches it: all of it as long as the guest needs more than it has while it boots; beyond that, what a boot needs, and the kernel's arrays that grow with memory.",
      "The guest's kernel takes a fixed part (image, firmware's areas) and a share of memory: 64 bytes for each page, and hash tables; beyond the hole for devices a bounce buffer of 64 MiB.",
      "An idle guest's programs and files take what they take; all further memory is free.",
    ],
  };
}

export const vmMemoryScenario: Scenario = {
  name: "vm-memory",
  summary: "memory of a monitor and its idle guest, by size",
  options: {
    vmm: { kind: "choice", allowed: MEMORY_VMMS },
    size: { kind: "whole", least: 64, most: 262_144 },
    profile: { kind: "choice", allowed: ["m5d-metal"], fallback: "m5d-metal" },
  },
  predict,
};
