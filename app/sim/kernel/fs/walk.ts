/** Path resolution (path_resolution(7)): from a byte string to a Path, with the errors of Linux's namei. */
import { SysError } from "../abi/errno";
import { ACCESS, S } from "../abi/flags";
import { touchAccessTime } from "./access-time";
import type { Caller, Inode } from "./contract";
import { crossMounts, type Dentry, type Path, samePath } from "./path";
import { capableOn, requireAccess } from "./permission";

const NAME_MAX = 255;
/** File systems that take names as long as a path may be (kernfs does not look at their length). */
const UNLIMITED: ReadonlySet<string> = new Set(["cgroup2", "sysfs"]);
/** With the final zero byte. */
const PATH_MAX = 4096;
const MAX_SYMLINKS = 40;

/** The last component of a path, not yet looked up. */
export interface Last {
  /** "" if the path was only slashes: the root. */
  readonly name: string;
  readonly trailingSlash: boolean;
}

/** Where a caller's paths start. */
export function rootsOf(caller: Caller): { readonly root: Path; readonly cwd: Path } {
  const roots = caller.task?.process.fs ?? caller.roots;
  if (roots === undefined) throw new Error("a caller without a task must bring roots");
  return roots as { root: Path; cwd: Path };
}

/** A walk under way: `path` is where it has come to. */
export class Walk {
  path: Path;
  private readonly root: Path;
  private links = 0;

  constructor(
    readonly caller: Caller,
    from?: Path,
  ) {
    const { root, cwd } = rootsOf(caller);
    this.root = root;
    this.path = from ?? cwd;
  }

  /** Follows all but the last component; `path` is then the directory that it is in. */
  parents(text: string): Last {
    if (text === "") throw new SysError("ENOENT");
    if (text.length >= PATH_MAX) throw new SysError("ENAMETOOLONG");
    return this.components(text);
  }

  /** Follows a whole path; a symbolic link at its end only if `follow`, or if a slash comes after it. */
  resolve(text: string, follow: boolean): Path {
    this.last(this.parents(text), follow);
    return this.path;
  }

  /** Takes the last component. @throws SysError ENOENT, ENOTDIR, ELOOP … */
  last(last: Last, follow: boolean): void {
    if (!this.dots(last.name)) {
      const child = this.child(last.name);
      if (child === undefined) throw new SysError("ENOENT");
      this.arrive(child, follow || last.trailingSlash, true);
    }
    if (last.trailingSlash && !this.path.dentry.inode.isDirectory) throw new SysError("ENOTDIR");
  }

  /** Looks a name up in the present directory, through mounts. */
  child(name: string): Path | undefined {
    const dentry = this.lookup(name);
    return dentry && crossMounts({ mount: this.path.mount, dentry });
  }

  /** Looks a name up in the present directory, without what is mounted on it. */
  lookup(name: string): Dentry | undefined {
    const { dentry } = this.path;
    if (name.length > NAME_MAX && !UNLIMITED.has(dentry.inode.sb.type)) throw new SysError("ENAMETOOLONG");
    return dentry.lookup(name, this.caller);
  }

  /** Goes to a child, or where it leads. `trailing`: it is the last component of what the caller asked for. */
  arrive(child: Path, follow: boolean, trailing: boolean): void {
    const { inode } = child.dentry;
    if (inode.type !== S.IFLNK || !follow) {
      this.path = child;
      return;
    }
    const text = this.enterLink(child, trailing);
    if (text === undefined) return;
    this.last(this.components(text), true);
  }

  /**
   * Starts following a link: answers its text, with `path` at the directory where it starts; undefined if it was a magic link and
   * `path` is already where it leads.
   */
  enterLink(link: Path, trailing: boolean): string | undefined {
    if (++this.links > MAX_SYMLINKS) throw new SysError("ELOOP");
    const { inode } = link.dentry;
    if (trailing) this.requireFollowable(inode);
    touchAccessTime(link, this.caller);
    const target = inode.jump(this.caller);
    if (target !== undefined) {
      this.path = target as Path;
      return undefined;
    }
    const text = inode.readlink(this.caller);
    if (text === "") throw new SysError("ENOENT");
    return text;
  }

  /** All but the last component of a path or of a link's text. */
  components(text: string): Last {
    if (text.startsWith("/")) this.path = this.root;
    let position = 0;
    const skip = () => {
      while (text[position] === "/") position++;
    };
    skip();
    while (position < text.length) {
      requireAccess(this.path.dentry.inode, ACCESS.X_OK, this.caller);
      const slash = text.indexOf("/", position);
      const end = slash < 0 ? text.length : slash;
      const name = text.slice(position, end);
      position = end;
      skip();
      if (position >= text.length) return { name, trailingSlash: slash >= 0 };
      this.directory(name);
    }
    return { name: "", trailingSlash: false };
  }

  private directory(name: string): void {
    if (!this.dots(name)) {
      const child = this.child(name);
      if (child === undefined) throw new SysError("ENOENT");
      this.arrive(child, true, false);
    }
    if (!this.path.dentry.inode.isDirectory) throw new SysError("ENOTDIR");
  }

  /** Handles "", "." and "..". */
  private dots(name: string): boolean {
    if (name === "..") this.up();
    return name === "" || name === "." || name === "..";
  }

  private up(): void {
    let at = this.path;
    while (!samePath(at, this.root)) {
      const { mount, dentry } = at;
      if (dentry !== mount.root && dentry.parent !== undefined) {
        this.path = crossMounts({ mount, dentry: dentry.parent });
        return;
      }
      if (mount.parent === undefined || mount.mountpoint === undefined) break;
      at = { mount: mount.parent, dentry: mount.mountpoint };
    }
    this.path = crossMounts(this.path);
  }

  /** protected_symlinks: in a sticky directory that all can write to, only one's own links and those of its owner are followed. */
  private requireFollowable(link: Inode): void {
    const { creds } = this.caller;
    const directory = this.path.dentry.inode;
    if (link.uid === creds.fsuid || link.uid === directory.uid) return;
    const open = S.ISVTX | 0o002;
    if ((directory.mode & open) === open) throw new SysError("EACCES");
  }
}

/** A whole path. */
export function resolve(caller: Caller, text: string, follow: boolean): Path {
  return new Walk(caller).resolve(text, follow);
}

/** protected_hardlinks: one may link what one owns, or a plain file that one may read and write. */
export function mayHardlink(inode: Inode, caller: Caller): boolean {
  const { creds } = caller;
  if (inode.uid === creds.fsuid) return true;
  const setgidProgram = S.ISGID | 0o010;
  const plain =
    inode.type === S.IFREG && (inode.mode & S.ISUID) === 0 && (inode.mode & setgidProgram) !== setgidProgram;
  if (plain) {
    try {
      requireAccess(inode, ACCESS.R_OK | ACCESS.W_OK, caller);
      return true;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
  return capableOn(creds, inode, "FOWNER");
}
