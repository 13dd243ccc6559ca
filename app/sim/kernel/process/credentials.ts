/** Who a task is to the kernel. Credentials are values: a change makes new ones, so a child can share its parent's. */
import { ALL_CAPABILITIES, type Capability, type CapabilitySet, capabilityBit } from "../abi/flags";
import type { UserNamespace } from "../ns/user";

export interface Credentials {
  /** Kernel ids. */
  readonly uid: number;
  readonly euid: number;
  readonly suid: number;
  readonly fsuid: number;
  readonly gid: number;
  readonly egid: number;
  readonly sgid: number;
  readonly fsgid: number;
  readonly groups: readonly number[];
  readonly userNs: UserNamespace;
  readonly effective: CapabilitySet;
  readonly permitted: CapabilitySet;
  readonly inheritable: CapabilitySet;
  readonly bounding: CapabilitySet;
  readonly ambient: CapabilitySet;
  readonly securebits: number;
  readonly noNewPrivs: boolean;
}

export const SECBIT = { NOROOT: 1, NO_SETUID_FIXUP: 4, KEEP_CAPS: 16, NO_CAP_AMBIENT_RAISE: 64 } as const;

/** Root of that user namespace, with every capability in it. */
export function rootCredentials(userNs: UserNamespace): Credentials {
  return {
    uid: 0,
    euid: 0,
    suid: 0,
    fsuid: 0,
    gid: 0,
    egid: 0,
    sgid: 0,
    fsgid: 0,
    groups: [],
    userNs,
    effective: ALL_CAPABILITIES,
    permitted: ALL_CAPABILITIES,
    inheritable: 0n,
    bounding: ALL_CAPABILITIES,
    ambient: 0n,
    securebits: 0,
    noNewPrivs: false,
  };
}

/**
 * Whether these credentials have a capability over a user namespace (cap_capable): the set counts in one's own namespace and below
 * it; whoever made a namespace, from its parent, has all over it.
 */
export function capableIn(creds: Credentials, over: UserNamespace, capability: Capability): boolean {
  for (let ns: UserNamespace | undefined = over; ns !== undefined; ns = ns.parent) {
    if (ns === creds.userNs) return (creds.effective & capabilityBit(capability)) !== 0n;
    if (ns.level <= creds.userNs.level) return false;
    if (ns.parent === creds.userNs && ns.ownerUid === creds.euid) return true;
  }
  return false;
}

/** In one of the task's groups. */
export function inGroup(creds: Credentials, gid: number): boolean {
  return creds.fsgid === gid || creds.groups.includes(gid);
}
