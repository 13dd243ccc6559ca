/** Calls that make and remove names: mkdir, mknod, symlink, link, unlink, rmdir, rename. */
import { SysError } from "../abi/errno";
import { ACCESS, S } from "../abi/flags";
import type { Device } from "../abi/sys";
import { capableIn } from "../process/credentials";
import type { Caller } from "./contract";
import type { Dentry, Path } from "./path";
import {
  globallyCapable,
  masked,
  requireAccess,
  requireCreate,
  requireDelete,
  requireWritable,
} from "./permission";
import { umountTree } from "./propagation";
import { type Last, mayHardlink, resolve, rootsOf, Walk } from "./walk";

const PATH_MAX = 4096;

interface Place {
  readonly directory: Path;
  readonly name: string;
}

function normal({ name }: Last): boolean {
  return name !== "" && name !== "." && name !== "..";
}

/** Where a new name is to be. @throws SysError EEXIST, ENOENT, EROFS … */
function placeFor(caller: Caller, text: string, directory: boolean): Place {
  const walk = new Walk(caller);
  const last = walk.parents(text);
  if (!normal(last)) throw new SysError("EEXIST");
  if (walk.lookup(last.name) !== undefined) throw new SysError("EEXIST");
  if (last.trailingSlash && !directory) throw new SysError("ENOENT");
  requireWritable(walk.path.mount);
  return { directory: walk.path, name: last.name };
}

function created({ directory, name }: Place, inode: Parameters<Dentry["instantiate"]>[1]): void {
  directory.dentry.instantiate(name, inode);
}

export function mkdir(caller: Caller, text: string, mode: number): void {
  const place = placeFor(caller, text, true);
  requireCreate(place.directory, caller);
  const allowed = masked(place.directory.dentry.inode, mode & (0o777 | S.ISVTX), caller);
  created(place, place.directory.dentry.inode.mkdir(place.name, allowed, caller));
}

/** `mode` with the type; regular if it has none. */
export function mknod(caller: Caller, text: string, mode: number, device: Device): void {
  const type = mode & S.IFMT || S.IFREG;
  if (type === S.IFDIR) throw new SysError("EPERM");
  const node = type === S.IFCHR || type === S.IFBLK;
  if (!node && type !== S.IFREG && type !== S.IFIFO && type !== S.IFSOCK) throw new SysError("EINVAL");
  const place = placeFor(caller, text, false);
  requireCreate(place.directory, caller);
  const directory = place.directory.dentry.inode;
  const permissions = masked(directory, mode & 0o7777, caller);
  if (type === S.IFREG) {
    created(place, directory.create(place.name, permissions, caller));
    return;
  }
  const whiteout = type === S.IFCHR && device.major === 0 && device.minor === 0;
  if (node && !whiteout && !globallyCapable(caller, "MKNOD")) throw new SysError("EPERM");
  created(place, directory.mknod(place.name, type | permissions, device, caller));
}

export function symlink(caller: Caller, target: string, text: string): void {
  if (target === "") throw new SysError("ENOENT");
  if (target.length >= PATH_MAX) throw new SysError("ENAMETOOLONG");
  const place = placeFor(caller, text, false);
  requireCreate(place.directory, caller);
  created(place, place.directory.dentry.inode.symlink(place.name, target, caller));
}

export function link(caller: Caller, from: string, to: string): void {
  const source = resolve(caller, from, false);
  const place = placeFor(caller, to, false);
  if (source.mount !== place.directory.mount) throw new SysError("EXDEV");
  const { inode } = source.dentry;
  if (!mayHardlink(inode, caller)) throw new SysError("EPERM");
  requireCreate(place.directory, caller);
  const directory = place.directory.dentry.inode;
  if (inode.sb !== directory.sb) throw new SysError("EXDEV");
  const { userNs } = inode.sb;
  if (!userNs.mapsUid(inode.uid) || !userNs.mapsGid(inode.gid) || inode.isDirectory)
    throw new SysError("EPERM");
  if (inode.nlink === 0) throw new SysError("ENOENT");
  directory.link(place.name, inode, caller);
  created(place, inode);
}

/** A name that is to go, or to be renamed. */
function victimOf(walk: Walk, last: Last): Dentry {
  const victim = walk.lookup(last.name);
  if (victim === undefined) throw new SysError("ENOENT");
  return victim;
}

/** Something is mounted on it in the caller's own namespace. */
function requireNoMountpoint(dentry: Dentry, caller: Caller): void {
  if (dentry.mounts === undefined) return;
  const ns = caller.task?.ns.mnt ?? rootsOf(caller).root.mount.ns;
  for (const mount of dentry.mounts) if (mount.ns === ns) throw new SysError("EBUSY");
}

