/** `app`: Redis and nginx on one core, by platform; and by kernel, in Lupine's study. */
import { nsPerExit } from "../../figures/host";
import * as cost from "../../figures/predict/applications";
import { nestedTaxShare } from "../../figures/predict/network";
import { CALL_GHZ, callCycles, microVm, native } from "../../figures/published/app-throughput";
import { type Answer, type Inputs, type Option, output, type Scenario, times } from "./prediction";

const PLATFORMS = [
  "native",
  "docker",
  "unikraft-qemu",
  "osv-qemu",
  "lupine-qemu",
  "lupine-firecracker",
  "microvm-qemu",
  "microvm-firecracker",
  "rump",
] as const;
export type Platform = (typeof PLATFORMS)[number];
export type Application = "redis" | "nginx";
export type Operation = "get" | "set";

const PIPELINE = 16;
const callUs = (cycles: number): number => cycles / (CALL_GHZ * 1000);

/** Native time of what moves as one message, µs: 16 Redis requests, or one nginx request. */
const messageUs = (application: Application, op: Operation): number =>
  application === "redis" ? (PIPELINE * 1000) / native[op].value : 1000 / native.nginx.value;

interface PlatformCost {
  readonly networkUs: number;
  readonly callCycles: number;
  readonly virtual: boolean;
  /** A thread of the monitor that every message passes, µs. */
  readonly threadUs: number;
}

const guest = (networkUs: number, cycles: number, threadUs = 0): PlatformCost => ({
  networkUs,
  callCycles: cycles,
  virtual: true,
  threadUs,
});

const { linux, unmitigated } = callCycles;
/** A specialised kernel's stack: less by what its configuration leaves out. */
const specialisedUs = cost.guestStackUs.value * (1 - cost.leanKernelShare.value);

const COSTS: Readonly<Record<Platform, PlatformCost>> = {
  native: { networkUs: cost.loopbackUs.value, callCycles: linux, virtual: false, threadUs: 0 },
  docker: {
    networkUs: cost.loopbackUs.value + cost.bridgeUs.value,
    callCycles: linux,
    virtual: false,
    threadUs: 0,
  },
  "unikraft-qemu": guest(cost.leanStackUs.value, callCycles.function),
  "osv-qemu": guest(cost.netChannelStackUs.value, callCycles.function),
  "lupine-qemu": guest(specialisedUs, unmitigated),
  "lupine-firecracker": guest(specialisedUs, unmitigated, cost.userNetUs.value),
  "microvm-qemu": guest(cost.guestStackUs.value, linux),
  "microvm-firecracker": guest(cost.guestStackUs.value, linux, cost.userNetUs.value),
  rump: guest(cost.rumpStackUs.value, callCycles.function),
};

function ratioToNative(application: Application, platform: Platform, op: Operation): number {
  const nativeUs = messageUs(application, op);
  const calls = cost.calls[application];
  const ownUs = nativeUs - COSTS.native.networkUs - calls * callUs(linux);
  const { networkUs, callCycles: cycles, virtual, threadUs } = COSTS[platform];
  const exitsUs = virtual ? (cost.kicks.value * nsPerExit.value) / 1000 : 0;
  const serverUs =
    ownUs * (1 + (virtual ? nestedTaxShare.value : 0)) + networkUs + exitsUs + calls * callUs(cycles);
  return nativeUs / Math.max(serverUs, threadUs);
}

const UNIKERNELS: readonly string[] = ["unikraft-qemu", "osv-qemu", "rump"];

const STUDY_NAMES = ["redis", "nginx-conn", "nginx-session"] as const;
const STUDY_PLATFORMS = ["lupine-nokml", "lupine-kml", "lupine-nokml-tiny", "osv", "rump"] as const;
type StudyPlatform = (typeof STUDY_PLATFORMS)[number];
type StudyName = (typeof STUDY_NAMES)[number];

/** System calls of one request: Redis polls, reads and writes; a new connection is accepted and closed besides. */
const STUDY_CALLS: Readonly<Record<StudyName, number>> = {
  redis: cost.calls.redis,
  "nginx-conn": 12,
  "nginx-session": 8,
};

