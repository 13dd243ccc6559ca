/** The memory map that views draw: a cell for each frame, or for each run of frames. */
import type { MemoryMap } from "../host/view";
import { FRAME_STATES, FREE, NONE } from "./frames";
import type { Machine } from "./machine";

/** Of a frame with more page-table entries the owners of the first are named: as many as may share a merged frame. */
const MOST_ENTRIES = 256;

/**
 * The first owner of a frame is the process that mapped it first; where none does (page cache), the cgroup that is charged.
 * `ownerOf`: index + 1 of the instance that a cgroup belongs to, 0 for none.
 */
export function memoryMap(
  machine: Machine,
  maxCells: number,
  ownerOf: (cgroup: number) => number,
): MemoryMap {
  const { frames, tables, spaces } = machine;
  const framesPerCell = Math.max(1, Math.ceil(frames.frames / Math.max(1, maxCells)));
  const cells = Math.ceil(frames.frames / framesPerCell);
  const state = new Uint8Array(cells);
  const owner = new Uint16Array(cells);
  const owners = new Uint8Array(cells);
  const ownerBits = new Uint32Array(cells);
  const known = new Map<number, number>();
  const ownerOfCgroup = (cgroup: number): number => {
    let index = known.get(cgroup);
    if (index === undefined) {
      index = ownerOf(cgroup);
      known.set(cgroup, index);
    }
    return index;
  };
  const tally = new Int32Array(FRAME_STATES.length);
  for (let cell = 0; cell < cells; cell++) {
    const first = cell * framesPerCell;
    const end = Math.min(frames.frames, first + framesPerCell);
    tally.fill(0);
    for (let frame = first; frame < end; frame++) tally[frames.state[frame]!]!++;
    let most = 0;
    for (let at = 1; at < tally.length; at++) if (tally[at]! > tally[most]!) most = at;
    state[cell] = most;
    if (most === FREE) continue;
    let shown = first;
    while (frames.state[shown] !== most) shown++;
    const entry = frames.rmapHead[shown]!;
    const cgroup = entry === NONE ? frames.cgroup[shown]! : spaces.get(tables.spaceOf(entry)).cgroup;
    owner[cell] = cgroup === NONE ? 0 : ownerOfCgroup(cgroup);
    owners[cell] = Math.min(255, frames.mapCount[shown]!);
    for (
      let at = entry, seen = 0;
      at !== NONE && seen < MOST_ENTRIES;
      at = tables.ownerAfter(entry, at), seen++
    ) {
      const index = ownerOfCgroup(spaces.get(tables.spaceOf(at)).cgroup) - 1;
      if (index >= 0 && index < 32) ownerBits[cell]! |= 1 << index;
    }
  }
  return { frames: frames.frames, framesPerCell, state, owner, owners, ownerBits };
}
