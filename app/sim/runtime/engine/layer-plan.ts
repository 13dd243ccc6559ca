/**
 * What one layer adds to those below it, as the files of an overlay's directory: whiteouts are devices 0/0, and a directory
 * that hides what is below has the attribute trusted.overlay.opaque. The layer is applied to a tree in memory first, so that
 * its paths resolve against everything below; then only what it touched is told.
 */
import type { Image } from "../image/image";
import { applyLayer, type LayerMeta, type LayerNode, type LayerSink } from "../image/layer";
import { LayerTree, type TreeNode } from "../image/layer-tree";

export type LayerFile =
  /** `node` as it is now; parents come before what is in them. */
  | { readonly kind: "node"; readonly path: string; readonly node: TreeNode; readonly opaque: boolean }
  /** Another name for a file that came before. */
  | { readonly kind: "link"; readonly path: string; readonly existing: string }
  | { readonly kind: "whiteout"; readonly path: string };

export interface LayerPlan {
  readonly files: readonly LayerFile[];
  /** What of the layers below must go before these files come, where all lie in one directory. */
  readonly removals: readonly string[];
}

/** The directories of an image's layers, from the bottom up. @throws ImageError */
export function layerPlans(image: Image): readonly LayerPlan[] {
  const tree = new LayerTree();
  return image.layers.map((layer, i) => {
    const sink = new RecordingSink(tree);
    applyLayer(sink, layer.entries, `layer ${i + 1} (${layer.digest})`);
    return { files: sink.files(), removals: sink.removals() };
  });
}

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 0));

class RecordingSink implements LayerSink {
  private readonly touched = new Set<string>();
  /** Paths of layers below that were there and went. */
  private readonly hidden = new Set<string>();
  private readonly opaque = new Set<string>();

  constructor(private readonly tree: LayerTree) {}

  lookup(path: string): LayerNode | undefined {
    return this.tree.lookup(path);
  }

  private made(path: string): void {
    this.touched.add(path);
  }

  mkdir(path: string, meta: LayerMeta): void {
    this.tree.mkdir(path, meta);
    this.made(path);
    if (this.hidden.has(path)) this.opaque.add(path);
  }

  file(path: string, meta: LayerMeta, data: Uint8Array): void {
    this.tree.file(path, meta, data);
    this.made(path);
  }

  symlink(path: string, meta: LayerMeta, target: string): void {
    this.tree.symlink(path, meta, target);
    this.made(path);
  }

  hardlink(path: string, existing: string): void {
    this.tree.hardlink(path, existing);
    // Both names must lead to one file, so a file of a layer below comes along.
    this.made(existing);
    this.made(path);
  }

  device(path: string, meta: LayerMeta, kind: "char" | "block" | "fifo", major: number, minor: number): void {
    this.tree.device(path, meta, kind, major, minor);
    this.made(path);
  }

  setMeta(path: string, meta: LayerMeta): void {
    this.tree.setMeta(path, meta);
    this.made(path);
  }

  remove(path: string): void {
    if (!this.touched.has(path) || this.opaque.has(path)) this.hidden.add(path);
    for (const set of [this.touched, this.opaque])
      for (const other of set) if (other === path || other.startsWith(`${path}/`)) set.delete(other);
    this.tree.remove(path);
  }

  removeChildren(path: string): void {
    this.opaque.add(path);
    this.made(path);
    this.tree.removeChildren(path);
  }

  removals(): readonly string[] {
    return [...new Set([...this.hidden, ...this.opaque])].filter((path) => path !== "").sort();
  }

  files(): readonly LayerFile[] {
    const { nodes } = this.tree;
    const wanted = new Set<string>();
    for (const path of this.touched) for (let at = path; at !== ""; at = parentOf(at)) wanted.add(at);
    if (this.touched.has("")) wanted.add("");
    const whiteouts = [...this.hidden].filter((path) => !nodes.has(path) && nodes.has(parentOf(path)));
    for (const path of whiteouts) for (let at = parentOf(path); at !== ""; at = parentOf(at)) wanted.add(at);
    const first = new Map<TreeNode, string>();
    const files: LayerFile[] = [];
    for (const path of [...wanted].sort()) {
      const node = nodes.get(path);
      if (node === undefined) continue;
      const existing = first.get(node);
      if (existing !== undefined) files.push({ kind: "link", path, existing });
      else files.push({ kind: "node", path, node, opaque: this.opaque.has(path) });
      if (node.type !== "directory") first.set(node, path);
    }
    for (const path of whiteouts)
      if (!this.opaque.has(parentOf(path))) files.push({ kind: "whiteout", path });
    return files;
  }
}
