/** Law 2 in full: walks everything and compares it with every counter and list. For tests. */
import { ROOT_CGROUP } from "./cgroups";
import { commitPages } from "./commit";
import {
  ANON,
  FILE,
  FRAME_STATES,
  FREE,
  HUGE,
  HUGE_FRAMES,
  HUGE_MASK,
  HUGE_SHIFT,
  KERNEL,
  MERGED,
  NONE,
} from "./frames";
import type { Machine } from "./machine";

/** @throws Error naming the first thing that does not agree. */
export function checkLaw2(machine: Machine, committedPages: number): void {
  checkStates(machine);
  checkOwners(machine);
  checkPageCache(machine);
  checkSwap(machine);
  checkCgroups(machine);
  const promised = [...machine.spaces.all()]
    .flatMap((space) => space.regions)
    .reduce((sum, region) => sum + commitPages(region), 0);
  same(committedPages, promised, "committed pages");
}

function same(counted: number, found: number, what: string): void {
  if (counted !== found) throw new Error(`law 2: ${what}: counted ${counted}, found ${found}`);
}

function checkStates({ frames }: Machine): void {
  const found = new Array<number>(FRAME_STATES.length).fill(0);
  for (let frame = 0; frame < frames.frames; frame++) {
    const state = frames.state[frame]!;
    found[state]!++;
    if (state === FREE || state === KERNEL) same(frames.mapCount[frame]!, 0, `owners of frame ${frame}`);
    else if (state !== FILE && frames.mapCount[frame] === 0)
      throw new Error(`law 2: frame ${frame} is ${FRAME_STATES[state]} but nobody maps it`);
    if (state === HUGE)
      same(frames.state[frames.hugeHead(frame)]!, HUGE, `state of the huge page of frame ${frame}`);
  }
  FRAME_STATES.forEach((name, state) => {
    same(frames.count[state]!, found[state]!, `${name} frames`);
  });
  same(frames.countFreeLists(), found[FREE]!, "frames in free lists");
}

function checkOwners(machine: Machine): void {
  const { frames, tables, spaces } = machine;
  const mapped = new Int32Array(frames.frames);
  let merged = 0;
  for (const space of spaces.all()) {
    let anon = 0;
    let file = 0;
    let swapped = 0;
    let shared = 0;
    space.leaves.forEach((leaf, at) => {
      if (leaf === NONE) return;
      same(tables.leafSpace[leaf]!, space.id, `space of leaf table ${leaf}`);
      same(tables.leafPage[leaf]!, at * HUGE_FRAMES, `first page of leaf table ${leaf}`);
      let used = 0;
      for (let entry = leaf << HUGE_SHIFT; entry < (leaf + 1) << HUGE_SHIFT; entry++) {
        const frame = tables.target[entry]!;
        if (frame === NONE) continue;
        used++;
        spaces.regionAt(space, tables.pageOf(entry));
        if (frame < 0) {
          swapped++;
          continue;
        }
        mapped[frame]!++;
        if (frames.state[frame] === FILE) file++;
        else anon++;
        if (frames.state[frame] === MERGED) merged++;
        if (frames.mapCount[frame]! > 1) shared++;
        if (tables.leafHuge[leaf] === 1) {
          same(frames.state[frame]!, HUGE, `state of frame ${frame} in a 2 MiB mapping`);
          same(frame & HUGE_MASK, entry & HUGE_MASK, `place of frame ${frame} in its 2 MiB mapping`);
        } else if (frames.state[frame] === HUGE) {
          throw new Error(`law 2: frame ${frame} is part of a huge page but mapped by itself`);
        }
      }
      same(tables.leafUsed[leaf]!, used, `entries of leaf table ${leaf}`);
    });
    same(space.anonPages, anon, `anonymous pages of space ${space.id}`);
    same(space.filePages, file, `file pages of space ${space.id}`);
    same(space.swapPages, swapped, `swapped pages of space ${space.id}`);
    same(space.sharedPages, shared, `shared pages of space ${space.id}`);
  }
  same(machine.mergedMappings, merged, "mappings of merged frames");
  for (let frame = 0; frame < frames.frames; frame++) {
    same(frames.mapCount[frame]!, mapped[frame]!, `owners of frame ${frame}`);
    const head = frames.rmapHead[frame]!;
    let listed = 0;
    for (let entry = head; entry !== NONE; entry = tables.ownerAfter(head, entry)) {
      same(tables.target[entry]!, frame, `frame of owner ${entry}`);
      listed++;
    }
    same(frames.mapCount[frame]!, listed, `listed owners of frame ${frame}`);
  }
}

