/** The cgroup2 file system: directories are cgroups, and their files talk to the controllers. One tree, however often it is mounted. */
import { SysError } from "../abi/errno";
import type { Device, StatFs } from "../abi/sys";
import type { Caller, Inode, SuperBlock } from "../fs/contract";
import type { FileSystemType } from "../fs/mount-table";
import type { UserNamespace } from "../ns/user";
import type { Cgroup } from "./cgroup";
import { CgroupDirectory } from "./directory";
import type { CgroupTree } from "./tree";

/** CGROUP2_SUPER_MAGIC. */
const MAGIC = 0x63677270;

/** What all mounts of the hierarchy share. */
export class CgroupFs implements FileSystemType {
  readonly type = "cgroup2";
  readonly nodev = true;
  readonly userMountable = true;
  /** mount -o memory_recursiveprot and memory_localevents: kept and shown; the model protects recursively always. */
  readonly flags = { memoryLocalevents: false, memoryRecursiveprot: false };
  private minor: number | undefined;
  private readonly directories = new WeakMap<Cgroup, CgroupDirectory>();
  private readonly superBlocks = new Map<Cgroup, CgroupSuperBlock>();
  private nextInode = 1;

  constructor(
    readonly tree: CgroupTree,
    /** Gives the minor number of an anonymous device. */
    private readonly anonymousDevice: () => number,
    readonly userNs: UserNamespace,
  ) {
    this.superBlock(tree.root);
    tree.onMade((cgroup) => this.directory(cgroup));
    tree.onRemoved((cgroup) => this.removed(cgroup));
  }

  /** Its device; it gets the number with its first mount. */
  get device(): Device {
    this.minor ??= this.anonymousDevice();
    return { major: 0, minor: this.minor };
  }

  /** Whoever owns the mounter's cgroup namespace may mount what it shows. */
  owner(caller: Caller): UserNamespace {
    return caller.task?.ns.cgroup.userNs ?? this.userNs;
  }

  /** Mounting shows the part of the tree that the mounter's cgroup namespace is in. @throws SysError EINVAL for unknown options */
  make(_source: string, data: string, _flags: number, caller: Caller): SuperBlock {
    const options = parsed(data);
    // The device number is taken now, whoever asks for it first.
    void this.device;
    const namespace = caller.task?.ns.cgroup;
    if (namespace === undefined || namespace.root === this.tree.root) this.apply(options);
    return this.superBlock(namespace?.root ?? this.tree.root);
  }

  /** mount -o remount: only from the initial cgroup namespace does it change anything. */
  remount(data: string, caller: Caller): void {
    const options = parsed(data);
    if (caller.task === undefined || caller.task.ns.cgroup.root === this.tree.root) this.apply(options);
  }

  options(): string {
    let text = this.tree.nsDelegate ? ",nsdelegate" : "";
    if (this.flags.memoryLocalevents) text += ",memory_localevents";
    return this.flags.memoryRecursiveprot ? `${text},memory_recursiveprot` : text;
  }

  directory(cgroup: Cgroup): CgroupDirectory {
    let directory = this.directories.get(cgroup);
    if (directory === undefined) {
      const sb = this.superBlocks.get(this.tree.root) ?? new CgroupSuperBlock(this);
      directory = new CgroupDirectory(this, sb, this.inodes(1), cgroup);
      this.directories.set(cgroup, directory);
      directory.takeNumbers();
      if (cgroup.parent !== undefined) this.directory(cgroup.parent).nlink++;
    }
    return directory;
  }

  /** So many inode numbers in a row; the first. */
  inodes(count: number): number {
    const first = this.nextInode;
    this.nextInode += count;
    return first;
  }

  private superBlock(root: Cgroup): CgroupSuperBlock {
    const known = this.superBlocks.get(root);
    if (known !== undefined) return known;
    const sb = new CgroupSuperBlock(this);
    this.superBlocks.set(root, sb);
    sb.root = this.directory(root);
    return sb;
  }

  private removed(cgroup: Cgroup): void {
    this.superBlocks.delete(cgroup);
    if (cgroup.parent !== undefined) this.directory(cgroup.parent).nlink--;
  }

  private apply(options: ReadonlySet<string>): void {
    this.tree.nsDelegate = options.has("nsdelegate");
    this.flags.memoryLocalevents = options.has("memory_localevents");
    this.flags.memoryRecursiveprot = options.has("memory_recursiveprot");
  }
}

/**
 * What mountinfo shows as a mount's root to a reader with that cgroup as its namespace's root: "/", "/a", "/..". undefined: the inode
 * is no cgroup.
 */
export function cgroupMountRoot(root: Inode, namespaceRoot: Cgroup): string | undefined {
  return root instanceof CgroupDirectory ? root.cgroup.pathFrom(namespaceRoot) : undefined;
}

const OPTIONS = ["nsdelegate", "favordynmods", "memory_localevents", "memory_recursiveprot"];

function parsed(data: string): ReadonlySet<string> {
  const words = data.split(",").filter((word) => word !== "");
  if (!words.every((word) => OPTIONS.includes(word))) throw new SysError("EINVAL");
  return new Set(words);
}

/** One root of the hierarchy: the whole, or what a cgroup namespace sees. They are one device with the same inodes. */
class CgroupSuperBlock implements SuperBlock {
  readonly type = "cgroup2";
  /** The hierarchy and its device outlive single mounts. */
  readonly permanent = true;
  readonly blockSize = 4096;
  readonly userNs: UserNamespace;
  readOnly = false;
  root!: CgroupDirectory;

  constructor(private readonly fs: CgroupFs) {
    this.userNs = fs.userNs;
  }

  get device(): Device {
    return this.fs.device;
  }

  options(): string {
    return this.fs.options();
  }

  remount(data: string, caller: Caller): void {
    this.fs.remount(data, caller);
  }

  statfs(): StatFs {
    return { type: MAGIC, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0, namelen: 255 };
  }

  /** The hierarchy outlives its mounts. */
  release(): void {}
}
