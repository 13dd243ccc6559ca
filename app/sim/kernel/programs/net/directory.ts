/** The names in a directory. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import type { Sys } from "../../abi/sys";

/** In the directory's order, without "." and ".."; undefined where it cannot be read. */
export function* listDirectory(sys: Sys, path: string): Call<readonly string[] | undefined> {
  try {
    const fd = yield* sys.open(path, O.RDONLY | O.DIRECTORY | O.CLOEXEC);
    const entries = yield* sys.readdir(fd);
    yield* sys.close(fd);
    return entries.map(({ name }) => name).filter((name) => name !== "." && name !== "..");
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}
