/**
 * What any OCI runtime asks of the kernel between the request for a container and its removal, as calls of costs.ts. It is the
 * sequence of the OCI runtime specification's default Linux configuration (namespaces, mounts, devices, masked paths, limits)
 * for a root file system that is an overlay of one image layer. A runtime does more calls than these; those are its own work.
 */
import { CLONE, MNT, MS } from "../abi/flags";
import type { CostDetail, Costs } from "./costs";

export type PhaseId =
  | "engine"
  | "shim"
  | "configuration"
  | "cgroup"
  | "init"
  | "rootfs"
  | "handshake"
  | "program"
  | "teardown";

export interface KernelStep {
  /** A call, or a part ("cgroup.mkdir"). */
  readonly call: string;
  readonly times: number;
  readonly detail?: CostDetail;
}

const step = (call: string, times = 1, detail?: CostDetail): KernelStep => ({
  call,
  times,
  ...(detail === undefined ? {} : { detail }),
});

const NAMESPACES = CLONE.NEWNS | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWPID | CLONE.NEWNET | CLONE.NEWCGROUP;

/** config.json of about 8 KiB. */
const CONFIGURATION_BYTES = 8192;
const DEVICES = 6;
const LINKS = 5;
const READ_ONLY_PATHS = 6;
const MASKED_PATHS = 9;

/** Making a veth pair was counted together with removing it. */
const MADE = 0.5;

const KERNEL_STEPS: Readonly<Partial<Record<PhaseId, readonly KernelStep[]>>> = {
  // An engine's cable into the container, and its own files: no OCI runtime does these.
  engine: [
    step("netlink.veth", MADE),
    step("netlink.link.set", 6),
    step("netlink.address"),
    step("netlink.route"),
    step("open.create", 14),
  ],
  configuration: [step("openat", 2), step("read", 2, { bytes: CONFIGURATION_BYTES }), step("close", 2)],
  cgroup: [
    step("cgroup.mkdir"),
    step("cgroup.open", 5),
    step("cgroup.write.memory.max"),
    step("cgroup.write.cpu.max"),
    step("cgroup.write.pids.max"),
    step("cgroup.write.cpuset.cpus"),
    step("cgroup.write.cgroup.procs"),
    step("close", 5),
  ],
  init: [step("clone", 1, { flags: NAMESPACES }), step("setsid"), step("sethostname")],
  rootfs: [
    step("mount", 1, { flags: MS.REC | MS.PRIVATE }),
    step("mount", 1, { type: "overlay", count: 1 }),
    step("mount", 1, { flags: MS.BIND }),
    step("mount", 2, { type: "tmpfs" }),
    step("mount", 1, { type: "proc" }),
    step("mount", 1, { type: "sysfs" }),
    step("mount", 1, { type: "devpts" }),
    step("mount", 1, { type: "mqueue" }),
    step("mount", 1, { type: "cgroup2" }),
    step("mkdir", 4),
    step("mknod", DEVICES),
    step("symlink", LINKS),
    step("mount", READ_ONLY_PATHS + MASKED_PATHS, { flags: MS.BIND }),
    step("mount", READ_ONLY_PATHS + 1, { flags: MS.REMOUNT | MS.BIND }),
    step("pivot_root"),
    step("umount", 1, { flags: MNT.DETACH }),
    step("chdir"),
  ],
  handshake: [
    step("pipe2", 2),
    step("write", 4),
    step("read", 4),
    step("close", 8),
    step("context.switch", 4),
    step("capset", 2),
    step("prctl", 3),
    step("setgroups32"),
    step("setuid32"),
    step("setgid32"),
  ],
  program: [step("execve"), step("exit_group"), step("wait4"), step("context.switch", 2)],
  teardown: [
    step("umount", 1, { type: "overlay" }),
    step("cgroup.rmdir"),
    step("ns.net.later"),
    step("unlink", 2),
    step("rmdir", 2),
  ],
};

/** Instructions of the kernel in one phase, for a container that does nothing. */
export function kernelInstructions(costs: Costs, phase: PhaseId): number {
  const parts = new Set(costs.entries.map(({ id }) => id));
  return (KERNEL_STEPS[phase] ?? []).reduce((sum, { call, times, detail }) => {
    const one = detail === undefined && parts.has(call) ? costs.partOf(call) : costs.costOf(call, detail);
    return sum + times * one;
  }, 0);
}
