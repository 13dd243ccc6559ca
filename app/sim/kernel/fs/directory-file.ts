/** An open directory: it can be listed and held, not read. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { OpenFile } from "./contract";

export class DirectoryFile extends OpenFile {
  override get seekable(): boolean {
    return true;
  }

  // biome-ignore lint/correctness/useYield: fails at once
  override *read(): Call<Uint8Array> {
    throw new SysError("EISDIR");
  }

  // biome-ignore lint/correctness/useYield: fails at once
  override *write(): Call<number> {
    throw new SysError("EBADF");
  }
}
