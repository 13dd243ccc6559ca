/** Making, linking, removing and renaming in an overlay. */
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import type { Device } from "../../abi/sys";
import { chargeBeyond } from "../../costs/charges";
import type { Caller, Inode } from "../contract";
import { inherited, masked } from "../permission";
import { copyUp } from "./copy-up";
import type { OverlayInode } from "./inode";
import { isWhiteout, lowerHas } from "./lookup";
import { mergedEntries } from "./merge";
import type { Overlay } from "./super-block";
import { clearWhiteouts, makeWhiteout, whiteOut } from "./whiteouts";

interface NewObject {
  readonly type: number;
  /** Before the umask. */
  readonly mode: number;
  readonly target?: string;
  readonly device?: Device;
}

/** The upper directory, after copying up. @throws SysError EROFS */
function writable(directory: OverlayInode, caller: Caller): { readonly upper: Inode; readonly work: Inode } {
  copyUp(directory, caller, true);
  const { work } = directory.overlay;
  if (work === undefined || directory.upper === undefined) throw new SysError("EROFS");
  return { upper: directory.upper, work };
}

export function makeIn(directory: OverlayInode, name: string, what: NewObject, caller: Caller): OverlayInode {
  const { overlay } = directory;
  const { upper, work } = writable(directory, caller);
  const from = inherited(directory, what.type | what.mode, caller.creds);
  const as = overlay.as(caller, { fsuid: caller.creds.fsuid, fsgid: from.gid });
  const whiteout = upper.lookup(name, as);
  if (whiteout === undefined) {
    const under: NewObject = { ...what, mode: masked(upper, what.mode, caller) };
    const made = make(upper, name, under, as);
    if (made.isDirectory && directory.merges && !overlay.noXattr) overlay.makeOpaque(made, as);
  } else {
    const temporary = overlay.temporaryName();
    const made = make(work, temporary, what, as);
    try {
      if (made.isDirectory) overlay.makeOpaque(made, as);
      // The mode is set again as the program asked for it: here the umask has no effect.
      if (made.type !== S.IFLNK && made.mode !== from.mode) made.chmod(from.mode & 0o7777, as);
      upper.unlink(name, whiteout, as);
      work.rename(temporary, made, upper, name, undefined, as);
    } catch (error) {
      discard(work, temporary, made, as);
      throw error;
    }
  }
  directory.refresh();
  if (what.type === S.IFDIR) chargeBeyond(caller, "overlay.mkdir", "mkdir");
  else chargeBeyond(caller, "overlay.create", "openat");
  return directory.lookup(name, caller)!;
}

function discard(directory: Inode, name: string, child: Inode, as: Caller): void {
  if (directory.lookup(name, as) !== child) return;
  if (child.isDirectory) directory.rmdir(name, child, as);
  else directory.unlink(name, child, as);
}

function make(directory: Inode, name: string, { type, mode, target, device }: NewObject, as: Caller): Inode {
  if (type === S.IFREG) return directory.create(name, mode, as);
  if (type === S.IFDIR) return directory.mkdir(name, mode, as);
  if (type === S.IFLNK) return directory.symlink(name, target ?? "", as);
  return directory.mknod(name, type | mode, device ?? { major: 0, minor: 0 }, as);
}

export function linkInto(directory: OverlayInode, name: string, target: OverlayInode, caller: Caller): void {
  const { overlay } = directory;
  copyUp(target, caller, true);
  const { upper } = writable(directory, caller);
  const as = overlay.as(caller);
  const whiteout = upper.lookup(name, as);
  if (whiteout !== undefined) upper.unlink(name, whiteout, as);
  upper.link(name, target.real, as);
  directory.adopt(name, target);
  target.refresh();
  directory.refresh();
}

export function removeFrom(
  directory: OverlayInode,
  name: string,
  target: OverlayInode,
  caller: Caller,
): void {
  const { overlay } = directory;
  const as = overlay.as(caller);
  if (target.isDirectory) requireEmpty(overlay, target, as);
  const { upper } = writable(directory, caller);
  const above = upper.lookup(name, as);
  if (target.isDirectory && above !== undefined) clearWhiteouts(above, as);
  if (target.isDirectory) chargeBeyond(caller, "overlay.rmdir", "rmdir");
  else chargeBeyond(caller, above === undefined ? "overlay.whiteout" : "overlay.unlink.upper", "unlink");
  if (lowerHas(overlay, directory, name, as)) whiteOut(overlay, upper, name, above, as);
  else if (above !== undefined)
    if (above.isDirectory) upper.rmdir(name, above, as);
    else upper.unlink(name, above, as);
  directory.forgetChild(name);
  target.nameGone = target.real.nlink <= (target.upper === undefined ? 1 : 0) || target.isDirectory;
  target.refresh();
  if (target.isDirectory) target.nlink = 0;
  directory.refresh();
}

