/** The kernel's first moments: its own namespaces, the root file system, the kernel's threads and the first process. */
import { RLIMITS } from "./abi/flags";
import { CgroupFs } from "./cgroup/cgroupfs";
import { initialTree } from "./fs/initial-tree";
import type { KernelCaller } from "./fs/kernel-caller";
import type { Path } from "./fs/path";
import type { Kernel } from "./kernel";
import { IpcNamespace } from "./ns/ipc";
import { CgroupNamespace, type NamespaceSet, TimeNamespace, UtsNamespace } from "./ns/namespaces";
import { COMMAND_LINE, versionText } from "./proc/machine-files";
import { procType } from "./proc/proc-fs";
import { sysfsType } from "./proc/sysfs";
import { rootCredentials } from "./process/credentials";
import { FdTable } from "./process/fd-table";
import { type Limit, Process } from "./process/process";
import { Task } from "./process/task";
import { init } from "./programs/init";

const NEVER = Number.POSITIVE_INFINITY;

/** `ulimit -a` and `ulimit -aH` of the guest with 32 MiB: what every process starts with. */
const LIMITS: Readonly<Record<(typeof RLIMITS)[number], Limit>> = {
  CPU: { soft: NEVER, hard: NEVER },
  FSIZE: { soft: NEVER, hard: NEVER },
  DATA: { soft: NEVER, hard: NEVER },
  STACK: { soft: 8 << 20, hard: NEVER },
  CORE: { soft: 0, hard: NEVER },
  RSS: { soft: NEVER, hard: NEVER },
  NPROC: { soft: 206, hard: 206 },
  NOFILE: { soft: 1024, hard: 4096 },
  MEMLOCK: { soft: 8 << 20, hard: 8 << 20 },
  AS: { soft: NEVER, hard: NEVER },
  LOCKS: { soft: NEVER, hard: NEVER },
  SIGPENDING: { soft: 206, hard: 206 },
  MSGQUEUE: { soft: 819200, hard: 819200 },
  NICE: { soft: 0, hard: 0 },
  RTPRIO: { soft: 0, hard: 0 },
  RTTIME: { soft: NEVER, hard: NEVER },
};

/** What the machine starts with. */
export interface System {
  readonly ns: NamespaceSet;
  readonly root: Path;
  readonly init: Process;
  /** The kernel itself, at the root of the tree. */
  readonly caller: KernelCaller;
}

export function boot(kernel: Kernel, applets: readonly string[]): System {
  const user = kernel.initialUserNs;
  registerAll(kernel);
  const tree = initialTree(kernel, applets);
  const { mnt, root } = tree;
  kernel.log(versionText(kernel.identity));
  kernel.log(`Kernel command line: ${COMMAND_LINE}`);
  const pid = kernel.initialPidNs;
  const time = new TimeNamespace(kernel.namespaceInode("time"), user);
  time.frozen = true;
  const ns: NamespaceSet = {
    uts: new UtsNamespace(kernel.namespaceInode("uts"), user, "triptych", "(none)"),
    ipc: new IpcNamespace(kernel.namespaceInode("ipc"), user),
    mnt,
    pid,
    pidForChildren: pid,
    net: kernel.initialNet,
    cgroup: new CgroupNamespace(kernel.namespaceInode("cgroup"), user, kernel.cgroups.root),
    time,
    timeForChildren: time,
  };
  const swapper = idleTask(kernel, ns, root);
  const first = newProcess(kernel, ns, root, "init", swapper);
  pid.init = first;
  first.argv = ["/init"];
  kernel.log("Run /init as init process");
  kernel.start(first.main, (sys) => init(sys, first.argv, first.env));
  const kthreadd = newProcess(kernel, ns, root, "kthreadd", swapper);
  kthreadd.kernelThread = true;
  kthreadd.main.state = "S";
  return { ns, root, init: first, caller: tree.caller };
}

function registerAll(kernel: Kernel): void {
  const { table } = kernel.mounts;
  table.register(procType(kernel));
  table.register(sysfsType(kernel));
  table.register(new CgroupFs(kernel.cgroups, () => kernel.anonymousDevice(), kernel.initialUserNs));
}

/** Number 0, which leads the session that the first processes are in. It is in no list. */
function idleTask(kernel: Kernel, ns: NamespaceSet, root: Path): Process {
  const process = bareProcess(kernel, root, undefined);
  process.threads.push(new Task(kernel, process, [0], rootCredentials(kernel.initialUserNs), ns));
  return process;
}

function bareProcess(kernel: Kernel, root: Path, leader: Process | undefined): Process {
  return new Process(
    { root, cwd: root, umask: 0o022 },
    new FdTable(LIMITS.NOFILE.soft),
    kernel.memory.emptySpace(kernel.memory.rootCgroup),
    kernel.cgroups.root,
    leader?.group,
    leader?.session,
  );
}

/** A process that nobody forked. */
function newProcess(kernel: Kernel, ns: NamespaceSet, root: Path, comm: string, leader: Process): Process {
  const process = bareProcess(kernel, root, leader);
  const task = new Task(
    kernel,
    process,
    [kernel.initialPidNs.allocate()],
    rootCredentials(kernel.initialUserNs),
    ns,
  );
  task.comm = comm;
  process.threads.push(task);
  process.startedNs = kernel.nowNs();
  for (const name of RLIMITS) process.limits.set(name, LIMITS[name]);
  kernel.initialPidNs.enter(task.pid, task);
  kernel.cgroups.chargeFork(kernel.cgroups.root);
  kernel.cgroups.forked(process, kernel.cgroups.root);
  kernel.register(process);
  kernel.lifetimes.entered(ns);
  return process;
}
