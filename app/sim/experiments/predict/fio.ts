/** `fio`: random I/O with a number of requests in flight, on bare metal and through device models. */
import * as disk from "../../figures/predict/disk";
import type { Block } from "../../figures/published/firecracker-fio-nsdi20";
import { type NetworkRun, quantile, runNetwork, type Station } from "./closed-network";
import { felterFio } from "./fio-felter";
import { fioOutputs } from "./fio-outputs";
import { type Answer, type Inputs, missing, type Options, type Scenario } from "./prediction";

export const FIO_VMMS = ["metal", "firecracker", "cloud-hypervisor", "qemu"] as const;
export type FioVmm = (typeof FIO_VMMS)[number];

const ROUNDS = 10_000;
const STEADY_STAGES = 30;
const ns = (us: number): number => us * 1000;

const delay = (name: string, us: number, stages = STEADY_STAGES): Station => ({
  name,
  servers: Number.POSITIVE_INFINITY,
  meanNs: ns(us),
  stages,
});

/** Dies work side by side, each on one request at a time; the link takes one after the other. */
function device(block: Block): readonly Station[] {
  const linkUs = disk.linkUs[block].value;
  return [
    {
      name: "die",
      servers: disk.flashDies.value,
      own: true,
      meanNs: ns(disk.aloneUs(block, "metal") - linkUs),
      stages: disk.dieStages[block],
    },
    { name: "link", servers: 1, meanNs: ns(linkUs), stages: Number.POSITIVE_INFINITY },
  ];
}

/** What a monitor adds to a request alone, beside waking cores and the guest's work, µs. */
const monitorUs = (vmm: Exclude<FioVmm, "metal">, block: Block): number =>
  disk.aloneUs(block, vmm) -
  disk.aloneUs(block, "metal") -
  disk.guestWorkUs.value -
  disk.wakeUps[vmm] * disk.coreWakeUs.value;

function stationsOf(vmm: FioVmm, block: Block, depth: number): readonly Station[] {
  if (vmm === "metal") return device(block);
  const guest: Station = { ...delay("guest", disk.guestWorkUs.value), servers: 1 };
  const wakesUs = disk.wakeUps[vmm] * disk.coreWakeUs.value;
  if (vmm === "qemu") {
    // With more in flight, less of what a request takes alone: a turn of the loop and a wake-up serve several.
    const { value: batched } = disk.batchedShare;
    const share = batched + (1 - batched) / depth;
    const loopUs = Math.min(monitorUs(vmm, "4k"), monitorUs(vmm, block));
    const copyUs = monitorUs(vmm, block) - loopUs;
    const loop: Station = {
      name: "loop",
      servers: 1,
      meanNs: ns(loopUs * share),
      stages: STEADY_STAGES,
    };
    return [
      guest,
      loop,
      ...device(block),
      delay("copies", copyUs, disk.monitorStages[block]),
      delay("wake-ups", wakesUs * share),
    ];
  }
  // One thread takes a request, waits for the disk, answers, and only then takes the next one.
  const diskUs = disk.aloneUs(block, "metal");
  const workUs = monitorUs(vmm, block);
  const variance = diskUs ** 2 / disk.dieStages[block] + workUs ** 2 / disk.monitorStages[block];
  const oneAtATime: Station = {
    name: "device model",
    servers: 1,
    meanNs: ns(diskUs + workUs),
    stages: Math.round((diskUs + workUs) ** 2 / variance),
  };
  return [guest, oneAtATime, delay("wake-ups", wakesUs)];
}

export const fioRun = (vmm: FioVmm, block: Block, depth: number): NetworkRun =>
  runNetwork({ customers: depth, stations: stationsOf(vmm, block, depth), rounds: ROUNDS, seed: 1 });

function spread(vmm: FioVmm, depth: number): readonly [number, number] {
  if (vmm === "metal") return depth === 1 || depth === 32 ? [0.95, 1.05] : [0.8, 1.2];
  if (depth === 1) return [0.9, 1.1];
  return vmm === "qemu" ? [0.45, 1.6] : [0.75, 1.3];
}

function predict(inputs: Inputs): Answer {
  const depth = inputs.depth as number;
  const pattern = inputs.pattern as string;
  const block = inputs.block as Block;
  if (inputs.path !== undefined) return felterFio(inputs);
  if (pattern !== "read")
    return missing(
      "Writes on this host: the monitors of that time acknowledged a write before it was on the disk, and the model has no write-back cache of the host in the path.",
    );
  const vmm = inputs.vmm as FioVmm;
  const run = fioRun(vmm, block, depth);
  return {
    outputs: fioOutputs(
      run.perSecond,
      depth,
      (share) => quantile(run.roundsNs, share) / 1000,
      spread(vmm, depth),
    ),
    mechanisms: [
      "The disk reads from many dies at the same time; a request waits where its die is busy. What has been read passes one link, so many in flight are bound by the time between two of them.",
      ...(vmm === "firecracker" || vmm === "cloud-hypervisor"
        ? [
            "The device model handles one request at a time and waits for the disk meanwhile: more in flight wait longer and are no faster, but for what the guest does meanwhile and cores that need not be woken.",
          ]
        : []),
      ...(vmm === "qemu"
        ? [
            "QEMU hands requests to the disk without waiting for one; its loop works on every request, so the loop's processor time bounds small ones and the disk large ones.",
          ]
        : []),
      ...(vmm === "metal"
        ? []
        : ["One request alone also waits for cores that were idle to wake: 10 µs each (C1E)."]),
      "Percentiles come from a simulation with the published variation of single reads; the mean is depth over throughput (Little's law).",
    ],
  };
}

const PATTERNS = ["read", "write", "mixed"];
const SIZES: Options = {
  depth: { kind: "whole", least: 1, most: 1024 },
  block: { kind: "choice", allowed: ["4k", "128k"], fallback: "4k" },
};

export const fioScenario: Scenario = {
  name: "fio",
  summary: "random disk I/O by requests in flight: a FlashSystem host, and NVMe behind three monitors",
  options: {
    path: { kind: "choice", allowed: ["native", "kvm"] },
    pattern: { kind: "choice", allowed: PATTERNS },
    ...SIZES,
  },
  otherForms: [
    {
      when: ({ profile, vmm }) => profile !== undefined || vmm !== undefined,
      options: {
        profile: { kind: "choice", allowed: ["m5d-metal"] },
        vmm: { kind: "choice", allowed: FIO_VMMS },
        pattern: { kind: "choice", allowed: PATTERNS, fallback: "read" },
        ...SIZES,
      },
    },
  ],
  predict,
};
