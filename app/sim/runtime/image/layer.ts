/**
 * What applying a layer means (image-spec layer.md): whiteouts first, as they hide only what lower layers hold, then
 * the entries in order, each replacing what is in its place. Every path is resolved within the root: `..` stops at the
 * top, and a symbolic link on the way is followed as if the root were `/`, so that nothing leads outside.
 */
import { ImageError, shown } from "./errors";
import type { TarEntry, TarType } from "./tar";

/** The attributes of an entry without its name and content. */
export type LayerMeta = Pick<
  TarEntry,
  "mode" | "uid" | "gid" | "mtimeSeconds" | "mtimeNanoseconds" | "xattrs"
>;

export type LayerNode =
  | { readonly type: Exclude<TarType, "hardlink" | "symlink"> }
  | { readonly type: "symlink"; readonly target: string };

/**
 * Where a layer is applied. Paths are relative to the root, without `.`, `..`, doubled slashes or links in their
 * parents; the root is the empty path. Views are of everything applied so far: lower layers and this one.
 */
export interface LayerSink {
  lookup(path: string): LayerNode | undefined;
  /** Makes a directory where nothing is; its parent is there. The same holds for all makers. */
  mkdir(path: string, meta: LayerMeta): void;
  file(path: string, meta: LayerMeta, data: Uint8Array): void;
  symlink(path: string, meta: LayerMeta, target: string): void;
  /** A second name for `existing`, which is there and no directory. */
  hardlink(path: string, existing: string): void;
  device(path: string, meta: LayerMeta, kind: "char" | "block" | "fifo", major: number, minor: number): void;
  /** Sets the attributes of a directory that is there. */
  setMeta(path: string, meta: LayerMeta): void;
  /** Removes what is there, a directory with all in it. */
  remove(path: string): void;
  /** Hides all that lower layers hold in a directory that is there. */
  removeChildren(path: string): void;
}

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";
/** Names the aufs driver kept for itself in old layers; they mean nothing to others. */
const AUFS = ".wh..wh.";
/** As many links on the way to a file as Linux follows (ELOOP). */
const MAX_LINKS = 40;

/**
 * Names that may be looked up on the way to a layer's entries: a path has about ten, and links that unfold into
 * thousands are made to keep the reader busy.
 */
const STEPS_PER_ENTRY = 64;
const FREE_STEPS = 100_000;

/** What parents get that a layer uses and does not hold: 0755, root, as containerd makes them. */
const PARENT: LayerMeta = {
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtimeSeconds: 0,
  mtimeNanoseconds: 0,
  xattrs: new Map(),
};

/** Applies a layer's entries to what is in `sink`. `where` names the layer in errors. */
export function applyLayer(sink: LayerSink, entries: readonly TarEntry[], where: string): void {
  const layer = new LayerApplication(sink, where, FREE_STEPS + STEPS_PER_ENTRY * entries.length);
  for (const entry of entries) if (isWhiteout(entry.path)) layer.whiteout(entry);
  for (const entry of entries) if (!isWhiteout(entry.path)) layer.entry(entry);
}

