/** Making a layer from what changed: for commit and build. */
import type { TarEntry } from "./tar";
import { tarEntry, writeTar } from "./tar-write";

/** One difference to the layers below. */
export type LayerChange =
  /** Made or changed; the whole entry as it now is. */
  | { readonly kind: "set"; readonly entry: TarEntry }
  | { readonly kind: "delete"; readonly path: string }
  /** A directory in which nothing of the lower layers shows. */
  | { readonly kind: "opaque"; readonly path: string };

/**
 * The tar of a layer. In order of path, so that equal changes give equal bytes: parents come before what is in them,
 * whiteouts before the entries beside them, and of names for one file the first carries the data.
 */
export function diffLayer(changes: readonly LayerChange[]): Uint8Array {
  return writeTar(layerEntries(changes));
}

function layerEntries(changes: readonly LayerChange[]): TarEntry[] {
  const set = firstNameCarries(
    changes.flatMap((change) => (change.kind === "set" ? [trimmed(change.entry)] : [])),
  );
  const hidden = changes.flatMap((change) => (change.kind === "set" ? [] : [whiteout(change)]));
  const keyed = [...set, ...hidden].map((entry) => ({ entry, key: sortKey(entry.path) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry);
}

const plain = (path: string): string =>
  path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");

const trimmed = (entry: TarEntry): TarEntry => ({ ...entry, path: plain(entry.path) });

function whiteout(change: Exclude<LayerChange, { kind: "set" }>): TarEntry {
  const path = plain(change.path);
  const slash = path.lastIndexOf("/") + 1;
  const name =
    change.kind === "opaque" ? `${path}/.wh..wh..opq` : `${path.slice(0, slash)}.wh.${path.slice(slash)}`;
  return tarEntry({ path: name.replace(/^\//, ""), type: "file", mode: 0 });
}

/** A directory's content directly follows it; in it the opaque mark comes first, then whiteouts, then the rest. */
const sortKey = (path: string): string =>
  path
    .split("/")
    .map((name) => `${name === ".wh..wh..opq" ? "\x01" : name.startsWith(".wh.") ? "\x02" : "\x03"}${name}`)
    .join("\0");

/** Gives the data of files with several names to the first of them in order, and links the others to it. */
function firstNameCarries(entries: readonly TarEntry[]): TarEntry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const groups = new Map<string, string[]>();
  for (const entry of entries) {
    if (entry.type !== "hardlink") continue;
    const target = plain(entry.linkTarget);
    groups.set(target, [...(groups.get(target) ?? [target]), entry.path]);
  }
  const result = new Map(byPath);
  for (const [target, names] of groups) {
    const source = byPath.get(target);
    // A link to a file of a lower layer stays as it is.
    if (source === undefined) continue;
    const [first, ...others] = names.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    result.set(first!, { ...source, path: first! });
    for (const path of others) {
      result.set(path, { ...source, path, type: "hardlink", linkTarget: first!, data: new Uint8Array(0) });
    }
  }
  return [...result.values()];
}
