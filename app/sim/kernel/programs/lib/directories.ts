/** Directories: listing, making with parents, removing with all that is in them. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { ACCESS, O } from "../../abi/flags";
import type { DirectoryEntry, Stat } from "../../abi/sys";
import { ask } from "./ask";
import { type Io, sysError } from "./io";
import { isDirectory } from "./modes";
import { joinPath } from "./paths";

/** Entries of a directory without "." and "..", in the kernel's order. @throws SysError */
export function* listDirectory(io: Io, path: string): Call<readonly DirectoryEntry[]> {
  const fd = yield* io.sys.open(path, O.RDONLY | O.DIRECTORY | O.CLOEXEC);
  const entries = yield* io.sys.readdir(fd);
  yield* io.sys.close(fd);
  return entries.filter(({ name }) => name !== "." && name !== "..");
}

/** stat or lstat; undefined where it fails. */
export function* statOrNothing(io: Io, path: string, follow = true): Call<Stat | undefined> {
  try {
    return follow ? yield* io.sys.stat(path) : yield* io.sys.lstat(path);
  } catch (error) {
    sysError(error);
    return undefined;
  }
}

export interface MakeOptions {
  readonly parents: boolean;
  /** Permission bits set whatever the umask; undefined leaves it at 0777 and the umask. */
  readonly mode?: number | undefined;
}

/** bb_make_directory: complains and answers false if it fails. */
export function* makeDirectory(io: Io, path: string, { parents, mode }: MakeOptions): Call<boolean> {
  let at = 0;
  for (;;) {
    let end = path.length;
    if (parents) {
      const match = /\/+/g;
      match.lastIndex = at;
      const found = match.exec(path);
      if (found !== null) end = found.index + found[0].length;
    }
    const prefix = path.slice(0, end);
    const last = end === path.length;
    try {
      // Parents must let their owner in, whatever the umask says.
      const umask = last ? undefined : yield* io.sys.umask(0);
      if (umask !== undefined) yield* io.sys.umask(umask & ~0o300);
      try {
        yield* io.sys.mkdir(prefix, 0o777);
      } finally {
        if (umask !== undefined) yield* io.sys.umask(umask);
      }
    } catch (error) {
      let problem = sysError(error);
      let exists = false;
      if (parents && (problem.code === "EEXIST" || problem.code === "EISDIR")) {
        try {
          exists = isDirectory((yield* io.sys.stat(prefix)).mode);
        } catch (inner) {
          problem = sysError(inner);
        }
      }
      if (!exists) {
        yield* io.warnError(`can't create directory '${prefix}'`, problem);
        return false;
      }
      if (last) return true;
    }
    if (last) {
      if (mode === undefined) return true;
      try {
        yield* io.sys.chmod(path, mode);
        return true;
      } catch (error) {
        yield* io.warnError(`can't set permissions of directory '${path}'`, error);
        return false;
      }
    }
    at = end;
  }
}

export interface RemoveOptions {
  readonly recursive: boolean;
  readonly force: boolean;
  readonly interactive: boolean;
}

/** remove_file: complains and answers false if anything stays. */
export function* removeTree(io: Io, path: string, options: RemoveOptions): Call<boolean> {
  io.spend(700);
  yield* io.pace();
  let stat: Stat;
  try {
    stat = yield* io.sys.lstat(path);
  } catch (error) {
    const problem = sysError(error);
    if (problem.code === "ENOENT" && options.force) return true;
    yield* io.warnError(`can't remove '${path}'`, problem);
    return false;
  }
  const doubtful = options.interactive || (!options.force && (yield* writeProtected(io, path)));
  if (isDirectory(stat.mode)) {
    if (!options.recursive) {
      yield* io.warn(`'${path}' is a directory`);
      return false;
    }
    if (doubtful && !(yield* ask(io, `${io.name}: descend into directory '${path}'? `))) return true;
    let clean = true;
    try {
      for (const { name } of yield* listDirectory(io, path))
        if (!(yield* removeTree(io, joinPath(path, name), options))) clean = false;
    } catch (error) {
      yield* io.warnError(`can't open '${path}'`, error);
      clean = false;
    }
    if (options.interactive && !(yield* ask(io, `${io.name}: remove directory '${path}'? `))) return clean;
    if (!clean) return false;
    try {
      yield* io.sys.rmdir(path);
      return true;
    } catch (error) {
      yield* io.warnError(`can't remove '${path}'`, error);
      return false;
    }
  }
  if (doubtful && !(yield* ask(io, `${io.name}: remove '${path}'? `))) return true;
  try {
    yield* io.sys.unlink(path);
    return true;
  } catch (error) {
    yield* io.warnError(`can't remove '${path}'`, error);
    return false;
  }
}

/** Whether a user at a terminal should be asked because the file is write-protected. */
function* writeProtected(io: Io, path: string): Call<boolean> {
  if (!(yield* io.sys.isatty(0))) return false;
  try {
    yield* io.sys.access(path, ACCESS.W_OK);
    return false;
  } catch (error) {
    return error instanceof SysError && error.code === "EACCES";
  }
}
