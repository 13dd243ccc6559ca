/** sysfs, as far as containers and their tools look at it: network devices, cgroup and kernel directories, block and memory facts. */
import { type ChildTable, LazyChildren, TableTree } from "../fs/child-table";
import type { DirEntry, Inode } from "../fs/contract";
import { GeneratedDirectory, GeneratedFile } from "../fs/generated";
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

class SysDirectory extends GeneratedDirectory {
  private readonly children: LazyChildren<SysSuperBlock>;

  constructor(sb: SysSuperBlock, permissions: number, table: ChildTable<SysSuperBlock>) {
    super(sb, sb.inode(), permissions);
    this.nlink = 2 + table.directories;
    this.children = new LazyChildren(table, sb);
  }

  override lookup(name: string): Inode | undefined {
    return this.children.lookup(name);
  }

  override entries(): readonly DirEntry[] {
    return this.children.entries();
  }
}

class SysSuperBlock extends PseudoSuperBlock implements SysNumbers {
  private next = 1;

  constructor(
    kernel: Kernel,
    readonly net: NetNamespace,
    table: ChildTable<SysSuperBlock>,
  ) {
    super("sysfs", SYSFS_MAGIC, kernel.anonymousDevice(), net.userNs);
    this.root = new SysDirectory(this, 0o555, table);
    this.root.atimeNs = this.root.mtimeNs = this.root.ctimeNs = kernel.realtimeNs();
  }

  inode(): number {
    return this.next++;
  }
}

function makeTable(kernel: Kernel): ChildTable<SysSuperBlock> {
  const tree = new TableTree<SysSuperBlock>((sb, table) => new SysDirectory(sb, 0o755, table));
  for (const name of ["block", "bus", "class", "dev", "devices", "firmware", "fs", "kernel", "module"])
    tree.at(name);
  tree.at("fs/cgroup");
  tree.at("class").directory("net", (sb) => new NetClass(sb, sb.net));
  tree.at("devices/virtual").directory("net", (sb) => new NetDevices(sb, sb.net));
  const text = (directory: string, name: string, shown: string) =>
    tree
      .at(directory)
      .file(name, (sb) => new GeneratedFile(sb, sb.inode(), 0o444, { show: () => shown, size: FILE_SIZE }));
  const cpus = kernel.cpus === 1 ? "0\n" : `0-${kernel.cpus - 1}\n`;
  for (const name of ["online", "possible", "present"]) text("devices/system/cpu", name, cpus);
  for (let number = 0; number < kernel.cpus; number++) tree.at(`devices/system/cpu/cpu${number}`);
  text("devices/system/cpu", "kernel_max", `${kernel.cpus - 1}\n`);
  text("kernel", "fscaps", "1\n");
  text("kernel", "oops_count", "0\n");
  text("kernel", "warn_count", "0\n");
  text("kernel/mm/swap", "vma_ra_enabled", "true\n");
  for (const [name, value] of Object.entries(KSM)) text("kernel/mm/ksm", name, `${value}\n`);
  text("kernel/cgroup", "delegate", DELEGATE);
  text("kernel/cgroup", "features", "nsdelegate\nfavordynmods\nmemory_localevents\nmemory_recursiveprot\n");
  return tree.root;
}

export function sysfsType(kernel: Kernel): FileSystemType {
  const known = new WeakMap<NetNamespace, SysSuperBlock>();
  const table = makeTable(kernel);
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
        sb = new SysSuperBlock(kernel, net, table);
        known.set(net, sb);
      }
      return sb;
    },
  };
}
