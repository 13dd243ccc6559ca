/** The files of /proc that are about the machine: uptime, meminfo, stat, cpuinfo … */
import type { ChildTable } from "../fs/child-table";
import type { Caller } from "../fs/contract";
import { GeneratedFile, type TableDirectory } from "../fs/generated";
import { ProcTable } from "./directory";
import { systemPressure } from "./pressure";
import type { ProcView } from "./view";

const TICK_NS = 10_000_000;
const SECOND_NS = 1_000_000_000;

/** As the guest's kernel was built and started. */
export const COMMAND_LINE = "quiet tsc=reliable panic=-1 pci=noearly rodata=off console=ttyS0";
const BUILD =
  "(triptych@triptych) (gcc (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40)";

/** The kernel's name for itself, in /proc/version and at the start of its log. */
export function versionText({
  release,
  version,
}: {
  readonly release: string;
  readonly version: string;
}): string {
  return `Linux version ${release} ${BUILD} ${version}`;
}

/** v86's processor, which the guest sees; the modelled cores present themselves in the same way. */
const CPU = `vendor_id	: GenuineIntel
cpu family	: 6
model		: 7
model name	: Pentium III (Katmai)
stepping	: 3
cpu MHz		: 1000.000
cache size	: 6144 KB
fdiv_bug	: no
f00f_bug	: no
coma_bug	: no
fpu		: yes
fpu_exception	: yes
cpuid level	: 22
wp		: yes
flags		: fpu pse tsc msr pae cx8 sep pge cmov mmx fxsr sse sse2 constant_tsc tsc_reliable cpuid tsc_known_freq pni popcnt rdrand hypervisor erms
bugs		: cpu_meltdown spectre_v1 spectre_v2 spec_store_bypass l1tf mds swapgs itlb_multihit mmio_unknown bhi its
bogomips	: 2000.00
clflush size	: 32
cache_alignment	: 32
address sizes	: 36 bits physical, 32 bits virtual
power management:
`;

