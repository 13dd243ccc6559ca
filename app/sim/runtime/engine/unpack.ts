/** Writes a layer's files into its directory, by system calls. */
import type { Call } from "../../kernel/abi/call";
import { S } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import type { TreeNode } from "../image/layer-tree";
import { writeFile } from "./file-work";
import type { LayerFile } from "./layer-plan";

const BILLION = 1e9;

/** `firstId`: what id 0 of the image is on the host; 0 without a user namespace. */
export function* unpackLayer(
  sys: Sys,
  directory: string,
  files: readonly LayerFile[],
  firstId: number,
): Call<void> {
  const times: (readonly [string, number])[] = [];
  for (const file of files) {
    const path = file.path === "" ? directory : `${directory}/${file.path}`;
    if (file.kind === "link") yield* sys.link(`${directory}/${file.existing}`, path);
    else if (file.kind === "whiteout") yield* sys.mknod(path, S.IFCHR, { major: 0, minor: 0 });
    else {
      yield* makeNode(sys, path, file.node, file.path === "", firstId);
      if (file.opaque) yield* sys.setxattr(path, "trusted.overlay.opaque", "y", false);
      const { mtimeSeconds, mtimeNanoseconds } = file.node.meta;
      times.push([path, mtimeSeconds * BILLION + mtimeNanoseconds]);
    }
  }
  // What is put into a directory changes its time: last, and from the inside out.
  for (const [path, mtimeNs] of times.reverse()) yield* sys.utimens(path, mtimeNs, mtimeNs, false);
}

/** A file with its attributes; `there`: a directory that only gets attributes. */
export function* makeNode(
  sys: Sys,
  path: string,
  node: TreeNode,
  there: boolean,
  firstId: number,
): Call<void> {
  yield* make(sys, path, node, there);
  yield* attributes(sys, path, node, firstId);
}

function* make(sys: Sys, path: string, node: TreeNode, root: boolean): Call<void> {
  const mode = node.meta.mode & 0o7777;
  switch (node.type) {
    case "directory":
      return root ? undefined : yield* sys.mkdir(path, mode);
    case "file":
      return yield* writeFile(sys, path, node.data, mode);
    case "symlink":
      return yield* sys.symlink(node.target, path);
    case "char":
    case "block":
    case "fifo": {
      const type = node.type === "char" ? S.IFCHR : node.type === "block" ? S.IFBLK : S.IFIFO;
      return yield* sys.mknod(path, type | mode, { major: node.devMajor, minor: node.devMinor });
    }
  }
}

function* attributes(sys: Sys, path: string, { type, meta }: TreeNode, firstId: number): Call<void> {
  yield* sys.lchown(path, meta.uid + firstId, meta.gid + firstId);
  // After chown, which takes set-id bits away.
  if (type !== "symlink") yield* sys.chmod(path, meta.mode & 0o7777);
  for (const [name, value] of meta.xattrs) yield* sys.setxattr(path, name, value, false);
}
