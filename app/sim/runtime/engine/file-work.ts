/** Work with files as a chain of system calls: what the engine's processes do over and over. */
import type { Call } from "../../kernel/abi/call";
import { type ErrorName, SysError } from "../../kernel/abi/errno";
import { MNT, O, S } from "../../kernel/abi/flags";
import type { DirectoryEntry, Stat, Sys } from "../../kernel/abi/sys";
import { byteString, bytesOf, concatenate } from "../image/bytes";

const READ_BYTES = 65536;

/** Whether a caught value is that error of a system call. */
export const isError = (error: unknown, ...codes: readonly ErrorName[]): error is SysError =>
  error instanceof SysError && codes.includes(error.code);

/** The value of a call, or undefined if it failed with one of these errors. */
export function* unless<T>(call: Call<T>, ...codes: readonly ErrorName[]): Call<T | undefined> {
  try {
    return yield* call;
  } catch (error) {
    if (isError(error, ...codes)) return undefined;
    throw error;
  }
}

/** mkdir -p: parents 0711 unless said otherwise. */
export function* makeDirectories(sys: Sys, path: string, mode = 0o711): Call<void> {
  for (let cut = path.indexOf("/", 1); ; cut = path.indexOf("/", cut + 1)) {
    yield* unless(sys.mkdir(cut < 0 ? path : path.slice(0, cut), mode), "EEXIST");
    if (cut < 0) return;
  }
}

export function* readAll(sys: Sys, fd: number): Call<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = yield* sys.read(fd, READ_BYTES);
    if (part.length === 0) return concatenate(parts);
    parts.push(part);
  }
}

export function* readFile(sys: Sys, path: string): Call<Uint8Array> {
  const fd = yield* sys.open(path, O.RDONLY | O.CLOEXEC);
  try {
    return yield* readAll(sys, fd);
  } finally {
    yield* sys.close(fd);
  }
}

/** A text file as a byte string. */
export function* readText(sys: Sys, path: string): Call<string> {
  return byteString(yield* readFile(sys, path));
}

export function* writeAll(sys: Sys, fd: number, data: Uint8Array | string): Call<void> {
  let rest = typeof data === "string" ? bytesOf(data) : data;
  while (rest.length > 0) rest = rest.subarray(yield* sys.write(fd, rest));
}

/** Makes or replaces a file. */
export function* writeFile(sys: Sys, path: string, data: Uint8Array | string, mode = 0o644): Call<void> {
  const fd = yield* sys.open(path, O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode);
  try {
    yield* writeAll(sys, fd, data);
  } finally {
    yield* sys.close(fd);
  }
}

/** Writes to a file of the kernel, such as a cgroup's, in one call. */
export function* put(sys: Sys, path: string, text: string): Call<void> {
  const fd = yield* sys.open(path, O.WRONLY | O.CLOEXEC);
  try {
    yield* sys.write(fd, text);
  } finally {
    yield* sys.close(fd);
  }
}

/** What is in a directory, without "." and "..". */
export function* list(sys: Sys, path: string): Call<readonly DirectoryEntry[]> {
  const fd = yield* sys.open(path, O.RDONLY | O.DIRECTORY | O.CLOEXEC);
  try {
    return (yield* sys.readdir(fd)).filter(({ name }) => name !== "." && name !== "..");
  } finally {
    yield* sys.close(fd);
  }
}

/** lstat, or undefined where nothing is. */
export function* look(sys: Sys, path: string): Call<Stat | undefined> {
  return yield* unless(sys.lstat(path), "ENOENT", "ENOTDIR");
}

/** rm -rf: what is not there is no error. */
export function* removeTree(sys: Sys, path: string): Call<void> {
  const stat = yield* look(sys, path);
  if (stat === undefined) return;
  if ((stat.mode & S.IFMT) !== S.IFDIR) {
    yield* sys.unlink(path);
    return;
  }
  for (const { name } of yield* list(sys, path)) yield* removeTree(sys, `${path}/${name}`);
  yield* sys.rmdir(path);
}

/** cp -a of one node and what is below; attributes are kept as far as the caller may. */
export function* copyTree(sys: Sys, from: string, to: string): Call<void> {
  const stat = yield* sys.lstat(from);
  const type = stat.mode & S.IFMT;
  if (type === S.IFLNK) {
    yield* sys.symlink(yield* sys.readlink(from), to);
  } else if (type === S.IFDIR) {
    yield* unless(sys.mkdir(to, stat.mode & 0o7777), "EEXIST");
    for (const { name } of yield* list(sys, from)) yield* copyTree(sys, `${from}/${name}`, `${to}/${name}`);
  } else if (type === S.IFREG) yield* writeFile(sys, to, yield* readFile(sys, from), stat.mode & 0o7777);
  else yield* sys.mknod(to, stat.mode, stat.rdev);
  yield* sys.lchown(to, stat.uid, stat.gid);
  if (type !== S.IFLNK) yield* sys.chmod(to, stat.mode & 0o7777);
  yield* sys.utimens(to, stat.atimeNs, stat.mtimeNs, false);
}

/** Unmounts what is there, if anything is. */
export function* detach(sys: Sys, path: string): Call<void> {
  yield* unless(sys.umount(path, MNT.DETACH), "EINVAL", "ENOENT");
}

const MAX_LINKS = 40;

/**
 * Where a path of a container leads within `root`, links followed as if `root` were "/": so a link in an image that names
 * /etc is the container's own. What is not there yet is taken literally. Answers a path that begins with `root`.
 * @throws SysError ELOOP
 */
export function* within(sys: Sys, root: string, path: string): Call<string> {
  const todo = path.split("/").reverse();
  let at = "";
  let links = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      at = at.slice(0, Math.max(at.lastIndexOf("/"), 0));
      continue;
    }
    const next = `${at}/${part}`;
    const stat = yield* look(sys, root + next);
    if (stat === undefined || (stat.mode & S.IFMT) !== S.IFLNK) {
      at = next;
      continue;
    }
    if (++links > MAX_LINKS) throw new SysError("ELOOP");
    const target = yield* sys.readlink(root + next);
    if (target.startsWith("/")) at = "";
    todo.push(...target.split("/").reverse());
  }
  return root + at;
}
