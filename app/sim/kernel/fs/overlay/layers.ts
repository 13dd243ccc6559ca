/** The directories that an overlay is made of: finding them, and refusing what cannot work (ovl_fill_super's checks, in its order). */
import { SysError } from "../../abi/errno";
import type { Caller } from "../contract";
import type { Path } from "../path";
import { resolve } from "../walk";
import { type OverlayOptions, splitEscaped, unescaped } from "./options";

/** OVL_MAX_STACK. */
const MAX_LOWERS = 500;
/** FILESYSTEM_MAX_STACK_DEPTH. */
const MAX_DEPTH = 2;

export interface Layers {
  readonly upper: Path | undefined;
  readonly work: Path | undefined;
  /** The topmost first. */
  readonly lowers: readonly Path[];
  /** How many file systems are stacked here: 1 over ordinary ones. */
  readonly depth: number;
}

type Log = (text: string) => void;

function refuse(log: Log, text: string, code: "EINVAL" | "ELOOP" = "EINVAL"): never {
  log(`overlayfs: ${text}`);
  throw new SysError(code);
}

/** @throws SysError EINVAL, ENOENT, ELOOP … */
export function findLayers(options: OverlayOptions, caller: Caller, log: Log): Layers {
  if (options.lowerdir === undefined) refuse(log, "missing 'lowerdir'");
  if (options.upperdir === undefined && options.workdir !== undefined)
    log(`overlayfs: option "workdir=${options.workdir}" is useless in a non-upper mount, ignore`);
  const names = splitEscaped(options.lowerdir, ":").map(unescaped);
  if (names.length > MAX_LOWERS) refuse(log, `too many lower directories, limit is ${MAX_LOWERS}`);
  let upper: Path | undefined;
  let work: Path | undefined;
  if (options.upperdir !== undefined) {
    if (options.workdir === undefined) refuse(log, "missing 'workdir'");
    upper = writableDirectory(options.upperdir, caller, log);
    if (upper.mount.readOnly) refuse(log, "upper fs is r/o, try multi-lower layers mount");
    work = writableDirectory(options.workdir, caller, log);
    if (upper.mount !== work.mount) refuse(log, "workdir and upperdir must reside under the same mount");
    if (upper.dentry.within(work.dentry) || work.dentry.within(upper.dentry))
      refuse(log, "workdir and upperdir must be separate subtrees");
  }
  if (upper === undefined && names.length === 1)
    refuse(log, "at least 2 lowerdir are needed while upperdir nonexistent");
  const lowers = names.map((name) => directory(name, caller, log));
  const depth = 1 + Math.max(...[upper, ...lowers].map((path) => (path === undefined ? 0 : depthOf(path))));
  if (depth > MAX_DEPTH) refuse(log, "maximum fs stacking depth exceeded");
  requireSeparate(upper, work, lowers, log);
  return { upper, work, lowers, depth };
}

/** proc forbids stacking by saying that it is stacked as deep as can be. */
function depthOf({ mount: { sb } }: Path): number {
  if (sb.type === "proc") return MAX_DEPTH;
  return "stackDepth" in sb ? Number(sb.stackDepth) : 0;
}

function directory(name: string, caller: Caller, log: Log): Path {
  let path: Path;
  try {
    path = resolve(caller, name, true);
  } catch (error) {
    if (error instanceof SysError) log(`overlayfs: failed to resolve '${name}': -${error.errno}`);
    throw error;
  }
  if (!path.dentry.inode.isDirectory) refuse(log, `'${name}' not a directory`);
  return path;
}

function writableDirectory(escaped: string, caller: Caller, log: Log): Path {
  const name = unescaped(escaped);
  const path = directory(name, caller, log);
  if (path.mount.sb.type === "overlay") refuse(log, `filesystem on '${name}' not supported as upperdir`);
  return path;
}

/** No directory may be there twice, and no lower one inside of another layer. */
function requireSeparate(
  upper: Path | undefined,
  work: Path | undefined,
  lowers: readonly Path[],
  log: Log,
): void {
  const taken = new Set([upper?.dentry.inode, work?.dentry.inode]);
  for (const { dentry } of lowers) {
    if (taken.has(dentry.inode)) refuse(log, "conflicting lowerdir path", "ELOOP");
    taken.add(dentry.inode);
  }
  for (const { dentry } of lowers)
    for (let above = dentry.parent; above !== undefined; above = above.parent)
      if (taken.has(above.inode)) refuse(log, "overlapping lowerdir path", "ELOOP");
}
