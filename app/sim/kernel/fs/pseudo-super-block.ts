/** A superblock of a file system that stores nothing: proc, sysfs, cgroup2, devpts, mqueue, nsfs. */
import type { Device, StatFs } from "../abi/sys";
import type { UserNamespace } from "../ns/user";
import type { Caller, Inode, SuperBlock } from "./contract";

export class PseudoSuperBlock implements SuperBlock {
  readonly blockSize: number = 4096;
  readOnly = false;
  readonly device: Device;
  /** Set by whoever makes it, before anybody sees it: an inode needs its superblock first. */
  root!: Inode;

  constructor(
    readonly type: string,
    /** The file system's number in statfs(2), e.g. 0x9fa0 for proc. */
    readonly magic: number,
    /** Minor number of the anonymous device: KernelServices.anonymousDevice(). */
    minor: number,
    readonly userNs: UserNamespace,
  ) {
    this.device = { major: 0, minor };
  }

  options(): string {
    return "";
  }

  remount(_data: string, _caller: Caller): void {}

  /** simple_statfs: it has no blocks. */
  statfs(): StatFs {
    return {
      type: this.magic,
      bsize: this.blockSize,
      blocks: 0,
      bfree: 0,
      bavail: 0,
      files: 0,
      ffree: 0,
      namelen: 255,
    };
  }

  release(): void {}
}