function checkPageCache({ frames, files }: Machine): void {
  let cached = 0;
  for (const file of files.all()) {
    let pages = 0;
    file.frames.forEach((frame, page) => {
      if (frame < 0) return;
      pages++;
      same(frames.state[frame]!, FILE, `state of cached frame ${frame}`);
      same(frames.file[frame]!, file.index, `file of frame ${frame}`);
      same(frames.filePage[frame]!, page, `file page of frame ${frame}`);
    });
    same(file.cachedPages, pages, `cached pages of file ${file.id}`);
    cached += pages;
  }
  same(frames.count[FILE]!, cached, "frames of the page cache");
}

function checkSwap({ swap, tables }: Machine): void {
  let used = 0;
  for (let slot = 0; slot < swap.slots; slot++) {
    const head = swap.head[slot]!;
    if (head !== NONE) used++;
    let listed = 0;
    for (let entry = head; entry !== NONE; entry = tables.ownerAfter(head, entry)) {
      same(tables.slotOf(entry), slot, `swap slot of owner ${entry}`);
      listed++;
    }
    same(swap.shareCount[slot]!, listed, `owners of swap slot ${slot}`);
  }
  same(swap.used, used, "swap slots in use");
}

function checkCgroups(machine: Machine): void {
  const { frames, cgroups, lru, swap } = machine;
  const anon = new Map<number, number>();
  const file = new Map<number, number>();
  const swapped = new Map<number, number>();
  const add = (to: Map<number, number>, id: number) => {
    for (let at = id; at >= 0; at = cgroups.get(at).parent) to.set(at, (to.get(at) ?? 0) + 1);
  };
  for (let frame = 0; frame < frames.frames; frame++) {
    const state = frames.state[frame]!;
    if (state === FILE) add(file, frames.cgroup[frame]!);
    else if (state === ANON || state === MERGED || state === HUGE) add(anon, frames.cgroup[frame]!);
  }
  for (let slot = 0; slot < swap.slots; slot++)
    if (swap.head[slot] !== NONE) add(swapped, swap.cgroup[slot]!);
  const { current } = cgroups.get(ROOT_CGROUP);
  same(
    current + frames.count[FREE]! + frames.count[KERNEL]!,
    frames.frames,
    "charged, free and kernel frames",
  );
  for (const id of cgroups.subtree(ROOT_CGROUP)) {
    const cgroup = cgroups.get(id);
    same(cgroup.anon, anon.get(id) ?? 0, `anonymous pages of cgroup ${id}`);
    same(cgroup.file, file.get(id) ?? 0, `file pages of cgroup ${id}`);
    same(cgroup.current, cgroup.anon + cgroup.file, `memory.current of cgroup ${id}`);
    same(cgroup.swap, swapped.get(id) ?? 0, `swap of cgroup ${id}`);
    let own = cgroup.current;
    for (const child of cgroup.children) own -= cgroups.get(child).current;
    let listed = 0;
    for (const frame of lru.framesOf(cgroup.lists)) {
      same(frames.cgroup[frame]!, id, `cgroup of frame ${frame} in an LRU list`);
      listed += frames.state[frame] === HUGE ? HUGE_FRAMES : 1;
    }
    same(own, listed, `frames in the LRU lists of cgroup ${id}`);
    same(
      own,
      lru.size(cgroup.lists, 0) + lru.size(cgroup.lists, 1),
      `sizes of the LRU lists of cgroup ${id}`,
    );
  }
}
