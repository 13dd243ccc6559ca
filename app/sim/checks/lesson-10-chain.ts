/** A guest's disk in layers, as the checks of lesson 10 look at it. */
import type { ChainRecord, LayerRecord } from "../run/chain-record";
import type { GuestRecord, LabRun } from "../run/record";

/** A guest that is up, whose disk is an overlay of its own on shared layers; there may be none of those. */
export interface LayeredGuest {
  readonly guest: GuestRecord;
  /** From the bottom up. */
  readonly shared: readonly LayerRecord[];
  readonly own: LayerRecord;
}

export function layeredGuests(run: LabRun): LayeredGuest[] {
  return run.guests.flatMap((guest) => {
    const own = guest.chain?.layers.at(-1);
    if (own === undefined || (guest.state !== "running" && guest.state !== "paused")) return [];
    return [{ guest, own, shared: guest.chain!.layers.slice(0, -1) }];
  });
}

export const sumOf = (layers: readonly LayerRecord[], of: "fileBytes" | "readBytes"): number =>
  layers.reduce((sum, layer) => sum + layer[of], 0);

/** What was read between two looks at one chain, by layer; undefined if it is not the same chain. */
export function readBetween(before: ChainRecord, after: ChainRecord): readonly LayerRecord[] | undefined {
  const same =
    before.layers.length === after.layers.length &&
    before.layers.every(({ name }, i) => after.layers[i]?.name === name);
  if (!same) return undefined;
  return after.layers.map((layer, i) => ({
    ...layer,
    reads: layer.reads - before.layers[i]!.reads,
    readBytes: layer.readBytes - before.layers[i]!.readBytes,
  }));
}
