/** What a name in a directory of an overlay is made of: an upper object, lower ones, or nothing. */
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import type { Caller, Inode } from "../contract";
import type { Overlay } from "./super-block";

/** A whiteout: a character device 0/0. It says that a name is not there, whatever lies below. */
export function isWhiteout({ type, rdev }: Inode): boolean {
  return type === S.IFCHR && rdev.major === 0 && rdev.minor === 0;
}

export interface Found {
  readonly upper: Inode | undefined;
  /** Directories that merge, the topmost first; for anything else the one that shows, if it is not the upper one. */
  readonly lowers: readonly Inode[];
}

/** The layers of a directory. */
export interface Stack {
  readonly upper: Inode | undefined;
  readonly lowers: readonly Inode[];
}

/** undefined: the name is not there. @throws SysError EPERM for a redirect that the mount does not allow */
export function lookupIn(sb: Overlay, { upper, lowers }: Stack, name: string, as: Caller): Found | undefined {
  const above = upper?.lookup(name, as);
  if (above !== undefined) {
    if (isWhiteout(above)) return undefined;
    if (!above.isDirectory || sb.opaque(above, as)) return { upper: above, lowers: [] };
    if (lowers.length === 0 && !follows(sb)) return { upper: above, lowers: [] };
    const redirect = sb.marked(above, "redirect", as);
    const merged = directoriesBelow(sb, lowers, redirect ?? name, as);
    if (redirect !== undefined && merged.length > 0 && !follows(sb)) throw new SysError("EPERM");
    return { upper: above, lowers: merged };
  }
  const found = below(sb, lowers, [name], as);
  return found.length === 0 ? undefined : { upper: undefined, lowers: found };
}

/** Whether a lower layer has something of that name, so that removing it needs a whiteout. */
export function lowerHas(sb: Overlay, { lowers }: Stack, name: string, as: Caller): boolean {
  return below(sb, lowers, [name], as).length > 0;
}

/** Redirects are a way around the permissions of lower directories, so the mount must allow them. */
export function follows({ config }: Overlay): boolean {
  return config.redirectDir === "on" || config.redirectDir === "follow";
}

/** `where`: the old name of a renamed directory, or a path from the top. */
function directoriesBelow(
  sb: Overlay,
  lowers: readonly Inode[],
  where: string,
  as: Caller,
): readonly Inode[] {
  const absolute = where.startsWith("/");
  const from = absolute ? sb.root.lowers : lowers;
  const found = below(
    sb,
    from,
    where.split("/").filter((part) => part !== ""),
    as,
  );
  return found[0]?.isDirectory ? found : [];
}

const NOTHING: readonly Inode[] = [];

/** What lower layers have at a place: a run of directories that merge, or the first other object. */
function below(
  sb: Overlay,
  lowers: readonly Inode[],
  parts: readonly string[],
  as: Caller,
): readonly Inode[] {
  let found: readonly Inode[] = NOTHING;
  let names = parts;
  let starts: readonly Inode[] = lowers;
  for (let index = 0; index < starts.length; index++) {
    const inode = descend(starts[index]!, names, as);
    if (inode === undefined) continue;
    if (isWhiteout(inode)) break;
    if (!inode.isDirectory) {
      if (found.length === 0) found = [inode];
      break;
    }
    found = [...found, inode];
    if (sb.opaque(inode, as) || (index === starts.length - 1 && !follows(sb))) break;
    const redirect = sb.marked(inode, "redirect", as);
    if (redirect === undefined) continue;
    if (!follows(sb)) throw new SysError("EPERM");
    names = redirect.startsWith("/") ? redirect.split("/").slice(1) : [...names.slice(0, -1), redirect];
    if (redirect.startsWith("/")) {
      const layer = sb.root.lowers.length - starts.length + index;
      starts = sb.root.lowers;
      index = layer;
    }
  }
  return found;
}

function descend(from: Inode, names: readonly string[], as: Caller): Inode | undefined {
  let at: Inode | undefined = from;
  for (const name of names) {
    if (at === undefined || !at.isDirectory) return undefined;
    at = at.lookup(name, as);
  }
  return at;
}
