/** A file tree in memory that layers are applied to: an image's root file system to look into before it runs. */
import type { Image } from "./image";
import { applyLayer, type LayerMeta, type LayerNode, type LayerSink } from "./layer";
import type { TarEntry, TarType } from "./tar";
import { tarEntry } from "./tar-write";

/** What hard links share. */
export interface TreeNode {
  readonly type: Exclude<TarType, "hardlink">;
  meta: LayerMeta;
  readonly data: Uint8Array;
  readonly target: string;
  readonly devMajor: number;
  readonly devMinor: number;
}

const NO_DATA = new Uint8Array(0);

export class LayerTree implements LayerSink {
  /** Path to node; the root is the empty path. In order of making. */
  readonly nodes = new Map<string, TreeNode>();
  /** A directory's path to the names in it. */
  private readonly children = new Map<string, Set<string>>();

  constructor() {
    this.put("", { type: "directory", meta: tarEntry({ path: "/", type: "directory" }) });
  }

  private put(path: string, node: Partial<TreeNode> & Pick<TreeNode, "type" | "meta">): void {
    this.place(path, { data: NO_DATA, target: "", devMajor: 0, devMinor: 0, ...node });
  }

  private place(path: string, node: TreeNode): void {
    this.nodes.set(path, node);
    if (node.type === "directory") this.children.set(path, new Set());
    if (path !== "") this.children.get(parentOf(path))!.add(path);
  }

  lookup(path: string): LayerNode | undefined {
    const node = this.nodes.get(path);
    if (node === undefined) return undefined;
    return node.type === "symlink" ? { type: "symlink", target: node.target } : { type: node.type };
  }

  mkdir(path: string, meta: LayerMeta): void {
    this.put(path, { type: "directory", meta: metaOf(meta) });
  }

  file(path: string, meta: LayerMeta, data: Uint8Array): void {
    this.put(path, { type: "file", meta: metaOf(meta), data });
  }

  symlink(path: string, meta: LayerMeta, target: string): void {
    this.put(path, { type: "symlink", meta: metaOf(meta), target });
  }

  hardlink(path: string, existing: string): void {
    this.place(path, this.nodes.get(existing)!);
  }

  device(
    path: string,
    meta: LayerMeta,
    type: "char" | "block" | "fifo",
    devMajor: number,
    devMinor: number,
  ): void {
    this.put(path, { type, meta: metaOf(meta), devMajor, devMinor });
  }

  setMeta(path: string, meta: LayerMeta): void {
    this.nodes.get(path)!.meta = metaOf(meta);
  }

  remove(path: string): void {
    this.removeChildren(path);
    this.children.delete(path);
    this.nodes.delete(path);
    this.children.get(parentOf(path))?.delete(path);
  }

  removeChildren(path: string): void {
    const todo = [...(this.children.get(path) ?? [])];
    for (let child = todo.pop(); child !== undefined; child = todo.pop()) {
      todo.push(...(this.children.get(child) ?? []));
      this.children.delete(child);
      this.nodes.delete(child);
    }
    this.children.get(path)?.clear();
  }

  /** The file at an absolute or relative path, symbolic links followed within the tree; undefined if there is none. */
  read(path: string): TreeNode | undefined {
    const todo = path.split("/").reverse();
    let at = "";
    let links = 0;
    for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        at = parentOf(at);
        continue;
      }
      const next = at === "" ? part : `${at}/${part}`;
      const node = this.nodes.get(next);
      if (node === undefined) return undefined;
      if (node.type !== "symlink") {
        at = next;
        continue;
      }
      if (++links > MAX_LINKS) return undefined;
      if (node.target.startsWith("/")) at = "";
      todo.push(...node.target.split("/").reverse());
    }
    return this.nodes.get(at);
  }

  /** The tree as entries in order of path, the root left out; of hard links the first name is the file. */
  entries(): TarEntry[] {
    const first = new Map<TreeNode, string>();
    const paths = [...this.nodes.keys()].filter((path) => path !== "").sort();
    return paths.map((path) => {
      const node = this.nodes.get(path)!;
      const existing = first.get(node);
      const { meta, data, devMajor, devMinor } = node;
      if (existing !== undefined)
        return {
          path,
          ...meta,
          type: "hardlink",
          linkTarget: existing,
          data: NO_DATA,
          devMajor: 0,
          devMinor: 0,
        };
      if (node.type !== "directory") first.set(node, path);
      return { path, ...meta, type: node.type, linkTarget: node.target, data, devMajor, devMinor };
    });
  }
}

/** As many links on the way to a file as Linux follows (ELOOP). */
const MAX_LINKS = 40;

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

const metaOf = ({ mode, uid, gid, mtimeSeconds, mtimeNanoseconds, xattrs }: LayerMeta): LayerMeta => ({
  mode,
  uid,
  gid,
  mtimeSeconds,
  mtimeNanoseconds,
  xattrs,
});

/** The image's root file system: its layers applied from the bottom up. */
export function treeOf(image: Image): LayerTree {
  const tree = new LayerTree();
  for (const layer of image.layers) applyLayer(tree, layer.entries, layer.digest);
  return tree;
}
