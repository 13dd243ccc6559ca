/** How many namespaces there may be (/proc/sys/user), and whether ordinary users may make user namespaces at all. */
import { SysError } from "../abi/errno";
import type { Task } from "../process/task";
import type { KernelServices } from "../services";
import type { NamespaceKind } from "./namespaces";
import type { UserNamespace } from "./user";

/** What the guest with 32 MiB allows of each kind in the initial user namespace; those below it have no limit of their own. */
const DEFAULT_LIMIT = 206;
export const NO_LIMIT = 2_147_483_647;

/** Limits that were written, by user namespace. The default is not enforced: it follows from the guest's small memory. */
const WRITTEN = new WeakMap<UserNamespace, Map<NamespaceKind, number>>();
const NO_UNPRIVILEGED = new WeakSet<UserNamespace>();

export function limitOf(user: UserNamespace, kind: NamespaceKind): number {
  return WRITTEN.get(user)?.get(kind) ?? (user.parent === undefined ? DEFAULT_LIMIT : NO_LIMIT);
}

export function setLimit(user: UserNamespace, kind: NamespaceKind, limit: number): void {
  const limits = WRITTEN.get(user) ?? new Map<NamespaceKind, number>();
  limits.set(kind, limit);
  WRITTEN.set(user, limits);
}

/** kernel.unprivileged_userns_clone, a switch of Debian's kernels. */
export function unprivilegedAllowed(initial: UserNamespace): boolean {
  return !NO_UNPRIVILEGED.has(initial);
}

export function allowUnprivileged(initial: UserNamespace, allowed: boolean): void {
  if (allowed) NO_UNPRIVILEGED.delete(initial);
  else NO_UNPRIVILEGED.add(initial);
}

function namespaceOf(
  { ns, creds }: Task,
  kind: NamespaceKind,
): { readonly owner: UserNamespace | undefined; readonly of: object } {
  if (kind === "user") return { owner: creds.userNs.parent, of: creds.userNs };
  const of = kind === "pid" ? ns.pidForChildren : kind === "time" ? ns.timeForChildren : ns[kind];
  return { owner: of.userNs, of };
}

/** @throws SysError ENOSPC if one more of the kind, owned by `owner`, is too many there or in a namespace above it */
export function checkLimit(host: KernelServices, owner: UserNamespace, kind: NamespaceKind): void {
  for (let at: UserNamespace | undefined = owner; at !== undefined; at = at.parent) {
    const limit = WRITTEN.get(at)?.get(kind);
    if (limit === undefined) continue;
    const there = new Set<object>();
    for (const { zombie, main } of host.processes()) {
      if (zombie) continue;
      const found = namespaceOf(main, kind);
      if (found.owner?.within(at)) there.add(found.of);
    }
    // The machine's own namespaces were not made by anybody.
    const made = at === host.initialUserNs && kind !== "user" ? there.size - 1 : there.size;
    if (made >= limit) throw new SysError("ENOSPC");
  }
}
