/** Files as the command line reads and writes them. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { O } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import { goError } from "../engine/words";
import { byteString, concatenate } from "../image/bytes";
import { ValueError } from "./values/sizes";

const READ_BYTES = 65536;

/** Everything up to the end. */
export function* readAll(sys: Sys, fd: number): Call<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = yield* sys.read(fd, READ_BYTES);
    if (part.length === 0) return concatenate(parts.length === 0 ? [part] : parts);
    parts.push(part);
  }
}

export function* writeAll(sys: Sys, fd: number, data: Uint8Array | string): Call<void> {
  for (let at = 0; at < data.length; ) at += yield* sys.write(fd, data.slice(at));
}

/** A system call on a file; its failure is said as Go's os package says it: "open x: no such file or directory". */
export function* pathCall<T>(what: string, path: string, call: Call<T>): Call<T> {
  try {
    return yield* call;
  } catch (error) {
    if (error instanceof SysError) throw new ValueError(`${what} ${path}: ${goError(error)}`);
    throw error;
  }
}

/** @throws ValueError */
export function* readFileBytes(sys: Sys, path: string): Call<Uint8Array> {
  const fd = yield* pathCall("open", path, sys.open(path, O.RDONLY | O.CLOEXEC));
  const bytes = yield* pathCall("read", path, readAll(sys, fd));
  yield* sys.close(fd);
  return bytes;
}

export function* readTextFile(sys: Sys, path: string): Call<string> {
  return byteString(yield* readFileBytes(sys, path));
}

/** @throws ValueError */
export function* writeFileBytes(sys: Sys, path: string, data: Uint8Array | string, mode = 0o644): Call<void> {
  const fd = yield* pathCall("open", path, sys.open(path, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode));
  yield* pathCall("write", path, writeAll(sys, fd, data));
  yield* sys.close(fd);
}
