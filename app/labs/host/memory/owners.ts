import type { MemoryMap } from "@/app/sim/host/view";

/** Instances by their index: the first owner of a cell's frame, then the others that the map names. */
export function ownersOf(map: MemoryMap, cell: number): readonly number[] {
  const first = (map.owner[cell] ?? 0) - 1;
  const bits = map.ownerBits[cell] ?? 0;
  const owners = first < 0 ? [] : [first];
  for (let index = 0; index < 32; index++)
    if (index !== first && ((bits >>> index) & 1) === 1) owners.push(index);
  return owners;
}