export function addMachineFiles(table: ChildTable<ProcView>): void {
  const add = (name: string, show: (view: ProcView, caller: Caller) => string, permissions = 0o444) =>
    table.file(
      name,
      (view) =>
        new GeneratedFile(view.sb, view.inode(), permissions, { show: (caller) => show(view, caller) }),
    );
  add("uptime", ({ kernel }, caller) => {
    const offset = caller.task?.ns.time.boottimeOffsetNs ?? 0;
    return `${seconds(kernel.nowNs() + offset)} ${seconds(kernel.cpuTimes().idleNs)}\n`;
  });
  add("loadavg", ({ kernel, pidNs }) => {
    const all = pidNs.all();
    const running = all.filter(([, task]) => task.state === "R").length;
    const loads = kernel.load
      .averages(kernel.nowNs())
      .map((load) => load.toFixed(2))
      .join(" ");
    return `${loads} ${running}/${all.length} ${pidNs.last}\n`;
  });
  add("version", ({ kernel }) => `${versionText(kernel.identity)}\n`);
  add("cmdline", () => `${COMMAND_LINE}\n`);
  add("cpuinfo", ({ kernel }) =>
    Array.from({ length: kernel.cpus }, (_, cpu) => `processor	: ${cpu}\n${CPU}\n`).join(""),
  );
  add("filesystems", ({ kernel }) =>
    [...kernel.mounts.table.filesystems.values()]
      .map(({ type, nodev }) => `${nodev ? "nodev" : ""}\t${type}\n`)
      .join(""),
  );
  add("meminfo", ({ kernel }) => kernel.memory.meminfoText());
  add("stat", statText);
  add("swaps", () => "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
  add("partitions", () => "");
  add("misc", () => "");
  add("locks", () => "");
  add("cgroups", ({ kernel }) => {
    const names = ["cpuset", "cpu", "cpuacct", "blkio", "memory", "freezer", "pids"];
    const count = kernel.cgroups.root.descendants + 1;
    return `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${names.map((name) => `${name}\t0\t${count}\t1\n`).join("")}`;
  });
  add("kmsg", ({ kernel }) => kernel.logText(), 0o400);
  table.directory("pressure", pressure);
  table.directory("sysvipc", sysvipc);
}

function pressure(view: ProcView): TableDirectory {
  const directory = new ProcTable(view.sb, view.inode(), 0o555);
  for (const resource of ["cpu", "memory", "io"] as const) {
    const show = () => systemPressure(view.kernel, resource);
    directory.add(resource, new GeneratedFile(view.sb, view.inode(), 0o666, { show }));
  }
  return directory;
}

function seconds(ns: number): string {
  return (Math.floor(ns / TICK_NS) / 100).toFixed(2);
}

function statText({ kernel }: ProcView): string {
  const { userNs, systemNs, idleNs } = kernel.cpuTimes();
  const ticks = (ns: number, cores: number) => Math.floor(ns / TICK_NS / cores);
  const row = (name: string, cores: number) =>
    `${name} ${ticks(userNs, cores)} 0 ${ticks(systemNs, cores)} ${ticks(idleNs, cores)} 0 0 0 0 0 0\n`;
  const rows = Array.from({ length: kernel.cpus }, (_, cpu) => row(`cpu${cpu}`, kernel.cpus));
  let running = 0;
  for (const process of kernel.processes())
    for (const task of process.threads) if (task.state === "R") running++;
  return [
    row("cpu ", 1),
    ...rows,
    "intr 0\n",
    `ctxt ${kernel.contextSwitches}\n`,
    `btime ${Math.floor(kernel.realtimeNs() / SECOND_NS - kernel.nowNs() / SECOND_NS) - 1}\n`,
    `processes ${kernel.forks + 2}\n`,
    `procs_running ${Math.max(1, running)}\n`,
    "procs_blocked 0\n",
    "softirq 0 0 0 0 0 0 0 0 0 0 0\n",
  ].join("");
}

/** /proc/sysvipc: the objects of the reader's IPC namespace. */
function sysvipc(view: ProcView): TableDirectory {
  const directory = new ProcTable(view.sb, view.inode(), 0o555);
  const add = (name: "msg" | "sem" | "shm", head: string, row: (object: Shown) => string) =>
    directory.add(
      name,
      new GeneratedFile(view.sb, view.inode(), 0o444, {
        show: (caller) => {
          const ipc = caller.task?.ns.ipc;
          const ids = caller.creds.userNs;
          const rows = (ipc?.all(name) ?? []).map((one) =>
            row({ ...one, uid: ids.fromKernelUid(one.uid), gid: ids.fromKernelGid(one.gid) }),
          );
          return `${head}\n${rows.join("")}`;
        },
      }),
    );
  type Shown = {
    key: number;
    id: number;
    mode: number;
    uid: number;
    gid: number;
    size: number;
    creatorPid: number;
    createdNs: number;
  };
  const n = (value: number, width: number) => String(value).padStart(width);
  const oct = (value: number) => value.toString(8).padStart(4);
  const at = (ns: number) => n(Math.floor(ns / SECOND_NS), 10);
  add(
    "shm",
    "       key      shmid perms       size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime        rss       swap",
    (o) =>
      `${n(o.key, 10)} ${n(o.id, 10)}  ${oct(o.mode)} ${n(o.size, 10)} ${n(o.creatorPid, 5)} ${n(0, 5)}  ${n(0, 5)} ${n(o.uid, 5)} ${n(o.gid, 5)} ${n(o.uid, 5)} ${n(o.gid, 5)} ${n(0, 10)} ${n(0, 10)} ${at(o.createdNs)} ${n(0, 10)} ${n(0, 10)}\n`,
  );
  add(
    "sem",
    "       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime",
    (o) =>
      `${n(o.key, 10)} ${n(o.id, 10)}  ${oct(o.mode)} ${n(o.size, 10)} ${n(o.uid, 5)} ${n(o.gid, 5)} ${n(o.uid, 5)} ${n(o.gid, 5)} ${n(0, 10)} ${at(o.createdNs)}\n`,
  );
  add(
    "msg",
    "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime",
    (o) =>
      `${n(o.key, 10)} ${n(o.id, 10)}  ${oct(o.mode)}  ${n(0, 10)} ${n(0, 10)} ${n(0, 5)} ${n(0, 5)} ${n(o.uid, 5)} ${n(o.gid, 5)} ${n(o.uid, 5)} ${n(o.gid, 5)} ${n(0, 10)} ${n(0, 10)} ${at(o.createdNs)}\n`,
  );
  return directory;
}