function requireEmpty(overlay: Overlay, { upper, lowers }: OverlayInode, as: Caller): void {
  const layers = upper === undefined ? lowers : [upper, ...lowers];
  if (mergedEntries(layers, as).length > 0) throw new SysError("ENOTEMPTY");
  if (overlay.work === undefined) throw new SysError("EROFS");
}

export interface Renaming {
  readonly parent: OverlayInode;
  readonly name: string;
  readonly source: OverlayInode;
  readonly newParent: OverlayInode;
  readonly newName: string;
  readonly replaced: OverlayInode | undefined;
}

export function renameBetween(renaming: Renaming, caller: Caller): void {
  const { parent, name, source, newParent, newName, replaced } = renaming;
  const { overlay } = parent;
  const as = overlay.as(caller);
  const redirects = overlay.config.redirectDir === "on" && !overlay.noXattr;
  if (source.isDirectory && source.mergesOrLower && !redirects) throw new SysError("EXDEV");
  if (replaced?.isDirectory) requireEmpty(overlay, replaced, as);
  copyUp(source, caller, true);
  const { upper } = writable(parent, caller);
  const { upper: newUpper } = writable(newParent, caller);
  const object = source.real;
  const target = newUpper.lookup(newName, as);
  if (target?.isDirectory) clearWhiteouts(target, as);
  const needsWhiteout = lowerHas(overlay, parent, name, as);
  if (source.isDirectory) prepareDirectory(renaming, redirects, as);
  const reused = needsWhiteout && target !== undefined && isWhiteout(target) ? target : undefined;
  if (
    target !== undefined &&
    (reused !== undefined || isWhiteout(target) || target.isDirectory !== object.isDirectory)
  )
    exchangeAway(overlay, newUpper, newName, target, reused === undefined, as);
  const still = newUpper.lookup(newName, as);
  upper.rename(name, object, newUpper, newName, still, as);
  if (reused !== undefined) overlay.work!.rename(EXCHANGED, reused, upper, name, undefined, as);
  else if (needsWhiteout) makeWhiteout(upper, name, as);
  parent.forgetChild(name);
  newParent.adopt(newName, source);
  if (replaced !== undefined) {
    replaced.nameGone = replaced.real.nlink <= (replaced.upper === undefined ? 1 : 0) || replaced.isDirectory;
    replaced.refresh();
    if (replaced.isDirectory) replaced.nlink = 0;
  }
  for (const inode of [source, parent, newParent]) inode.refresh();
}

/** Where a whiteout waits while what it hid is moved over its place. */
const EXCHANGED = "#exchanged";

/** Takes a whiteout out of the way: away for good, or to be put where the renamed object was. */
function exchangeAway(
  overlay: Overlay,
  directory: Inode,
  name: string,
  whiteout: Inode,
  remove: boolean,
  as: Caller,
): void {
  if (!remove) directory.rename(name, whiteout, overlay.work!, EXCHANGED, undefined, as);
  else if (whiteout.isDirectory) directory.rmdir(name, whiteout, as);
  else directory.unlink(name, whiteout, as);
}

/** A directory that merges says where its lower part is; another hides what is below its new place. */
function prepareDirectory(
  { parent, name, source, newParent }: Renaming,
  redirects: boolean,
  as: Caller,
): void {
  const { overlay } = source;
  const object = source.real;
  if (redirects && source.lowers.length > 0) {
    const known = overlay.marked(object, "redirect", as);
    if (known?.startsWith("/")) return;
    const old = known ?? name;
    overlay.mark(object, "redirect", parent === newParent ? old : pathOf(parent, old, as), as);
  } else if (newParent.merges && !overlay.opaque(object, as)) {
    if (overlay.noXattr) throw new SysError("EXDEV");
    overlay.makeOpaque(object, as);
  }
}

/** The place of a directory's lower part, from the top: names of parents that were redirected themselves are those below. */
function pathOf(parent: OverlayInode, name: string, as: Caller): string {
  const parts = [name];
  for (let at: OverlayInode = parent; at.parent !== undefined; at = at.parent) {
    const redirect = at.upper && at.overlay.marked(at.upper, "redirect", as);
    if (redirect?.startsWith("/")) return `${redirect}/${parts.join("/")}`;
    parts.unshift(redirect ?? at.name);
  }
  return `/${parts.join("/")}`;
}
