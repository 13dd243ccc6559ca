/** User namespaces: whose root one is. Ids inside the kernel are those of the initial namespace ("kernel ids"). */
import { SysError } from "../abi/errno";

export interface IdExtent {
  /** First id inside the namespace. */
  readonly inside: number;
  /** First kernel id. */
  readonly kernel: number;
  readonly count: number;
}

/** What an id looks like where the namespace does not map it (/proc/sys/kernel/overflowuid). */
const OVERFLOW_ID = 65534;
/** user_namespaces(7): at most 32 levels below the initial one. */
const MAX_USER_LEVEL = 32;

const EVERYTHING: readonly IdExtent[] = [{ inside: 0, kernel: 0, count: 4294967295 }];

export class UserNamespace {
  readonly level: number;
  /** undefined until /proc/PID/uid_map is written. */
  uidMap: readonly IdExtent[] | undefined;
  gidMap: readonly IdExtent[] | undefined;
  setgroups: "allow" | "deny";

  private constructor(
    readonly inode: number,
    readonly parent: UserNamespace | undefined,
    /** Kernel ids of whoever made it. */
    readonly ownerUid: number,
    readonly ownerGid: number,
  ) {
    this.level = parent === undefined ? 0 : parent.level + 1;
    this.setgroups = parent?.setgroups ?? "allow";
    if (parent === undefined) this.uidMap = this.gidMap = EVERYTHING;
  }

  static initial(inode: number): UserNamespace {
    return new UserNamespace(inode, undefined, 0, 0);
  }

  /** @throws SysError EUSERS when nested too deeply */
  child(inode: number, ownerUid: number, ownerGid: number): UserNamespace {
    if (this.level >= MAX_USER_LEVEL) throw new SysError("EUSERS");
    return new UserNamespace(inode, this, ownerUid, ownerGid);
  }

  /** Whether it is `ancestor` or below it. */
  within(ancestor: UserNamespace): boolean {
    let at: UserNamespace | undefined = this;
    while (at !== undefined && at !== ancestor) at = at.parent;
    return at === ancestor;
  }

  /** A kernel id from one of this namespace; undefined where it is not mapped. */
  toKernelUid(uid: number): number | undefined {
    return toKernel(this.uidMap, uid);
  }

  toKernelGid(gid: number): number | undefined {
    return toKernel(this.gidMap, gid);
  }

  /** The id that a kernel id has in this namespace; the overflow id where it is not mapped. */
  fromKernelUid(uid: number): number {
    return fromKernel(this.uidMap, uid) ?? OVERFLOW_ID;
  }

  fromKernelGid(gid: number): number {
    return fromKernel(this.gidMap, gid) ?? OVERFLOW_ID;
  }

  mapsUid(kernelUid: number): boolean {
    return fromKernel(this.uidMap, kernelUid) !== undefined;
  }

  mapsGid(kernelGid: number): boolean {
    return fromKernel(this.gidMap, kernelGid) !== undefined;
  }
}

function toKernel(map: readonly IdExtent[] | undefined, id: number): number | undefined {
  const extent = map?.find(({ inside, count }) => id >= inside && id < inside + count);
  return extent && extent.kernel + (id - extent.inside);
}

function fromKernel(map: readonly IdExtent[] | undefined, id: number): number | undefined {
  const extent = map?.find(({ kernel, count }) => id >= kernel && id < kernel + count);
  return extent && extent.inside + (id - extent.kernel);
}
