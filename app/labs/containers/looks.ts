/** How a PID namespace looks wherever its processes are drawn: a texture and a shade of the track's hue. The host's is plain. */
import { hostLook, type Look, looksOf } from "../host/palette";

const LOOKS = looksOf(Array.from({ length: 30 }, () => "container" as const));

/** By order of the namespaces' inodes: the first is the host's. */
export function looksOfNamespaces(inodes: readonly number[]): ReadonlyMap<number, Look> {
  const sorted = [...inodes].sort((a, b) => a - b);
  return new Map(sorted.map((inode, place) => [inode, lookAt(place)]));
}

const lookAt = (place: number): Look =>
  place === 0 ? hostLook : (LOOKS[1 + ((place - 1) % (LOOKS.length - 1))] ?? hostLook);

/** The track's own look, where there is nothing to tell apart. */
export const LOOK: Look = LOOKS[0] ?? hostLook;
