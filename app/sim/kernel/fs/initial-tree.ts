/**
 * The file systems as the guest has them after its start (guests/userland/init.c): a rootfs under a bind mount of itself, so that
 * pivot_root works, and what init mounts. proc, sysfs and cgroup2 are mounted if they are registered.
 */
import { MS, O, S } from "../abi/flags";
import { rootCredentials } from "../process/credentials";
import type { KernelServices } from "../services";
import { bytesOf } from "./contract";
import type { FileCalls } from "./file-calls";
import { DEVICE_LINKS, DEVICES, DIRECTORIES, FILES, LINKS, PROGRAMS } from "./initial-files";
import { KernelCaller, now } from "./kernel-caller";
import type { MountCalls } from "./mount-calls";
import { MountNamespace } from "./mount-namespace";
import type { MountServices } from "./mount-services";
import type { Path } from "./path";
import { UNCHARGED } from "./tmpfs/page-account";
import { Tmpfs } from "./tmpfs/super-block";

/** Half of the pages that were there so early at boot: rootfs and devtmpfs are older than the rest of the memory. */
const EARLY_LIMIT = 3301;
/** Devices of the guest's first file systems; later ones get the next. */
const MINOR = { rootfs: 2, devtmpfs: 5 } as const;

export interface TreeServices
  extends Pick<KernelServices, "initialUserNs" | "namespaceInode" | "anonymousDevice" | "realtimeNs"> {
  readonly files: FileCalls;
  readonly mounts: MountCalls;
  readonly memory: MountServices["memory"];
}

export interface InitialTree {
  readonly mnt: MountNamespace;
  /** Where the first process lives. */
  readonly root: Path;
  /** For later work on the tree without a task. */
  readonly caller: KernelCaller;
}

/** `applets`: names of links to busybox in /bin, besides sh. */
export function initialTree(services: TreeServices, applets: readonly string[]): InitialTree {
  const { files, mounts, initialUserNs: userNs } = services;
  const { table } = mounts;
  const creds = rootCredentials(userNs);
  const clock = () => services.realtimeNs();
  // The very first superblock is made before there is a place to stand.
  const nowhere = new KernelCaller(creds, undefined as never, clock);
  let booted = false;
  const newAccount = () => (booted ? services.memory.pageAccount() : UNCHARGED);
  const early = { userNs, totalPages: services.memory.totalPages, newAccount };
  const limits = { blocks: EARLY_LIMIT, inodes: EARLY_LIMIT };
  const rootfs = new Tmpfs({ ...early, type: "rootfs", minor: MINOR.rootfs, options: limits }, nowhere);
  const bottom = table.newMount(rootfs, 0, "rootfs");
  table.skipKernelMounts();
  const mnt = new MountNamespace(table, services.namespaceInode("mnt"), userNs, bottom);
  const below: Path = { mount: bottom, dentry: bottom.root };
  const first = new KernelCaller(creds, below, clock);
  const tree = new TreeBuilder(files, first);
  tree.unpack();
  mounts.mount(first, "/", "/mnt", "", MS.BIND, "");
  files.chdir(first, "/mnt");
  mounts.mount(first, ".", "/", "", MS.MOVE, "");
  files.chroot(first, ".");
  files.chdir(first, "/");
  const { root } = first.roots;
  const caller = new KernelCaller(creds, root, clock, 0o022);
  const put = (
    type: string,
    options: object,
    source: string,
    place: string,
    minor = services.anonymousDevice(),
  ) => {
    const sb = new Tmpfs({ ...early, type, minor, options }, caller);
    mounts.place(caller, sb, source, place);
    return sb;
  };
  const dev = put("devtmpfs", { ...limits, mode: 0o755 }, "dev", "/dev", MINOR.devtmpfs);
  table.register({ type: "devtmpfs", nodev: true, userMountable: false, make: () => dev });
  const builder = new TreeBuilder(files, new KernelCaller(creds, root, clock));
  builder.devices();
  const mountIf = (type: string, source: string, place: string, data = "") => {
    if (table.filesystems.has(type)) mounts.mount(caller, source, place, type, 0, data);
  };
  mountIf("proc", "proc", "/proc");
  mountIf("sysfs", "sys", "/sys");
  files.mkdir(caller, "/dev/pts", 0o755);
  mountIf("devpts", "devpts", "/dev/pts", "ptmxmode=666");
  files.mkdir(caller, "/dev/shm", 0o1777);
  files.mkdir(caller, "/dev/mqueue", 0o755);
  put("tmpfs", {}, "shm", "/dev/shm");
  mountIf("mqueue", "mqueue", "/dev/mqueue");
  for (const [path, target] of DEVICE_LINKS) files.symlink(caller, target, path);
  put("tmpfs", { mode: 0o755 }, "run", "/run");
  put("tmpfs", {}, "tmp", "/tmp");
  mountIf("cgroup2", "cgroup2", "/sys/fs/cgroup");
  for (const applet of applets)
    if (applet !== "sh" && !PROGRAMS.some(([path]) => path === `/bin/${applet}`))
      files.symlink(caller, "busybox", `/bin/${applet}`);
  booted = true;
  return { mnt, root, caller };
}

class TreeBuilder {
  constructor(
    private readonly files: FileCalls,
    private readonly caller: KernelCaller,
  ) {}

  /** What the kernel unpacks from the initramfs. */
  unpack(): void {
    const { files, caller } = this;
    for (const [path, mode] of DIRECTORIES) {
      files.mkdir(caller, path, mode);
      files.chmod(caller, path, mode);
    }
    for (const [path, target] of LINKS) files.symlink(caller, target, path);
    files.mknod(caller, "/dev/console", S.IFCHR | 0o600, { major: 5, minor: 1 });
    for (const [path, bytes] of PROGRAMS) {
      this.program(path, bytes);
      if (path === "/bin/busybox") files.symlink(caller, "busybox", "/bin/sh");
    }
    for (const [path, mode, content] of FILES) this.file(path, mode, content);
  }

  devices(): void {
    for (const [name, mode, major, minor] of DEVICES)
      this.files.mknod(this.caller, `/dev/${name}`, S.IFCHR | mode, { major, minor });
  }

  /** A program is a line that names it, in a file of the guest's size. */
  private program(path: string, bytes: number): void {
    const name = path.slice(path.lastIndexOf("/") + 1);
    this.file(path, 0o755, `\x7fTRIPTYCH\n${name}\n`, bytes);
  }

  private file(path: string, mode: number, content: string, bytes = content.length): void {
    const file = now(this.files.open(this.caller, path, O.WRONLY | O.CREAT | O.EXCL, mode));
    now(file.write(bytesOf(content), 0, this.caller));
    this.files.fallocate(file, 0, bytes, this.caller);
    file.drop();
  }
}
