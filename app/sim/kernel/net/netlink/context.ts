/** Who asks, and what the network cannot know by itself: which namespace a process or an open file stands for. */
import { SysError } from "../../abi/errno";
import type { NetNamespace } from "../namespace";

export interface NetlinkContext {
  readonly net: NetNamespace;
  /** @throws SysError EPERM without CAP_NET_ADMIN over the namespace */
  requireAdmin(net: NetNamespace): void;
  /** By its number as the caller sees it. undefined: no such process. */
  namespaceOfPid(pid: number): NetNamespace | undefined;
  /** @throws SysError EBADF, EINVAL if the file is no network namespace */
  namespaceOfFd(fd: number): NetNamespace;
}

/** @throws SysError ESRCH */
export function namespaceOfPid(context: NetlinkContext, pid: number): NetNamespace {
  const found = context.namespaceOfPid(pid);
  if (found === undefined) throw new SysError("ESRCH");
  return found;
}
