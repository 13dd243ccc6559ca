/** What the page sees of mounts: the lines of mountinfo of each mount namespace. */

import type { MountNamespace } from "../fs/mount-namespace";
import { mountinfoText } from "../fs/mount-text";
import { crossMounts } from "../fs/path";
import type { Kernel } from "../kernel";

export interface MountView {
  /** Inode of the mount namespace. */
  readonly namespace: number;
  /** As /proc/PID/mountinfo shows it to a process at the namespace's own root. */
  readonly lines: readonly string[];
}

export function mountViews(kernel: Kernel): readonly MountView[] {
  const found = new Set<MountNamespace>();
  for (const process of kernel.processes()) if (!process.zombie) found.add(process.main.ns.mnt);
  return [...found].map((namespace) => {
    const root = crossMounts({ mount: namespace.root, dentry: namespace.root.root });
    return {
      namespace: namespace.inode,
      lines: mountinfoText(namespace, root)
        .split("\n")
        .filter((line) => line !== ""),
    };
  });
}
