/** Listing a directory of several layers, in the kernel's order: the lowest layer's names first, then the others from the top down. */
import { S } from "../../abi/flags";
import type { Caller, DirEntry, Inode } from "../contract";
import { isWhiteout } from "./lookup";

/** `layers`: the topmost first. */
export function mergedEntries(layers: readonly Inode[], as: Caller): readonly DirEntry[] {
  const [only, ...more] = layers;
  if (only === undefined) return [];
  if (more.length === 0) return only.entries(as).filter((entry) => !hides(only, entry, as));
  const entries = new Map<string, DirEntry>();
  const hidden = new Set<string>();
  for (const layer of layers)
    for (const entry of layer.entries(as)) {
      if (entries.has(entry.name)) continue;
      entries.set(entry.name, entry);
      if (hides(layer, entry, as)) hidden.add(entry.name);
    }
  const lowest = new Set((layers.at(-1)?.entries(as) ?? []).map(({ name }) => name));
  const ordered = [...lowest, ...[...entries.keys()].filter((name) => !lowest.has(name))];
  return ordered.filter((name) => !hidden.has(name)).map((name) => entries.get(name)!);
}

function hides(layer: Inode, { name, type }: DirEntry, as: Caller): boolean {
  if (type !== S.IFCHR) return false;
  const inode = layer.lookup(name, as);
  return inode !== undefined && isWhiteout(inode);
}
