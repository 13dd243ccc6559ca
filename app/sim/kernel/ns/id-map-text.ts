/** /proc/PID/uid_map, gid_map and setgroups: how user namespaces get their maps (user_namespaces(7)). */
import { SysError } from "../abi/errno";
import type { Caller } from "../fs/contract";
import { capableIn } from "../process/credentials";
import type { IdExtent, UserNamespace } from "./user";

/** Lines of a map (UID_GID_MAP_MAX_EXTENTS). */
const MOST_EXTENTS = 340;
const HIGHEST_ID = 4294967295;

export type IdKind = "uid" | "gid";

/** The map as the reader sees it: outside ids are those of the reader's namespace, or of the parent if that is the reader's own. */
export function showMap(ns: UserNamespace, kind: IdKind, reader: UserNamespace): string {
  const map = kind === "uid" ? ns.uidMap : ns.gidMap;
  const relative = reader === ns && ns.parent !== undefined ? ns.parent : reader;
  return (map ?? [])
    .map(({ inside, kernel, count }) => {
      const outside = ns.parent === undefined ? kernel : fromKernel(relative, kind, kernel);
      return `${String(inside).padStart(10)} ${String(outside).padStart(10)} ${String(count).padStart(10)}\n`;
    })
    .join("");
}

function fromKernel(ns: UserNamespace, kind: IdKind, id: number): number {
  const mapped = kind === "uid" ? ns.mapsUid(id) : ns.mapsGid(id);
  if (!mapped) return HIGHEST_ID;
  return kind === "uid" ? ns.fromKernelUid(id) : ns.fromKernelGid(id);
}

/** What the lines of a map say. @throws SysError EINVAL */
export function parseMap(text: string): readonly { inside: number; outside: number; count: number }[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0 || lines.length > MOST_EXTENTS) throw new SysError("EINVAL");
  const extents = lines.map((line) => {
    const words = line.trim().split(/[ \t]+/);
    if (words.length !== 3 || words.some((word) => !/^\d{1,10}$/.test(word))) throw new SysError("EINVAL");
    const [inside, outside, count] = words.map(Number) as [number, number, number];
    const beyond = (first: number) => first >= HIGHEST_ID || first + count > HIGHEST_ID;
    if (count === 0 || beyond(inside) || beyond(outside)) throw new SysError("EINVAL");
    return { inside, outside, count };
  });
  for (const [index, one] of extents.entries())
    for (const other of extents.slice(index + 1)) {
      const overlap = (key: "inside" | "outside") =>
        one[key] < other[key] + other.count && other[key] < one[key] + one.count;
      if (overlap("inside") || overlap("outside")) throw new SysError("EINVAL");
    }
  return extents;
}

/** Writes the map, once. @throws SysError EPERM, EINVAL */
export function writeMap(ns: UserNamespace, kind: IdKind, text: string, writer: Caller): void {
  if (!capableIn(writer.creds, ns, "SYS_ADMIN")) throw new SysError("EPERM");
  if ((kind === "uid" ? ns.uidMap : ns.gidMap) !== undefined) throw new SysError("EPERM");
  const { parent } = ns;
  if (parent === undefined) throw new SysError("EPERM");
  if (writer.creds.userNs !== ns && writer.creds.userNs !== parent) throw new SysError("EPERM");
  const extents = parseMap(text);
  if (!mayMap(ns, parent, kind, extents, writer)) throw new SysError("EPERM");
  const map: IdExtent[] = [];
  for (const { inside, outside, count } of extents) {
    const first = kind === "uid" ? parent.toKernelUid(outside) : parent.toKernelGid(outside);
    const last =
      kind === "uid" ? parent.toKernelUid(outside + count - 1) : parent.toKernelGid(outside + count - 1);
    if (first === undefined || last === undefined || last - first !== count - 1) throw new SysError("EPERM");
    map.push({ inside, kernel: first, count });
  }
  if (kind === "uid") ns.uidMap = map;
  else ns.gidMap = map;
}

/** new_idmap_permitted. */
function mayMap(
  ns: UserNamespace,
  parent: UserNamespace,
  kind: IdKind,
  extents: readonly { inside: number; outside: number; count: number }[],
  writer: Caller,
): boolean {
  const [only] = extents;
  const { creds } = writer;
  if (extents.length === 1 && only!.count === 1 && ns.ownerUid === creds.euid) {
    if (kind === "uid" && parent.toKernelUid(only!.outside) === creds.euid) return true;
    if (kind === "gid" && ns.setgroups === "deny" && parent.toKernelGid(only!.outside) === creds.egid)
      return true;
  }
  return capableIn(creds, parent, kind === "uid" ? "SETUID" : "SETGID");
}

/** @throws SysError EPERM, EINVAL */
export function writeSetgroups(ns: UserNamespace, text: string, writer: Caller): void {
  if (!capableIn(writer.creds, ns, "SYS_ADMIN")) throw new SysError("EPERM");
  const word = text.trimEnd();
  if (word !== "allow" && word !== "deny") throw new SysError("EINVAL");
  if (word === "allow") {
    if (ns.setgroups === "deny") throw new SysError("EPERM");
    return;
  }
  if (ns.gidMap !== undefined) throw new SysError("EPERM");
  ns.setgroups = "deny";
}