/** It is gone: mounts on it in other namespaces go, too. */
function detachMounts(dentry: Dentry): void {
  for (const mount of [...(dentry.mounts ?? [])])
    if (mount.ns !== undefined) umountTree(mount.ns.table, mount, false);
}

export function unlink(caller: Caller, text: string): void {
  const walk = new Walk(caller);
  const last = walk.parents(text);
  if (!normal(last)) throw new SysError("EISDIR");
  requireWritable(walk.path.mount);
  const victim = victimOf(walk, last);
  if (last.trailingSlash) throw new SysError(victim.inode.isDirectory ? "EISDIR" : "ENOTDIR");
  const directory = walk.path.dentry;
  requireDelete(directory.inode, victim.inode, false, caller);
  requireNoMountpoint(victim, caller);
  directory.inode.unlink(last.name, victim.inode, caller);
  directory.forget(last.name);
  detachMounts(victim);
}

export function rmdir(caller: Caller, text: string): void {
  const walk = new Walk(caller);
  const last = walk.parents(text);
  if (last.name === "") throw new SysError("EBUSY");
  if (last.name === ".") throw new SysError("EINVAL");
  if (last.name === "..") throw new SysError("ENOTEMPTY");
  requireWritable(walk.path.mount);
  const victim = victimOf(walk, last);
  const directory = walk.path.dentry;
  requireDelete(directory.inode, victim.inode, true, caller);
  requireNoMountpoint(victim, caller);
  directory.inode.rmdir(last.name, victim.inode, caller);
  directory.forget(last.name);
  detachMounts(victim);
}

export function rename(caller: Caller, from: string, to: string): void {
  const fromWalk = new Walk(caller);
  const fromLast = fromWalk.parents(from);
  const toWalk = new Walk(caller);
  const toLast = toWalk.parents(to);
  const oldParent = fromWalk.path;
  const newParent = toWalk.path;
  if (oldParent.mount !== newParent.mount) throw new SysError("EXDEV");
  if (!normal(fromLast) || !normal(toLast)) throw new SysError("EBUSY");
  requireWritable(oldParent.mount);
  const source = victimOf(fromWalk, fromLast);
  const target = toWalk.lookup(toLast.name);
  const directory = source.inode.isDirectory;
  if (!directory && (fromLast.trailingSlash || toLast.trailingSlash)) throw new SysError("ENOTDIR");
  if (newParent.dentry.within(source)) throw new SysError("EINVAL");
  if (target !== undefined && target !== oldParent.dentry && oldParent.dentry.within(target))
    throw new SysError("ENOTEMPTY");
  if (target === oldParent.dentry) throw new SysError("ENOTEMPTY");
  renameDentries(caller, oldParent, source, newParent, toLast.name, target);
}

function renameDentries(
  caller: Caller,
  oldParent: Path,
  source: Dentry,
  newParent: Path,
  newName: string,
  target: Dentry | undefined,
): void {
  if (target?.inode === source.inode) return;
  const oldDirectory = oldParent.dentry.inode;
  const newDirectory = newParent.dentry.inode;
  const isDirectory = source.inode.isDirectory;
  requireDelete(oldDirectory, source.inode, isDirectory, caller);
  if (target === undefined) requireCreate(newParent, caller);
  else requireDelete(newDirectory, target.inode, isDirectory, caller);
  if (isDirectory && oldDirectory !== newDirectory) requireAccess(source.inode, ACCESS.W_OK, caller);
  requireNoMountpoint(source, caller);
  if (target !== undefined) requireNoMountpoint(target, caller);
  oldDirectory.rename(source.name, source.inode, newDirectory, newName, target?.inode, caller);
  if (target !== undefined) {
    newParent.dentry.forget(newName);
    detachMounts(target);
  }
  source.moveTo(newParent.dentry, newName);
}

/** chroot(2)'s and chdir(2)'s directory: it must be searchable. @throws SysError ENOTDIR, EACCES */
export function directoryToEnter(caller: Caller, text: string): Path {
  const path = resolve(caller, text, true);
  requireEnterable(caller, path);
  return path;
}

export function requireEnterable(caller: Caller, { dentry: { inode } }: Path): void {
  if (!inode.isDirectory) throw new SysError("ENOTDIR");
  requireAccess(inode, ACCESS.X_OK, caller);
}

/** CAP_SYS_CHROOT in one's own user namespace. @throws SysError EPERM */
export function requireChroot(caller: Caller): void {
  if (!capableIn(caller.creds, caller.creds.userNs, "SYS_CHROOT")) throw new SysError("EPERM");
}
