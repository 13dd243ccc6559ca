/** sysfs, as far as containers and their tools look at it: network devices, cgroup and kernel directories, block and memory facts. */
import type { DirEntry, Inode } from "../fs/contract";
import { GeneratedFile, TableDirectory } from "../fs/generated";
import type { FileSystemType } from "../fs/mount-table";
import { PseudoSuperBlock } from "../fs/pseudo-super-block";
import type { Kernel } from "../kernel";
import type { NetNamespace } from "../net/namespace";
import { NetClass, NetDevices, type SysNumbers } from "./sysfs-net";

const SYSFS_MAGIC = 0x62656572;
const FILE_SIZE = 4096;
/** /sys/kernel/cgroup/delegate of the guest: files that go with a directory that is handed over. */
const DELEGATE = "cgroup.procs\ncgroup.threads\ncgroup.subtree_control\n";

/** Same-page merging is off, and the simulated kernel has none: the files say so and cannot be written. */
const KSM = {
  full_scans: 0,
  max_page_sharing: 256,
  pages_shared: 0,
  pages_sharing: 0,
  pages_to_scan: 100,
  pages_unshared: 0,
  pages_volatile: 0,
  run: 0,
  sleep_millisecs: 20,
  stable_node_chains: 0,
  stable_node_chains_prune_millisecs: 2000,
  stable_node_dups: 0,
  use_zero_pages: 0,
} as const;

/** Every network namespace with a sysfs has one, and few are looked into: it is filled when somebody looks. */
class SysRoot extends TableDirectory {
  private filled = false;
  private links = 2;

  constructor(
    sb: SysSuperBlock,
    ino: number,
    private readonly fillWith: (root: TableDirectory) => void,
  ) {
    super(sb, ino, 0o555);
    Object.defineProperty(this, "nlink", {
      get: () => {
        this.fill();
        return this.links;
      },
      set: (links: number) => {
        this.links = links;
      },
    });
  }

  private fill(): void {
    if (this.filled) return;
    this.filled = true;
    this.fillWith(this);
  }

  override lookup(name: string): Inode | undefined {
    this.fill();
    return super.lookup(name);
  }

  override entries(): readonly DirEntry[] {
    this.fill();
    return super.entries();
  }
}

class SysSuperBlock extends PseudoSuperBlock implements SysNumbers {
  private next = 1;

  constructor(
    kernel: Kernel,
    readonly net: NetNamespace,
  ) {
    super("sysfs", SYSFS_MAGIC, kernel.anonymousDevice(), net.userNs);
    this.root = new SysRoot(this, this.inode(), (root) => this.fill(kernel, root));
    this.root.atimeNs = this.root.mtimeNs = this.root.ctimeNs = kernel.realtimeNs();
  }

  private fill(kernel: Kernel, root: TableDirectory): void {
    const { net } = this;
    const directory = (...names: string[]) => {
      let at = root;
      for (const name of names) {
        const known = at.lookup(name);
        at =
          known instanceof TableDirectory
            ? known
            : at.add(name, new TableDirectory(this, this.inode(), 0o755));
      }
      return at;
    };
    for (const name of ["block", "bus", "class", "dev", "devices", "firmware", "fs", "kernel", "module"])
      directory(name);
    directory("fs", "cgroup");
    directory("class").add("net", new NetClass(this, net));
    directory("devices", "virtual").add("net", new NetDevices(this, net));
    const text = (into: TableDirectory, name: string, show: () => string) =>
      into.add(name, new GeneratedFile(this, this.inode(), 0o444, { show, size: FILE_SIZE }));
    const all = kernel.cpus === 1 ? "0\n" : `0-${kernel.cpus - 1}\n`;
    const cpu = directory("devices", "system", "cpu");
    for (const name of ["online", "possible", "present"]) text(cpu, name, () => all);
    for (let number = 0; number < kernel.cpus; number++)
      directory("devices", "system", "cpu", `cpu${number}`);
    text(cpu, "kernel_max", () => `${kernel.cpus - 1}\n`);
    const main = directory("kernel");
    text(main, "fscaps", () => "1\n");
    text(main, "oops_count", () => "0\n");
    text(main, "warn_count", () => "0\n");
    text(directory("kernel", "mm", "swap"), "vma_ra_enabled", () => "true\n");
    const ksm = directory("kernel", "mm", "ksm");
    for (const [name, value] of Object.entries(KSM)) text(ksm, name, () => `${value}\n`);
    const cgroup = directory("kernel", "cgroup");
    text(cgroup, "delegate", () => DELEGATE);
    text(cgroup, "features", () => "nsdelegate\nfavordynmods\nmemory_localevents\nmemory_recursiveprot\n");
  }

  inode(): number {
    return this.next++;
  }
}

export function sysfsType(kernel: Kernel): FileSystemType {
  const known = new WeakMap<NetNamespace, SysSuperBlock>();
  return {
    type: "sysfs",
    nodev: true,
    userMountable: true,
    visibilityRule: true,
    owner: (caller) => (caller.task?.ns.net ?? kernel.initialNet).userNs,
    make: (_source, _data, _flags, caller) => {
      const net = caller.task?.ns.net ?? kernel.initialNet;
      let sb = known.get(net);
      if (sb === undefined) {
        sb = new SysSuperBlock(kernel, net);
        known.set(net, sb);
      }
      return sb;
    },
  };
}
