/**
 * How long namespaces live: as long as a task is in one, an open file or a bind mount of nsfs stands for it. When the last of these
 * goes, a network namespace gives up its devices and a mount namespace its mounts; the others leave nothing behind.
 */
import { MountNamespace } from "../fs/mount-namespace";
import { NamespaceFile } from "../fs/nsfs";
import { NetNamespace } from "../net/namespace";
import type { Process } from "../process/process";
import type { Namespace, NamespaceSet } from "./namespaces";

function members(set: NamespaceSet): readonly Namespace[] {
  return [set.mnt, set.net];
}

export class Lifetimes {
  private readonly tasks = new Map<Namespace, number>();
  /** No task is in them any more, but a file or a mount still stands for them. */
  private readonly kept = new Set<Namespace>();

  constructor(private readonly processes: () => Iterable<Process>) {}

  /** A task has come into these. */
  entered(set: NamespaceSet): void {
    for (const namespace of members(set)) {
      const known = this.tasks.has(namespace) || this.kept.delete(namespace);
      if (!known && namespace instanceof NetNamespace) namespace.hold();
      this.tasks.set(namespace, (this.tasks.get(namespace) ?? 0) + 1);
    }
  }

  /** A task has left these, or has ended. */
  left(set: NamespaceSet): void {
    for (const namespace of members(set)) {
      const count = (this.tasks.get(namespace) ?? 0) - 1;
      if (count > 0) this.tasks.set(namespace, count);
      else {
        this.tasks.delete(namespace);
        this.kept.add(namespace);
      }
    }
    this.look();
  }

  /** A file was closed or something unmounted: looks whether what was kept for its sake can go. */
  look(): void {
    for (const namespace of [...this.kept]) {
      if (!this.kept.has(namespace) || this.pinned(namespace)) continue;
      this.kept.delete(namespace);
      if (namespace instanceof MountNamespace) namespace.dispose();
      else if (namespace instanceof NetNamespace) namespace.unhold();
    }
  }

  private pinned(namespace: Namespace): boolean {
    const seen = new Set<MountNamespace>();
    for (const process of this.processes()) {
      if (process.zombie) continue;
      for (const [, file] of process.files.open())
        if (file.inode instanceof NamespaceFile && file.inode.namespace === namespace) return true;
      seen.add(process.main.ns.mnt);
    }
    for (const { mounts } of seen)
      for (const { root } of mounts)
        if (root.inode instanceof NamespaceFile && root.inode.namespace === namespace) return true;
    return false;
  }
}
