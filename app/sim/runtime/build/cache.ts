/** Which image a step made from its parent before: the layer cache of one engine. */

import type { Engine } from "../engine/contract";
import { bytesOf } from "../image/bytes";
import { digestOf } from "../image/digest";

const caches = new WeakMap<Engine, Map<string, string>>();

export class BuildCache {
  private readonly images: Map<string, string>;

  constructor(
    private readonly engine: Engine,
    /** With --no-cache nothing is found, and everything is kept for later. */
    private readonly enabled: boolean,
  ) {
    const known = caches.get(engine) ?? new Map<string, string>();
    caches.set(engine, known);
    this.images = known;
  }

  /** The image that `step` made from `parent`, if it is still there. */
  find(parent: string, step: string): string | undefined {
    const id = this.enabled ? this.images.get(this.key(parent, step)) : undefined;
    return id !== undefined && this.engine.images().some((image) => image.id === id) ? id : undefined;
  }

  keep(parent: string, step: string, image: string): void {
    this.images.set(this.key(parent, step), image);
  }

  private key(parent: string, step: string): string {
    return digestOf(bytesOf(`${parent}\n${step}`));
  }
}
