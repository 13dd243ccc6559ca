/**
 * Dentries and paths. A dentry is a name in a directory: it gives an inode its place in the tree, and it is what mounts sit on. It
 * lives as long as somebody holds it, also after the name has been removed.
 */
import type { Caller, Inode } from "./contract";
import type { Mount } from "./mount";

export class Dentry {
  /** The name has been removed; paths end in " (deleted)". */
  unlinked = false;
  /** What is mounted on it, in any namespace. */
  mounts: Set<Mount> | undefined;
  private children: Map<string, Dentry> | undefined;

  constructor(
    public name: string,
    /** undefined for the root of a file system. */
    public parent: Dentry | undefined,
    readonly inode: Inode,
  ) {}

  /** The child of that name as the file system has it now. */
  lookup(name: string, caller: Caller): Dentry | undefined {
    const inode = this.inode.lookup(name, caller);
    if (inode === undefined) {
      this.forget(name);
      return undefined;
    }
    return this.instantiate(name, inode);
  }

  /** The dentry of a child whose inode is known. */
  instantiate(name: string, inode: Inode): Dentry {
    const known = this.children?.get(name);
    if (known?.inode === inode) return known;
    this.forget(name);
    const child = new Dentry(name, this, inode);
    this.take(child);
    return child;
  }

  /** The name is no more. */
  forget(name: string): void {
    const known = this.children?.get(name);
    if (known === undefined) return;
    known.unlinked = true;
    this.children?.delete(name);
  }

  private take(child: Dentry): void {
    this.children ??= new Map();
    this.children.set(child.name, child);
  }

  /** After a rename: the same dentry under another name, over what was there. */
  moveTo(parent: Dentry, name: string): void {
    if (this.parent === parent && this.name === name) return;
    this.parent?.children?.delete(this.name);
    parent.forget(name);
    this.parent = parent;
    this.name = name;
    parent.take(this);
  }

  /** Whether it is `ancestor` or below it in its file system. */
  within(ancestor: Dentry): boolean {
    let at: Dentry | undefined = this;
    while (at !== undefined && at !== ancestor) at = at.parent;
    return at === ancestor;
  }
}

/** A place in a task's world: a dentry as seen through one mount. */
export interface Path {
  readonly mount: Mount;
  readonly dentry: Dentry;
}

export function samePath(a: Path, b: Path): boolean {
  return a.mount === b.mount && a.dentry === b.dentry;
}

/** Downwards through what is mounted on it. */
export function crossMounts(path: Path): Path {
  let at = path;
  for (let on = at.mount.children.get(at.dentry); on !== undefined; on = at.mount.children.get(at.dentry))
    at = { mount: on, dentry: on.root };
  return at;
}

export interface PathText {
  readonly text: string;
  /** The walk upwards ended at the given root; otherwise at the top of a mount that is not below it. */
  readonly reached: boolean;
  /** The name itself has been removed. */
  readonly deleted: boolean;
}

/** The path from a root down to `path`, as d_path makes it (without its " (deleted)"). */
export function pathText(path: Path, root: Path | undefined): PathText {
  const names: string[] = [];
  let { mount, dentry } = path;
  let reached = false;
  for (;;) {
    if (root !== undefined && mount === root.mount && dentry === root.dentry) {
      reached = true;
      break;
    }
    if (dentry === mount.root || dentry.parent === undefined) {
      if (mount.parent === undefined || mount.mountpoint === undefined) break;
      dentry = mount.mountpoint;
      mount = mount.parent;
      continue;
    }
    names.push(dentry.name);
    dentry = dentry.parent;
  }
  return { text: `/${names.reverse().join("/")}`, reached, deleted: path.dentry.unlinked };
}

/** The path within the file system, from its root. */
export function dentryText(dentry: Dentry): string {
  const names: string[] = [];
  for (let at = dentry; at.parent !== undefined; at = at.parent) names.push(at.name);
  return `/${names.reverse().join("/")}`;
}

/** As /proc/PID/fd, cwd and exe show a path to a reader with this root. */
export function shownPath(path: Path, root: Path): string {
  if (path.mount.sb.type === "pipefs" || path.mount.sb.type === "nsfs") return path.dentry.name;
  const { text, deleted } = pathText(path, root);
  return deleted ? `${text} (deleted)` : text;
}

/** Whether a path is below another, through mounts. */
export function reachable(path: Path, from: Path): boolean {
  let { mount, dentry } = path;
  while (mount !== from.mount) {
    if (mount.parent === undefined || mount.mountpoint === undefined) return false;
    dentry = mount.mountpoint;
    mount = mount.parent;
  }
  return dentry.within(from.dentry);
}