/** Another kernel's stack against Linux's, where the rest of the path is the same. */
const STACKS: Readonly<Record<"osv" | "rump", number>> = {
  osv: cost.netChannelStackUs.value / cost.guestStackUs.value,
  rump: cost.rumpStackUs.value / cost.guestStackUs.value,
};

function ratioToMicroVm(name: StudyName, platform: StudyPlatform, op: Operation): number {
  const requestUs = 1000 / microVm[name === "redis" ? op : name].value;
  const kernelUs = requestUs * cost.kernelShare.value;
  const calls = STUDY_CALLS[name];
  if (platform === "osv" || platform === "rump") {
    const callsUs = calls * callUs(linux);
    const otherUs = calls * callUs(callCycles.function);
    return requestUs / (requestUs - kernelUs + (kernelUs - callsUs) * STACKS[platform] + otherUs);
  }
  let lupineUs = requestUs - kernelUs * cost.leanKernelShare.value;
  if (platform === "lupine-kml") lupineUs -= calls * callUs(unmitigated - callCycles.function);
  if (platform === "lupine-nokml-tiny") lupineUs += kernelUs * cost.tinyShare.value;
  return requestUs / lupineUs;
}

function study(inputs: Inputs): Answer {
  const platform = inputs.platform as StudyPlatform;
  const value = ratioToMicroVm(inputs.name as StudyName, platform, inputs.op as Operation);
  if (platform === "osv" || platform === "rump")
    return {
      outputs: { ratioToMicrovm: times(value, "×", 0.5, 1.8) },
      mechanisms: [
        "Most of a small request is the kernel's work: here another kernel's network stack, whose cost relative to Linux's is a convention; so the range is wide.",
        "Without a border between program and kernel a system call is a function call.",
      ],
    };
  return {
    outputs: { ratioToMicrovm: output(value, "×", Math.min(0.95, value), value + 0.25) },
    mechanisms: [
      "Most of a small request is the kernel's work; a configuration for one application leaves a part of it out: mitigations, audit, control groups, security modules, filters.",
      ...(platform === "lupine-kml"
        ? ["System calls become function calls (KML): 150 cycles less each, a few each request."]
        : []),
      ...(platform === "lupine-nokml-tiny" ? ["Built for size, the same code is slower."] : []),
    ],
  };
}

function predict(inputs: Inputs): Answer {
  if (inputs.study !== undefined) return study(inputs);
  const platform = inputs.platform as Platform;
  if (platform === "native")
    return {
      outputs: { ratioToNative: output(1, "×", 1, 1) },
      mechanisms: ["Native is what the ratio is of."],
    };
  const value = ratioToNative(inputs.name as Application, platform, inputs.op as Operation);
  const [low, high] = UNIKERNELS.includes(platform) ? [0.6, 1.6] : [0.65, 1.35];
  const { virtual, threadUs } = COSTS[platform];
  return {
    outputs: { ratioToNative: times(value, "×", low, high) },
    mechanisms: [
      "One core: what the application computes, its network stack, its system calls and exits add up. Redis moves 16 requests as one message, nginx one.",
      virtual
        ? "A guest runs its own half of the stack only, where loopback runs both; it leaves for a notification, and its work takes a little longer with nested translation."
        : "Behind a bridge each message also passes a pair of interfaces, a bridge and filters.",
      ...(threadUs > 0
        ? [
            "Every message passes a thread of Firecracker, which reads and writes the tap: it is the bottleneck.",
          ]
        : []),
      ...(UNIKERNELS.includes(platform)
        ? ["Without a border between program and kernel a system call is a function call."]
        : []),
    ],
  };
}

const OPERATION: Option = { kind: "choice", allowed: ["get", "set"], fallback: "get" };

export const appScenario: Scenario = {
  name: "app",
  summary: "Redis and nginx on one core by platform; by kernel in Lupine's study",
  options: {
    name: { kind: "choice", allowed: ["redis", "nginx"] },
    platform: { kind: "choice", allowed: PLATFORMS },
    op: OPERATION,
  },
  otherForms: [
    {
      when: ({ study: named }) => named !== undefined,
      options: {
        study: { kind: "choice", allowed: ["lupine"] },
        name: { kind: "choice", allowed: STUDY_NAMES },
        platform: { kind: "choice", allowed: STUDY_PLATFORMS },
        op: OPERATION,
      },
    },
  ],
  predict,
};