/** Unpacks a tar that is no layer (ADD, cp): the same without whiteouts, whose names are names like others. */
export function unpackEntries(sink: LayerSink, entries: readonly TarEntry[], where: string): void {
  const layer = new LayerApplication(sink, where, FREE_STEPS + STEPS_PER_ENTRY * entries.length);
  for (const entry of entries) layer.entry(entry);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const isWhiteout = (path: string): boolean => baseName(path).startsWith(WHITEOUT);

class LayerApplication {
  constructor(
    private readonly sink: LayerSink,
    private readonly where: string,
    private steps: number,
  ) {}

  private fail(path: string, what: string): never {
    throw new ImageError(`${this.where}: entry ${shown(path)}`, what);
  }

  whiteout({ path }: TarEntry): void {
    const name = baseName(path);
    const parent = this.resolveParent(path, false);
    if (parent === undefined) return;
    if (name === OPAQUE) this.sink.removeChildren(parent);
    if (name.startsWith(AUFS)) return;
    const hidden = name.slice(WHITEOUT.length);
    if (hidden === "" || hidden === "." || hidden === "..") this.fail(path, "a whiteout of no file");
    const target = join(parent, hidden);
    if (this.sink.lookup(target) !== undefined) this.sink.remove(target);
  }

  entry(entry: TarEntry): void {
    const parent = this.resolveParent(entry.path, true)!;
    const name = lastPart(entry.path);
    if (name === "..") this.fail(entry.path, "a name that ends in ..");
    if (name === undefined) {
      if (entry.type !== "directory")
        this.fail(entry.path, `a ${entry.type} in the place of the root directory`);
      this.sink.setMeta("", entry);
      return;
    }
    const path = join(parent, name);
    // Looked up before the old name goes: a link's target must not be what it replaces.
    const existing = entry.type === "hardlink" ? this.linked(entry, path) : "";
    if (existing === path && entry.type === "hardlink") return;
    const before = this.sink.lookup(path);
    if (before?.type === "directory" && entry.type === "directory") {
      this.sink.setMeta(path, entry);
      return;
    }
    if (before !== undefined) this.sink.remove(path);
    this.make(path, entry, existing);
  }

  private make(path: string, entry: TarEntry, existing: string): void {
    const { sink } = this;
    if (entry.type === "directory") sink.mkdir(path, entry);
    else if (entry.type === "file") sink.file(path, entry, entry.data);
    else if (entry.type === "symlink") sink.symlink(path, entry, entry.linkTarget);
    else if (entry.type === "hardlink") sink.hardlink(path, existing);
    else sink.device(path, entry, entry.type, entry.devMajor, entry.devMinor);
  }

  /** The file a hard link names: parents resolved, the name itself not followed. */
  private linked(entry: TarEntry, path: string): string {
    const parent = this.resolveParent(entry.linkTarget, false);
    const name = lastPart(entry.linkTarget);
    const target =
      parent === undefined || name === undefined || name === ".." ? undefined : join(parent, name);
    const node = target === undefined ? undefined : this.sink.lookup(target);
    if (target === undefined || node === undefined) {
      this.fail(entry.path, `a hard link to ${shown(entry.linkTarget)}, which is not there`);
    }
    if (node.type === "directory")
      this.fail(entry.path, `a hard link to the directory ${shown(entry.linkTarget)}`);
    if (target.startsWith(`${path}/`))
      this.fail(entry.path, "a hard link that would replace the directory of its target");
    return target;
  }

  /**
   * The directory that holds the last name of `path`, links on the way followed within the root.
   * @param make makes directories that are missing, and replaces what is in their way; else undefined is given
   */
  private resolveParent(path: string, make: boolean): string | undefined {
    const todo = parts(path).slice(0, -1).reverse();
    let links = 0;
    let at = "";
    for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
      if (this.steps-- <= 0) this.fail(path, "the paths of this layer are too long to follow");
      if (part === "..") {
        at = at.slice(0, Math.max(at.lastIndexOf("/"), 0));
        continue;
      }
      const next = join(at, part);
      const node = this.sink.lookup(next);
      if (node?.type === "symlink") {
        if (++links > MAX_LINKS) this.fail(path, `more than ${MAX_LINKS} symbolic links on the way`);
        if (node.target.startsWith("/")) at = "";
        todo.push(...parts(node.target).reverse());
        continue;
      }
      if (node?.type !== "directory") {
        if (!make) return undefined;
        if (node !== undefined) this.fail(path, `${shown(next)} is a ${node.type}, not a directory`);
        this.sink.mkdir(next, PARENT);
      }
      at = next;
    }
    return at;
  }
}

const join = (parent: string, name: string): string => (parent === "" ? name : `${parent}/${name}`);

/** The names of a path; `..` stays, to be resolved where links are. */
const parts = (path: string): string[] => path.split("/").filter((part) => part !== "" && part !== ".");

/** The name an entry makes; none for the root itself. */
const lastPart = (path: string): string | undefined => parts(path).at(-1);
