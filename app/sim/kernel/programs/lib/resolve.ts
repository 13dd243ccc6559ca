/** Canonical paths. */
import type { Call } from "../../abi/call";
import { fail, SysError } from "../../abi/errno";
import type { Sys } from "../../abi/sys";
import { isDirectory, isLink } from "./modes";

/** As the kernel: longer chains are a loop. */
const LINK_LIMIT = 40;

/**
 * The absolute path without links, "." and "..". The last component may be missing if `lastMayMiss`. @throws SysError
 */
export function* canonicalPath(sys: Sys, path: string, lastMayMiss: boolean): Call<string> {
  if (path === "") fail("ENOENT");
  let done = path.startsWith("/") ? "" : yield* sys.getcwd();
  if (done === "/") done = "";
  const pending = path.split("/").reverse();
  let links = 0;
  while (pending.length > 0) {
    const part = pending.pop()!;
    if (part === "" || part === ".") {
      // A trailing slash wants a directory, as a path with more to come does.
      if (part === "." && done !== "" && !isDirectory((yield* sys.lstat(done)).mode)) fail("ENOTDIR");
      continue;
    }
    if (part === "..") {
      done = done.slice(0, Math.max(0, done.lastIndexOf("/")));
      continue;
    }
    const next = `${done}/${part}`;
    let mode: number;
    try {
      mode = (yield* sys.lstat(next)).mode;
    } catch (error) {
      const last = pending.every((rest) => rest === "");
      if (error instanceof SysError && error.code === "ENOENT" && lastMayMiss && last) return next;
      throw error;
    }
    if (isLink(mode)) {
      if (++links > LINK_LIMIT) fail("ELOOP");
      const target = yield* sys.readlink(next);
      pending.push(...target.split("/").reverse());
      if (target.startsWith("/")) done = "";
      continue;
    }
    if (!isDirectory(mode) && pending.some((rest) => rest !== "")) fail("ENOTDIR");
    done = next;
  }
  return done === "" ? "/" : done;
}
