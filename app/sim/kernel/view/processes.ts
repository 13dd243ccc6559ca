/** What the page and the checks see of a kernel's processes: plain data. */
import type { Kernel } from "../kernel";
import type { NamespaceKind } from "../ns/namespaces";
import type { Process } from "../process/process";

export interface ProcessView {
  /** In the initial PID namespace: as the host sees it. */
  readonly pid: number;
  readonly ppid: number;
  /** Its number in each PID namespace that it is in, the innermost last. */
  readonly numbers: readonly number[];
  readonly comm: string;
  readonly args: string;
  readonly state: "R" | "S" | "D" | "T" | "Z";
  /** Kernel uid, and what its own user namespace makes of it. */
  readonly uid: number;
  readonly uidInside: number;
  readonly hostname: string;
  /** Inode numbers of its namespaces. */
  readonly namespaces: Readonly<Record<NamespaceKind, number>>;
  readonly cgroup: string;
  readonly root: string;
  readonly capabilities: string;
  readonly userNs: number;
  readonly systemNs: number;
  readonly rssPages: number;
  readonly threads: number;
  /** A container's number, 0 for the host's own. */
  readonly owner: number;
}

export function processViews(kernel: Kernel): readonly ProcessView[] {
  return [...kernel.processes()].map((process) => processView(kernel, process));
}

function processView(kernel: Kernel, process: Process): ProcessView {
  const { main } = process;
  const { ns, creds } = main;
  return {
    pid: main.pid,
    ppid: process.parent?.main.pid ?? 0,
    numbers: main.numbers,
    comm: main.comm,
    args: process.argv.join(" "),
    state: main.state,
    uid: creds.euid,
    uidInside: creds.userNs.fromKernelUid(creds.euid),
    hostname: ns.uts.nodename,
    namespaces: {
      cgroup: ns.cgroup.inode,
      ipc: ns.ipc.inode,
      mnt: ns.mnt.inode,
      net: ns.net.inode,
      pid: ns.pid.inode,
      time: ns.time.inode,
      user: creds.userNs.inode,
      uts: ns.uts.inode,
    },
    cgroup: kernel.cgroups.of(main).path,
    root: kernel.rootOf(process),
    capabilities: creds.effective.toString(16).padStart(16, "0"),
    userNs: process.userNs,
    systemNs: process.systemNs,
    rssPages: process.zombie ? 0 : process.memory.rssPages,
    threads: process.threads.length,
    owner: process.owner,
  };
}
