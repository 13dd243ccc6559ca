/** What N real guests on one chain take and do: bytes, starts, which layer answers, and that nobody sees another's write. */
import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type LayerRecord, WRITTEN_BLOCK_BYTES } from "@/app/sim/run/chain-record";
import { digestOf } from "@/app/sim/runtime/image/digest";
import type { BlockImage } from "@/app/sim/storage/block-image";
import type { Lab } from "../lab/lab";
import type { ColumnSpec } from "../lab/state";
import { openLayers } from "./layers";
import { BLOCKS, DISK_NODE, diskOn, FILES, make, RECIPES, type Workload } from "./recipes";
import { layersOf, type StoredLayer } from "./stored-layer";

export interface ChainOptions {
  readonly guests: number;
  /** An image to begin on, in place of those that the recipes make. */
  readonly base?: Uint8Array;
}

/** A guest after it has read everything and before it writes. */
export interface GuestStart {
  readonly promptMs: number;
  /** From the prompt until everything on the disk has been read. */
  readonly readMs: number;
  /** From the bottom up, the own overlay last. */
  readonly layers: readonly LayerRecord[];
}

export interface ChainGuest extends GuestStart {
  readonly guest: string;
  /** After it has written. */
  readonly overlayBytes: number;
  readonly writtenBlocks: number;
  readonly overlayDigest: string;
}

export interface ChainReport {
  readonly diskBytes: number;
  readonly layers: readonly { readonly name: string; readonly fileBytes: number }[];
  readonly guests: readonly ChainGuest[];
  /** All files together, divided by the number of guests. */
  readonly bytesPerGuest: {
    /** Each guest has a copy of the whole disk. */
    readonly rawCopy: number;
    /** A copy that leaves blocks of zeros out. */
    readonly sparseCopy: number;
    /** Measured: the layers once, and each guest's overlay. */
    readonly chain: number;
    /** Modelled: one sparse copy whose extents of 4 KiB are shared until they are written to; the host's tables are left out. */
    readonly reflink: number;
  };
  readonly checks: {
    /** A write of one guest has changed no layer, no other guest's overlay. */
    readonly layersUnchanged: boolean;
    readonly othersUnchanged: boolean;
    /** The host reads from the exported chain what the guest reads from its disk. */
    readonly guestSeesTheSame: boolean;
  };
}

const BUILDER = "builder";

export const guestNames = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `guest-${i + 1}`);

export const chainColumns = (guests: number): ColumnSpec[] =>
  [BUILDER, ...guestNames(guests)].map((id) => ({ id, track: "vm", image: "linux", via: "direct" }));

/** Makes the layers; answers what guests begin on, and what they do there. */
export async function prepare(
  lab: Lab,
  base: Uint8Array | undefined,
): Promise<{ readonly top: StoredLayer; readonly workload: Workload }> {
  if (base !== undefined) return { top: await lab.layers.bring("base", base), workload: BLOCKS };
  for (const recipe of RECIPES) await perform(lab, BUILDER, make(BUILDER, recipe), recipe.name);
  lab.stop(BUILDER);
  return { top: lab.layers.find(RECIPES.at(-1)!.name)!, workload: FILES };
}

async function perform(lab: Lab, column: string, actions: Parameters<Lab["perform"]>[0], what: string) {
  await lab.perform(actions);
  const answer = lab.answers()[`made-${what}`];
  if (answer !== undefined && answer.status !== 0)
    throw new Error(`${column}: making ${what} ended with ${answer.status}`);
}

/** Runs a script in the guest; answers its output and virtual ms. */
export async function runIn(lab: Lab, column: string, script: string) {
  const { status, stdout, stderr, virtualNs } = await lab.exec(column, script, { timeoutNs: 120e9 });
  const text = new TextDecoder();
  if (status !== 0) throw new Error(`${column} ended with ${status}: ${text.decode(stderr).trim()}`);
  return { stdout: text.decode(stdout), ms: virtualNs / 1e6 };
}

export const chainOf = (lab: Lab, column: string) =>
  lab.record().guests.find((guest) => guest.column === column)!.chain!;

