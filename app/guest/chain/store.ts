/** The layers that the machines of a lab can begin on, by name. Nothing is ever written into one. */

import { NO_LAYERS } from "@/app/sim/vmm/devices";
import { LAYER_NAME } from "@/app/sim/vmm/devices-schema";
import { ImageError } from "../images/store";
import { formatOf, openForCheck } from "./bring";
import { type LayerArchive, liesOn } from "./kept/archive";
import type { DiskLayer } from "./layers";
import { layersOf, type StoredLayer, storedLayer } from "./stored-layer";

const LONGEST_NAME = 40;

/**
 * How long layers last: as long as the lab; they are kept in the browser and are being read; they are kept; they should be kept and
 * the browser keeps nothing.
 */
export type LayersLast = "lab" | "opening" | "kept" | "not kept";

/** What is wrong with keeping: of a layer, or of all. */
export interface KeepingProblem {
  readonly layer: string | undefined;
  readonly error: ImageError;
}

export interface LayersView {
  readonly layers: readonly StoredLayer[];
  readonly last: LayersLast;
  /** Layers that are just being written: a reload now would lose them. */
  readonly writing: readonly string[];
  readonly problems: readonly KeepingProblem[];
}

export class LayerStore {
  private readonly known = new Map<string, StoredLayer>();
  private readonly writing = new Set<string>();
  private readonly problems = new Map<string | undefined, ImageError>();
  private readonly listeners = new Set<() => void>();
  private archive: LayerArchive | undefined;
  private last: LayersLast;
  private shown: LayersView;
  /** The layers that were kept are there. */
  readonly ready: Promise<void>;

  /** @param open finds what keeps layers beyond the lab; nothing does if it is left out */
  constructor(open?: () => Promise<LayerArchive | undefined>) {
    this.last = open === undefined ? "lab" : "opening";
    this.shown = { layers: [], last: this.last, writing: [], problems: [] };
    this.ready = open === undefined ? Promise.resolve() : this.openArchive(open);
  }

  private async openArchive(open: () => Promise<LayerArchive | undefined>): Promise<void> {
    try {
      const archive = await open();
      const kept = await archive?.load();
      for (const stored of kept?.layers ?? []) this.known.set(stored.name, stored);
      for (const { name, error } of kept?.damaged ?? []) this.problems.set(name, error);
      this.archive = archive;
    } catch (error) {
      this.problems.set(undefined, error instanceof ImageError ? error : notOpened(error));
    }
    this.last = this.archive === undefined ? "not kept" : "kept";
    this.changed();
  }

  /** The same object until something changes, as React wants it. */
  readonly view = (): LayersView => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private changed(): void {
    this.shown = {
      layers: [...this.known.values()],
      last: this.last,
      writing: [...this.writing],
      problems: [...this.problems].map(([layer, error]) => ({ layer, error })),
    };
    for (const listener of this.listeners) listener();
  }

  /** What a chain of that name begins on; undefined for the one without layers. @throws ImageError if there is none */
  find(chain: string): StoredLayer | undefined {
    const stored = this.known.get(chain);
    if (stored !== undefined || chain === NO_LAYERS) return stored;
    const names = [NO_LAYERS, ...this.known.keys()].join(", ");
    throw new ImageError(`There is no layer "${chain}"`, "the layers of this lab", `There are: ${names}.`);
  }

  /**
   * Makes a layer of an overlay; ends when it is kept, or it is known why it is not.
   * @throws ImageError if the name is none, or is taken further down
   */
  async add(name: string, overlay: Uint8Array, below: StoredLayer | undefined): Promise<StoredLayer> {
    const layer: DiskLayer = { name: `${checkedName(name)}.qcow2`, format: "qcow2", bytes: overlay };
    if (layersOf(below).some((one) => one.name === layer.name))
      throw new ImageError(`"${name}" is a layer below this one`, "the name", "Take another.");
    return this.put(storedLayer(name, layer, below));
  }

  /** Takes in an image that somebody has: raw, or qcow2 without a backing file. @throws ImageError if it cannot be used */
  async bring(name: string, bytes: Uint8Array): Promise<StoredLayer> {
    const format = formatOf(bytes);
    const layer: DiskLayer = { name: `${checkedName(name)}.${format}`, format, bytes };
    openForCheck(layer);
    return this.put(storedLayer(name, layer, undefined));
  }

  private async put(stored: StoredLayer): Promise<StoredLayer> {
    await this.ready;
    this.known.set(stored.name, stored);
    await this.keep(stored);
    return stored;
  }

  private async keep(stored: StoredLayer): Promise<void> {
    const { name } = stored;
    this.problems.delete(name);
    if (this.archive === undefined) return this.changed();
    this.writing.add(name);
    this.changed();
    try {
      await this.archive.keep(stored);
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      this.problems.set(name, error);
    } finally {
      this.writing.delete(name);
      this.changed();
    }
  }

  /** Forgets a layer, or one that was kept and is damaged. @throws ImageError if another lies on it */
  async forget(name: string): Promise<void> {
    await this.ready;
    const stored = this.known.get(name);
    for (const { name: above, below } of this.known.values())
      if (stored !== undefined && layersOf(below).includes(stored.layer)) throw liesOn(above, name);
    await this.archive?.forget(name, stored);
    this.known.delete(name);
    this.problems.delete(name);
    this.changed();
    // There may be room now for what had none.
    for (const layer of this.problems.keys()) {
      const waiting = layer === undefined ? undefined : this.known.get(layer);
      if (waiting !== undefined) await this.keep(waiting);
    }
  }
}

const notOpened = (error: unknown): ImageError =>
  new ImageError(
    `The kept layers could not be read (${error instanceof Error ? error.message : String(error)})`,
    "this browser's storage for the site",
    "Reload the page; until then layers last as long as the page.",
  );

function checkedName(name: string): string {
  if (LAYER_NAME.test(name) && name.length <= LONGEST_NAME && name !== NO_LAYERS) return name;
  throw new ImageError(
    `${JSON.stringify(name.slice(0, LONGEST_NAME))} cannot be the name of a layer`,
    "the name",
    `Take lower-case words joined by hyphens, ${LONGEST_NAME} characters at most, and not "${NO_LAYERS}".`,
  );
}
