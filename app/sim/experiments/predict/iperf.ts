/** `iperf`: a TCP stream between a guest and its host, on two hosts. */
import { loopback, oneStream, tenStreams } from "../../figures/published/firecracker-net-nsdi20";
import { type Answer, type Inputs, type Scenario, times } from "./prediction";

const VMMS = ["loopback", "firecracker", "cloud-hypervisor", "qemu"] as const;
export type IperfVmm = (typeof VMMS)[number];
export type IperfProfile = keyof typeof loopback;
export type Direction = "rx" | "tx";

interface OnHostA {
  readonly gbps: number;
  readonly measured: boolean;
}

function onHostA(vmm: IperfVmm, direction: Direction, streams: number): OnHostA {
  if (vmm === "loopback") return { gbps: loopback["m5d-metal"].value, measured: streams === 1 };
  if (streams === 1) return { gbps: oneStream[vmm][direction].value, measured: true };
  if (vmm !== "cloud-hypervisor") return { gbps: tenStreams[vmm][direction].value, measured: true };
  // One thread of the monitor works on all streams, as Firecracker's does.
  const { firecracker } = tenStreams;
  const ratio = firecracker[direction].value / oneStream.firecracker[direction].value;
  return { gbps: oneStream[vmm][direction].value * ratio, measured: false };
}

/** All threads of a stream are bound by their cores, as loopback is: hosts differ by what one core does. */
const coreRatio = (profile: IperfProfile): number => loopback[profile].value / loopback["m5d-metal"].value;

export function iperfGbps(
  profile: IperfProfile,
  vmm: IperfVmm,
  direction: Direction,
  streams: number,
): number {
  return onHostA(vmm, direction, streams).gbps * coreRatio(profile);
}

function predict(inputs: Inputs): Answer {
  const profile = inputs.profile as IperfProfile;
  const vmm = inputs.vmm as IperfVmm;
  const direction = inputs.direction as Direction;
  const streams = Number(inputs.streams);
  const { measured } = onHostA(vmm, direction, streams);
  const known = measured && (profile === "m5d-metal" || vmm === "loopback");
  const gbps = iperfGbps(profile, vmm, direction, streams);
  return {
    outputs: { gbps: known ? times(gbps, "Gb/s", 0.95, 1.05) : times(gbps, "Gb/s", 0.65, 1.3) },
    mechanisms: [
      "One core copies and checks for one stream: the stream of a guest passes a thread of the monitor or of vhost, the guest's processor and the host's iperf, each on a core of its own; the slowest of them bounds.",
      "The other host's cores do the same work faster in the proportion in which loopback is faster there.",
      ...(streams === 10
        ? ["All streams pass the same threads, so ten of them are not ten times as fast."]
        : []),
    ],
  };
}

export const iperfScenario: Scenario = {
  name: "iperf",
  summary: "TCP between a guest and its host",
  options: {
    profile: { kind: "choice", allowed: ["m5d-metal", "haswell-4"] },
    vmm: { kind: "choice", allowed: VMMS },
    direction: { kind: "choice", allowed: ["rx", "tx"] },
    streams: { kind: "choice", allowed: ["1", "10"] },
  },
  predict,
};
