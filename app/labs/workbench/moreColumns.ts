/** Columns beyond the lab's own: `vm2`, `container3` and so on, each a machine of the same image on that track. */
import type { ColumnSpec } from "@/app/guest/lab/state";
import type { Track } from "@/app/sim/run/record";

/** Each is a whole machine in a worker of its own; more than these a laptop's memory does not like. */
export const MOST_COLUMNS = 6;

const ID = /^(vm|container|pv)([2-9])?$/;

export const CONTAINER_IMAGE = "busybox";

/** The column that an id means, with the image and way in of the columns that there are; undefined for another word. */
export function columnFor(id: string, like: readonly ColumnSpec[]): ColumnSpec | undefined {
  const track = ID.exec(id)?.[1] as Track | undefined;
  if (track === undefined) return undefined;
  if (track === "container") return { id, track, image: CONTAINER_IMAGE };
  const guests = like.filter((column) => column.track !== "container");
  const model = guests.find((column) => column.track === track) ?? guests[0];
  return model === undefined ? undefined : { id, track, image: model.image, via: model.via };
}

/** A free id for one more column of a track, or undefined when there are enough. */
export function freeId(track: Track, taken: readonly string[]): string | undefined {
  if (taken.length >= MOST_COLUMNS) return undefined;
  return [track, ...Array.from({ length: 8 }, (_, i) => `${track}${i + 2}`)].find(
    (id) => !taken.includes(id),
  );
}