/** Measures in a lab with `chainColumns`. Repeated runs are equal. */
export async function measureChain(lab: Lab, { guests: count, base }: ChainOptions): Promise<ChainReport> {
  const { top, workload } = await prepare(lab, base);
  const names = guestNames(count);
  const starts: GuestStart[] = [];
  for (const name of names) starts.push(await start(lab, name, top, workload));
  const layerDigests = () => layersOf(top).map(({ bytes }) => digestOf(bytes));
  const overlays = async () => {
    const all: StoredLayer[] = [];
    for (const name of names) all.push(await overlayOf(lab, name));
    return all;
  };
  const layersBefore = layerDigests().join();
  let digests = (await overlays()).map(fileDigest);
  let othersUnchanged = true;
  for (const [writer, name] of names.entries()) {
    await runIn(lab, name, workload.write(writer + 1));
    const after = (await overlays()).map(fileDigest);
    othersUnchanged &&= after.every((digest, i) => (digest === digests[i]) === (i !== writer));
    digests = after;
  }
  const last = await overlays();
  const guests = names.map((guest, i): ChainGuest => {
    const { writtenBlocks, layers } = chainOf(lab, guest);
    return {
      guest,
      ...starts[i]!,
      overlayBytes: layers.at(-1)!.fileBytes,
      writtenBlocks,
      overlayDigest: digests[i]!,
    };
  });
  return {
    diskBytes: top.sizeBytes,
    layers: layersOf(top).map(({ name, bytes }) => ({ name, fileBytes: bytes.length })),
    guests,
    bytesPerGuest: bytesPerGuest(top, guests, last),
    checks: {
      layersUnchanged: layerDigests().join() === layersBefore,
      othersUnchanged,
      guestSeesTheSame: await seesTheSame(lab, names[0]!, last[0]!),
    },
  };
}

export async function start(
  lab: Lab,
  column: string,
  top: StoredLayer,
  { read }: Workload,
): Promise<GuestStart> {
  const disk = diskOn(top.name, top.sizeBytes);
  await lab.perform([{ do: "boot", column, via: "direct", devices: { disk } }]);
  const { boot } = lab.record().guests.find((guest) => guest.column === column)!;
  const { ms: readMs } = await runIn(lab, column, read);
  return { promptMs: boot!.virtualMs, readMs, layers: chainOf(lab, column).layers };
}

async function overlayOf(lab: Lab, column: string): Promise<StoredLayer> {
  await lab.seal(column, column);
  return lab.layers.find(column)!;
}

const fileDigest = ({ layer }: StoredLayer): string => digestOf(layer.bytes);

function bytesPerGuest(
  top: StoredLayer,
  guests: readonly ChainGuest[],
  overlays: readonly StoredLayer[],
): ChainReport["bytesPerGuest"] {
  const sum = (bytes: readonly number[]) => bytes.reduce((all, one) => all + one, 0);
  const perGuest = (shared: number, own: readonly number[]) =>
    Math.round((shared + sum(own)) / guests.length);
  const held = (stored: StoredLayer) => blocksHeld(openLayers(layersOf(stored))) * WRITTEN_BLOCK_BYTES;
  const written = guests.map(({ writtenBlocks }) => writtenBlocks * WRITTEN_BLOCK_BYTES);
  return {
    rawCopy: top.sizeBytes,
    sparseCopy: perGuest(0, overlays.map(held)),
    chain: perGuest(
      sum(layersOf(top).map(({ bytes }) => bytes.length)),
      guests.map(({ overlayBytes }) => overlayBytes),
    ),
    reflink: perGuest(held(top), written),
  };
}

/** Blocks of 4 KiB that are not all zeros. */
function blocksHeld(image: BlockImage): number {
  const block = new Uint8Array(WRITTEN_BLOCK_BYTES);
  let held = 0;
  for (let at = 0; at < image.size; at += block.length) {
    const part = block.subarray(0, image.size - at);
    image.read(at, part);
    if (part.some((byte) => byte !== 0)) held++;
  }
  return held;
}

async function seesTheSame(lab: Lab, column: string, overlay: StoredLayer): Promise<boolean> {
  const { stdout } = await runIn(lab, column, `echo 3 > /proc/sys/vm/drop_caches; md5sum < ${DISK_NODE}`);
  const image = openLayers(layersOf(overlay));
  const bytes = new Uint8Array(image.size);
  image.read(0, bytes);
  return bytesToHex(md5(bytes)) === stdout.split(" ")[0];
}
