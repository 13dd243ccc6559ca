/** The layers that the machines of a lab can begin on, by name. Nothing is ever written into one. */

import { NO_LAYERS } from "@/app/sim/vmm/devices";
import { LAYER_NAME } from "@/app/sim/vmm/devices-schema";
import { ImageError } from "../images/store";
import { formatOf, openForCheck } from "./bring";
import { type DiskLayer, openLayers } from "./layers";

const LONGEST_NAME = 40;

/** A layer, and what it lies on: that one, whatever is later put under its name. */
export interface StoredLayer {
  readonly name: string;
  readonly layer: DiskLayer;
  readonly below: StoredLayer | undefined;
  /** Of the disk, as a guest sees it. */
  readonly sizeBytes: number;
}

/** The layer with all below it, from the bottom up. */
export function layersOf(top: StoredLayer | undefined): DiskLayer[] {
  const layers: DiskLayer[] = [];
  for (let at = top; at !== undefined; at = at.below) layers.unshift(at.layer);
  return layers;
}

export class LayerStore {
  private readonly known = new Map<string, StoredLayer>();
  private readonly listeners = new Set<() => void>();
  private listed: readonly StoredLayer[] = [];

  /** The same array until there is another layer, as React wants it. */
  readonly list = (): readonly StoredLayer[] => this.listed;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What a chain of that name begins on; undefined for the one without layers. @throws ImageError if there is none */
  find(chain: string): StoredLayer | undefined {
    const stored = this.known.get(chain);
    if (stored !== undefined || chain === NO_LAYERS) return stored;
    const names = [NO_LAYERS, ...this.known.keys()].join(", ");
    throw new ImageError(`There is no layer "${chain}"`, "the layers of this lab", `There are: ${names}.`);
  }

  /** Keeps an overlay as a layer. @throws ImageError if the name is none, or is taken further down */
  add(name: string, overlay: Uint8Array, below: StoredLayer | undefined): StoredLayer {
    const layer: DiskLayer = { name: `${checkedName(name)}.qcow2`, format: "qcow2", bytes: overlay };
    for (let at = below; at !== undefined; at = at.below)
      if (at.layer.name === layer.name)
        throw new ImageError(`"${name}" is a layer below this one`, "the name", "Take another.");
    return this.keep(name, layer, below);
  }

  /** Takes in an image that somebody has: raw, or qcow2 without a backing file. @throws ImageError if it cannot be used */
  bring(name: string, bytes: Uint8Array): StoredLayer {
    const format = formatOf(bytes);
    const layer: DiskLayer = { name: `${checkedName(name)}.${format}`, format, bytes };
    openForCheck(layer);
    return this.keep(name, layer, undefined);
  }

  private keep(name: string, layer: DiskLayer, below: StoredLayer | undefined): StoredLayer {
    const { size } = openLayers([...layersOf(below), layer]);
    const stored = { name, layer, below, sizeBytes: Math.ceil(size / 512) * 512 };
    this.known.set(name, stored);
    this.listed = [...this.known.values()];
    for (const listener of this.listeners) listener();
    return stored;
  }
}

function checkedName(name: string): string {
  if (LAYER_NAME.test(name) && name.length <= LONGEST_NAME && name !== NO_LAYERS) return name;
  throw new ImageError(
    `${JSON.stringify(name.slice(0, LONGEST_NAME))} cannot be the name of a layer`,
    "the name",
    `Take lower-case words joined by hyphens, ${LONGEST_NAME} characters at most, and not "${NO_LAYERS}".`,
  );
}
