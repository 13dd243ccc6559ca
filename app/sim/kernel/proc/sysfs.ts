/** sysfs, as far as containers and their tools look at it: network devices, cgroup and kernel directories, block and memory facts. */
import type { Call } from "../abi/call";
import { S } from "../abi/flags";
import { type Caller, type DirEntry, Inode, type OpenFile, type SuperBlock } from "../fs/contract";
import { DirectoryFile } from "../fs/directory-file";
import { GeneratedFile, TableDirectory } from "../fs/generated";
import type { FileSystemType } from "../fs/mount-table";
import { PseudoSuperBlock } from "../fs/pseudo-super-block";
import type { Kernel } from "../kernel";
import type { NetNamespace } from "../net/namespace";
import { sysNetFiles } from "../net/sys-class-net";

const SYSFS_MAGIC = 0x62656572;
const FILE_SIZE = 4096;
/** /sys/kernel/cgroup/delegate of the guest: files that go with a directory that is handed over. */
const DELEGATE = "cgroup.procs\ncgroup.threads\ncgroup.subtree_control\n";

class SysSuperBlock extends PseudoSuperBlock {
  private next = 1;

  constructor(
    kernel: Kernel,
    readonly net: NetNamespace,
  ) {
    super("sysfs", SYSFS_MAGIC, kernel.anonymousDevice(), net.userNs);
    const root = new TableDirectory(this, this.inode(), 0o555);
    this.root = root;
    const directory = (...names: string[]) => {
      let at = root;
      for (const name of names) {
        const known = at.lookup(name);
        at =
          known instanceof TableDirectory
            ? known
            : at.add(name, new TableDirectory(this, this.inode(), 0o555));
      }
      return at;
    };
    for (const name of [
      "block",
      "bus",
      "class",
      "dev",
      "devices",
      "firmware",
      "fs",
      "kernel",
      "module",
      "power",
    ])
      directory(name);
    directory("fs", "cgroup");
    directory("class").add("net", new NetClass(this));
    const text = (into: TableDirectory, name: string, show: () => string) =>
      into.add(name, new GeneratedFile(this, this.inode(), 0o444, { show, size: FILE_SIZE }));
    const all = kernel.cpus === 1 ? "0\n" : `0-${kernel.cpus - 1}\n`;
    const cpu = directory("devices", "system", "cpu");
    for (const name of ["online", "possible", "present"]) text(cpu, name, () => all);
    for (let number = 0; number < kernel.cpus; number++)
      directory("devices", "system", "cpu", `cpu${number}`);
    const cgroup = directory("kernel", "cgroup");
    text(cgroup, "delegate", () => DELEGATE);
    text(cgroup, "features", () => "nsdelegate\nfavordynmods\nmemory_localevents\nmemory_recursiveprot\n");
  }

  inode(): number {
    return this.next++;
  }
}

/** /sys/class/net: the devices of the namespace in which sysfs was mounted. */
class NetClass extends Inode {
  private readonly devices = new Map<string, TableDirectory>();

  constructor(private readonly of: SysSuperBlock) {
    super(of as SuperBlock, of.inode(), S.IFDIR | 0o755);
    this.nlink = 2;
  }

  override lookup(name: string): Inode | undefined {
    const files = sysNetFiles(this.of.net, name);
    if (files === undefined) {
      this.devices.delete(name);
      return undefined;
    }
    let directory = this.devices.get(name);
    if (directory === undefined) {
      directory = new TableDirectory(this.of, this.of.inode(), 0o755);
      for (const [file, show] of Object.entries(files))
        directory.add(
          file,
          new GeneratedFile(this.of, this.of.inode(), 0o444, { show: () => show(), size: FILE_SIZE }),
        );
      this.devices.set(name, directory);
    }
    return directory;
  }

  override entries(_caller: Caller): readonly DirEntry[] {
    return [...this.of.net.allDevices()].map(({ name }) => ({
      name,
      ino: this.lookup(name)?.ino ?? 0,
      type: S.IFLNK,
    }));
  }

  // biome-ignore lint/correctness/useYield: opens at once
  override *open(flags: number): Call<OpenFile> {
    return new DirectoryFile(flags, this);
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
