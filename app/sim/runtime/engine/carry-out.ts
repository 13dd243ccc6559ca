/** Carries out the steps of a plan that need no partner: each a few system calls of the process that calls. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { CAPABILITIES, MNT, MS, O, S } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import type { Act } from "../bundle/steps";
import { isError, look, makeDirectories, put, unless, within } from "./file-work";
import { environment, findProgram } from "./find-program";

/** What a process that carries out a plan knows. */
export interface Place {
  /** The root file system on the host before pivot_root, "" after it. */
  root: string;
  /** What find-program found. */
  program: string;
}

/** Steps that are talked over with others are not for here. */
export type Alone = Exclude<
  Act,
  { kind: "clone" | "sync" | "hooks" | "work" | "join-cgroup" | "id-map" | "oom-score" | "terminal" }
>;

export function* carryOut(sys: Sys, act: Alone, place: Place): Call<void> {
  switch (act.kind) {
    case "mkdir":
      return yield* makeDirectories(sys, yield* at(sys, place, act.path), act.mode);
    case "touch":
      return yield* touch(sys, yield* at(sys, place, act.path), act.source);
    case "propagation":
      return yield* sys.mount("", "/", "", act.flags, "");
    case "mount":
      return yield* mount(sys, act, place);
    case "mask":
      return yield* mask(sys, act.path);
    case "write":
      return yield* put(sys, act.path, act.text);
    case "setns": {
      const fd = yield* sys.open(act.path, O.RDONLY | O.CLOEXEC);
      yield* sys.setns(fd, act.flag);
      return yield* sys.close(fd);
    }
    case "unshare":
      return yield* sys.unshare(act.flags);
    case "pivot_root":
      return yield* pivot(sys, place);
    case "symlink": {
      const parent = yield* at(sys, place, act.path.slice(0, act.path.lastIndexOf("/")));
      const path = `${parent}${act.path.slice(act.path.lastIndexOf("/"))}`;
      return void (yield* unless(sys.symlink(act.target, path), "EEXIST"));
    }
    case "mknod":
      return yield* mknod(sys, act, yield* at(sys, place, act.path));
    case "setsid":
      return void (yield* sys.setsid());
    case "sethostname":
      return yield* sys.sethostname(act.name);
    case "setdomainname":
      return yield* sys.setdomainname(act.name);
    case "setrlimit":
      return yield* sys.setrlimit(act.limit, act.soft, act.hard);
    case "bounding": {
      const keep = new Set(act.keep);
      for (const [number, name] of CAPABILITIES.entries())
        if (!keep.has(`CAP_${name}`)) yield* sys.dropBounding(number);
      return;
    }
    case "capabilities":
      return yield* capabilities(sys, act);
    case "no-new-privileges":
      return yield* sys.setNoNewPrivs();
    case "seccomp":
      return yield* sys.seccomp(act.profile);
    case "umask":
      return void (yield* sys.umask(act.mask));
    case "setgroups":
      return yield* sys.setgroups(act.groups);
    case "setgid":
      return yield* sys.setresgid(act.gid, act.gid, act.gid);
    case "setuid":
      // So that capset afterwards can keep what a user other than root is to have.
      yield* sys.setKeepCaps(true);
      return yield* sys.setresuid(act.uid, act.uid, act.uid);
    case "chdir":
      return yield* sys.chdir(act.path);
    case "find-program":
      place.program = yield* findProgram(sys, act.name, environment(act.env));
      return;
    case "execve":
      return yield* sys.execve(place.program, act.args, environment(act.env));
  }
}

/** Where a path of the plan is now. */
function* at(sys: Sys, { root }: Place, path: string): Call<string> {
  return root === "" ? path : yield* within(sys, root, path);
}

function* touch(sys: Sys, path: string, source: string | undefined): Call<void> {
  if ((yield* look(sys, path)) !== undefined) return;
  const model = source === undefined ? undefined : yield* unless(sys.stat(source), "ENOENT");
  if (model !== undefined && (model.mode & S.IFMT) === S.IFDIR)
    return yield* makeDirectories(sys, path, 0o755);
  yield* makeDirectories(sys, path.slice(0, path.lastIndexOf("/")) || "/", 0o755);
  yield* sys.close(yield* sys.open(path, O.WRONLY | O.CREAT | O.CLOEXEC, 0o644));
}

function* mount(sys: Sys, act: Extract<Act, { kind: "mount" }>, place: Place): Call<void> {
  const target = act.target === "" ? place.root : yield* at(sys, place, act.target);
  const source = act.target === "" ? place.root : act.source;
  try {
    yield* sys.mount(source, target, act.type, act.flags, act.data);
  } catch (error) {
    if (act.optional && isError(error, "ENOENT", "ENOTDIR")) return;
    throw error;
  }
}

/** A file is covered by /dev/null, a directory by an empty read-only tmpfs. */
function* mask(sys: Sys, path: string): Call<void> {
  try {
    yield* sys.mount("/dev/null", path, "", MS.BIND, "");
  } catch (error) {
    if (isError(error, "ENOTDIR")) return yield* sys.mount("tmpfs", path, "tmpfs", MS.RDONLY, "");
    if (!isError(error, "ENOENT")) throw error;
  }
}

/** pivot_root(".", "."): the old root comes to lie on the new one, and is taken away from there (runc: rootfs_linux.go). */
function* pivot(sys: Sys, place: Place): Call<void> {
  const directory = O.RDONLY | O.DIRECTORY | O.CLOEXEC;
  const old = yield* sys.open("/", directory);
  const root = yield* sys.open(place.root, directory);
  yield* sys.fchdir(root);
  yield* sys.pivotRoot(".", ".");
  yield* sys.fchdir(old);
  yield* sys.mount("", ".", "", MS.SLAVE | MS.REC, "");
  yield* sys.umount(".", MNT.DETACH);
  yield* sys.chdir("/");
  yield* sys.close(old);
  yield* sys.close(root);
  place.root = "";
}

function* mknod(sys: Sys, act: Extract<Act, { kind: "mknod" }>, path: string): Call<void> {
  const { mode, major, minor, uid, gid } = act;
  yield* makeDirectories(sys, path.slice(0, path.lastIndexOf("/")) || "/", 0o755);
  try {
    yield* sys.mknod(path, mode, { major, minor });
  } catch (error) {
    if (isError(error, "EEXIST")) return;
    throw error;
  }
  // The umask has its say about mknod's mode.
  yield* sys.chmod(path, mode & 0o7777);
  yield* sys.chown(path, uid, gid);
}

function bits(names: readonly string[]): bigint {
  let set = 0n;
  for (const [number, name] of CAPABILITIES.entries())
    if (names.includes(`CAP_${name}`)) set |= 1n << BigInt(number);
  return set;
}

function* capabilities(sys: Sys, act: Extract<Act, { kind: "capabilities" }>): Call<void> {
  const held = yield* sys.capget();
  // What the process does not have it cannot be given; runc leaves that out as well.
  const permitted = bits(act.permitted) & held.permitted;
  yield* sys.capset({
    permitted,
    effective: bits(act.effective) & permitted,
    inheritable: bits(act.inheritable) & (held.inheritable | held.bounding),
  });
  for (const [number, name] of CAPABILITIES.entries())
    if (act.ambient.includes(`CAP_${name}`)) yield* unless(sys.ambient("raise", number), "EPERM");
}

/** Whether a step failed in a way to be told; anything else is a fault of the lab. */
export const isSysError = (error: unknown): error is SysError => error instanceof SysError;
