/** docker cp: files out of a container and into it, as tar archives. It need not run. */
import type { Call } from "../../kernel/abi/call";
import { S } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import { unpackEntries } from "../image/layer";
import { LayerTree } from "../image/layer-tree";
import { readTar, type TarEntry } from "../image/tar";
import { writeTar } from "../image/tar-write";
import { mountRoot } from "./bundle-of";
import { EngineError } from "./contract";
import { firstId } from "./create";
import { detach, look, makeDirectories, removeTree, within } from "./file-work";
import { type ContainerRecord, paths } from "./records";
import type { EngineState } from "./state";
import { Names, tree } from "./tar-of";
import { makeNode } from "./unpack";

/** Does something with the container's files below a path of the host; those that run are seen with all their mounts. */
function* withRoot<T>(sys: Sys, container: ContainerRecord, act: (root: string) => Call<T>): Call<T> {
  if (container.pid !== 0) return yield* act(`/proc/${container.pid}/root`);
  const root = paths.merged(container.id);
  yield* mountRoot(sys, container.id);
  try {
    return yield* act(root);
  } finally {
    yield* detach(sys, root);
  }
}

const notFound = (path: string, { name }: ContainerRecord): EngineError =>
  new EngineError(`Could not find the file ${path} in container ${name}`, 1, "not-found");

const baseName = (path: string): string =>
  path
    .split("/")
    .filter((part) => part !== "")
    .at(-1) ?? "";

export function copyOut(
  _state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  path: string,
): Call<Uint8Array> {
  return withRoot(sys, container, function* (root) {
    const name = baseName(path);
    // The last name itself is not followed, unless a slash behind it asks for what it leads to.
    const follow = path.endsWith("/") || name === "" || name === "." || name === "..";
    const parent = path.slice(0, path.replace(/\/+$/, "").length - name.length);
    const file = follow ? yield* within(sys, root, path) : `${yield* within(sys, root, parent)}/${name}`;
    if ((yield* look(sys, file)) === undefined) throw notFound(path, container);
    const entries: TarEntry[] = [];
    yield* tree(
      sys,
      file,
      name === "" || name === ".." ? "." : name,
      firstId(container.spec),
      entries,
      new Names(),
    );
    return writeTar(entries);
  });
}

/** @throws EngineError, ImageError for an archive that is none */
export function copyIn(
  _state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  path: string,
  archive: Uint8Array,
): Call<void> {
  const files = new LayerTree();
  unpackEntries(files, readTar(archive, "the archive"), "the archive");
  return withRoot(sys, container, function* (root) {
    if (container.spec.readOnlyRoot)
      throw new EngineError("container rootfs is marked read-only", 1, "invalid");
    const target = yield* within(sys, root, path);
    const stat = yield* look(sys, target);
    if (stat === undefined) throw notFound(path, container);
    if ((stat.mode & S.IFMT) !== S.IFDIR)
      throw new EngineError("extraction point is not a directory", 1, "invalid");
    for (const [inside, node] of [...files.nodes].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (inside === "") continue;
      const slash = inside.lastIndexOf("/") + 1;
      const parent = yield* within(sys, root, `${path}/${inside.slice(0, slash)}`);
      yield* makeDirectories(sys, parent, 0o755);
      const place = `${parent}/${inside.slice(slash)}`;
      const there = yield* look(sys, place);
      const keep = node.type === "directory" && there !== undefined && (there.mode & S.IFMT) === S.IFDIR;
      if (there !== undefined && !keep) {
        if ((there.mode & S.IFMT) === S.IFDIR)
          throw new EngineError(
            `cannot overwrite directory "${path}/${inside}" with non-directory "${inside}"`,
            1,
            "invalid",
          );
        yield* removeTree(sys, place);
      }
      yield* makeNode(sys, place, node, keep, firstId(container.spec));
    }
  });
}
