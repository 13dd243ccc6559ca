/** What things take on the disk. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { O, S } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import type { ContainerInfo } from "../engine/contract";

/** Bytes of the files in a directory and below; 0 if there is none. */
export function* treeBytes(sys: Sys, directory: string): Call<number> {
  let fd: number;
  try {
    fd = yield* sys.open(directory, O.RDONLY | O.DIRECTORY | O.CLOEXEC);
  } catch (error) {
    if (error instanceof SysError) return 0;
    throw error;
  }
  const entries = yield* sys.readdir(fd);
  yield* sys.close(fd);
  let bytes = 0;
  for (const { name, type } of entries) {
    if (name === "." || name === "..") continue;
    const path = `${directory}/${name}`;
    if (type === S.IFDIR) bytes += yield* treeBytes(sys, path);
    else if (type === S.IFREG) bytes += (yield* sys.lstat(path)).size;
  }
  return bytes;
}

/** Bytes in a container's own layer. */
export const writtenBytes = (sys: Sys, { upperDirectory }: ContainerInfo): Call<number> =>
  treeBytes(sys, upperDirectory);
