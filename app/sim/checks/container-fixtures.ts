/** Records of a simulated kernel for tests of checks and measures: a machine in a few lines. */
import type { CgroupView } from "../kernel/view/cgroups";
import type { MountView } from "../kernel/view/mounts";
import type { ProcessView } from "../kernel/view/processes";
import type { KernelEvent } from "../kernel/view/recorder";
import type { ContainerRun } from "../run/container-record";
import { emptyRun, type LabRun } from "../run/record";

/** Inodes of the initial namespaces. */
export const INITIAL: ProcessView["namespaces"] = {
  cgroup: 1,
  ipc: 2,
  mnt: 3,
  net: 4,
  pid: 5,
  time: 6,
  user: 7,
  uts: 8,
};

/** A sleeping process of the host's root; `namespaces` says which it does not share with the host. */
export function processOf(
  pid: number,
  over: Partial<Omit<ProcessView, "namespaces">> & {
    readonly namespaces?: Partial<ProcessView["namespaces"]>;
  } = {},
): ProcessView {
  return {
    pid,
    ppid: 1,
    numbers: [pid],
    comm: "sleep",
    args: "sleep 1000",
    state: "S",
    uid: 0,
    uidInside: 0,
    hostname: "host",
    cgroup: "/",
    root: "/",
    capabilities: "000001ffffffffff",
    userNs: 0,
    systemNs: 0,
    rssPages: 100,
    threads: 1,
    owner: 0,
    ...over,
    namespaces: { ...INITIAL, ...over.namespaces },
  };
}

export const cgroupOf = (path: string, files: CgroupView["files"] = {}): CgroupView => ({
  path,
  parent: path === "/" ? undefined : path.slice(0, path.lastIndexOf("/")) || "/",
  processes: [],
  files,
});

export const eventOf = (call: string, over: Partial<KernelEvent> = {}): KernelEvent => ({
  fromNs: 0,
  toNs: 1000,
  pid: 10,
  comm: "sh",
  owner: 0,
  call,
  detail: "",
  error: "",
  ...over,
});

/** Lines of mountinfo: [device, directory of its file system, place, type]. */
export const mountsOf = (
  namespace: number,
  ...mounts: readonly (readonly [device: string, from: string, at: string, type: string])[]
): MountView => ({
  namespace,
  lines: mounts.map(
    ([device, from, at, type], index) => `${20 + index} 1 ${device} ${from} ${at} rw - ${type} ${type} rw`,
  ),
});

const hostMounts = mountsOf(INITIAL.mnt, ["0:2", "/", "/", "rootfs"], ["0:21", "/", "/proc", "proc"]);

export interface MachineOver {
  readonly processes?: readonly ProcessView[];
  readonly cgroups?: readonly CgroupView[];
  readonly mounts?: readonly MountView[];
  readonly events?: readonly KernelEvent[];
}

/** A machine with init, kthreadd and what is given. */
export const machineOf = (over: MachineOver = {}): ContainerRun => ({
  setup: "A machine",
  seed: 1,
  view: {
    nowNs: 1e9,
    processes: [
      processOf(1, { comm: "init" }),
      processOf(2, { comm: "kthreadd" }),
      ...(over.processes ?? []),
    ],
    namespaces: [
      {
        kind: "pid",
        inode: INITIAL.pid,
        owner: INITIAL.user,
        parent: undefined,
        members: [1, 2],
        holds: "2 tasks",
      },
      { kind: "pid", inode: 50, owner: INITIAL.user, parent: INITIAL.pid, members: [], holds: "0 tasks" },
    ],
    cgroups: [cgroupOf("/"), ...(over.cgroups ?? [])],
    mounts: [hostMounts, ...(over.mounts ?? [])],
    userNs: 1e6,
    systemNs: 2e6,
    idleNs: 3e6,
    totalPages: 60_000,
    freePages: 50_000,
  },
  containers: [{ name: "first", status: "exited", pid: 0, exitCode: 137, oomKilled: true }],
  events: over.events ?? [],
  calls: 1000,
});

export const containerRun = (over: MachineOver = {}): LabRun => ({
  ...emptyRun("lesson-04"),
  container: machineOf(over),
});

/** What lessons 4 and 5 keep, in small: everything that their measures read. */
export function everyContainerRun(): Required<Pick<LabRun, "container" | "keptContainers" | "answers">> {
  const flags = "NEWNS NEWUTS NEWIPC NEWPID NEWNET NEWUSER NEWCGROUP NEWTIME";
  const script = { stdout: "", status: 0, calls: 20, virtualNs: 150_000 };
  const setting = (value: number) => ({ ...script, stdout: `the name host\nkernel/pid_max ${value}\n` });
  return {
    container: machineOf(),
    keptContainers: {
      namespaces: machineOf({ events: [eventOf("unshare", { detail: flags })] }),
      filled: machineOf({
        processes: [processOf(10, { numbers: [10, 1] }), processOf(11, { numbers: [11, 2] })],
      }),
      foreign: machineOf({ events: [eventOf("execve", { error: "ENOEXEC", detail: "/bin/service" })] }),
    },
    answers: {
      plain: script,
      "by-hand": { ...script, calls: 200 },
      before: setting(4096),
      after: setting(8192),
    },
  };
}
