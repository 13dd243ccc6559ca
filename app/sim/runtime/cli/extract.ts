/** Archives as files of the host. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { S } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import { removeTree } from "../engine/file-work";
import { makeNode } from "../engine/unpack";
import { unpackEntries } from "../image/layer";
import { LayerTree } from "../image/layer-tree";
import type { TarEntry } from "../image/tar";
import { CliError } from "./context";

/** @param where names the archive in errors @throws ImageError, CliError */
export function* placeFiles(
  sys: Sys,
  directory: string,
  entries: readonly TarEntry[],
  where: string,
): Call<void> {
  const files = new LayerTree();
  unpackEntries(files, entries, where);
  for (const [inside, node] of [...files.nodes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (inside === "") continue;
    const place = `${directory}/${inside}`;
    const there = yield* typeOf(sys, place);
    const keep = node.type === "directory" && there === S.IFDIR;
    if (there !== undefined && !keep) {
      if (there === S.IFDIR)
        throw new CliError(
          `cannot overwrite directory ${JSON.stringify(place)} with non-directory ${JSON.stringify(directory)}`,
        );
      yield* removeTree(sys, place);
    }
    yield* makeNode(sys, place, node, keep, 0);
  }
}

function* typeOf(sys: Sys, path: string): Call<number | undefined> {
  try {
    return (yield* sys.lstat(path)).mode & S.IFMT;
  } catch (error) {
    if (error instanceof SysError && error.code === "ENOENT") return undefined;
    throw error;
  }
}
