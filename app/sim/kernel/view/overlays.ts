/** What the page sees of overlays: the directories that each mounted one is made of, how much they hold, and who else has them. */
import { S } from "../abi/flags";
import type { Caller, Inode } from "../fs/contract";
import { KernelCaller } from "../fs/kernel-caller";
import { Overlay } from "../fs/overlay/super-block";
import type { Path } from "../fs/path";
import type { Kernel } from "../kernel";
import { rootCredentials } from "../process/credentials";

export interface OverlayLayerView {
  /** Of the file system that it lies in, to its directory. */
  readonly directory: string;
  /** Only this overlay has it, and only this one can write to it. */
  readonly upper: boolean;
  /** Of its files, as `du --apparent-size` without directories counts them. */
  readonly bytes: number;
  readonly inodes: number;
  /** Mounted overlays that are made of it. */
  readonly users: number;
}

export interface OverlayView {
  /** The uppermost first. */
  readonly layers: readonly OverlayLayerView[];
}

interface Held {
  readonly bytes: number;
  readonly inodes: number;
}

/** Every overlay that is mounted in any namespace, oldest first. */
export function overlayViews(kernel: Kernel): readonly OverlayView[] {
  const found = new Set<Overlay>();
  for (const process of kernel.processes())
    if (!process.zombie)
      for (const { sb } of process.main.ns.mnt.mounts) if (sb instanceof Overlay) found.add(sb);
  const users = new Map<Inode, number>();
  for (const { layers } of found)
    for (const { dentry } of layersOf(layers)) users.set(dentry.inode, (users.get(dentry.inode) ?? 0) + 1);
  return [...found].map(({ layers }) => ({
    layers: layersOf(layers).map((path) => {
      const { inode } = path.dentry;
      const upper = path === layers.upper;
      const held = upper ? heldBelow(kernel, path) : heldForGood(kernel, path);
      return { directory: textOf(path), upper, ...held, users: users.get(inode) ?? 0 };
    }),
  }));
}

const layersOf = ({ upper, lowers }: Overlay["layers"]): readonly Path[] =>
  upper === undefined ? lowers : [upper, ...lowers];

function textOf({ dentry }: Path): string {
  const names: string[] = [];
  for (let at = dentry; at.parent !== undefined; at = at.parent) names.unshift(at.name);
  return `/${names.join("/")}`;
}

/** Nobody writes to a lower directory of a mounted overlay; doing so is undefined (kernel.org, overlayfs.rst). */
const lowersHold = new WeakMap<Inode, Held>();

function heldForGood(kernel: Kernel, path: Path): Held {
  const known = lowersHold.get(path.dentry.inode);
  if (known !== undefined) return known;
  const held = heldBelow(kernel, path);
  lowersHold.set(path.dentry.inode, held);
  return held;
}

function heldBelow(kernel: Kernel, path: Path): Held {
  const caller = new KernelCaller(rootCredentials(kernel.initialUserNs), path, () => kernel.nowNs());
  const seen = new Set<Inode>();
  let bytes = 0;
  visit(path.dentry.inode, caller, (inode) => {
    if (seen.has(inode)) return;
    seen.add(inode);
    if (inode.type === S.IFREG || inode.type === S.IFLNK) bytes += inode.size;
  });
  return { bytes, inodes: seen.size };
}

/** All that is below a directory, without itself. */
function visit(directory: Inode, caller: Caller, each: (inode: Inode) => void): void {
  for (const { name } of directory.entries(caller)) {
    const inode = directory.lookup(name, caller);
    if (inode === undefined) continue;
    each(inode);
    if (inode.isDirectory) visit(inode, caller, each);
  }
}
