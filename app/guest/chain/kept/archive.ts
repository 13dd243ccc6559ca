/**
 * Layers that outlive the page. Each layer's file is called by its digest and the manifest is written last, so wherever the writing
 * stops, everything that the manifest names is whole. Nothing damaged is removed: only its owner may forget it.
 */
import { StorageError } from "@/app/sim/storage/errors";
import { ImageError } from "../../images/store";
import type { DiskLayer } from "../layers";
import { type StoredLayer, storedLayer } from "../stored-layer";
import type { KeptFiles } from "./files";
import {
  type KeptLayer,
  type LayerManifest,
  manifestBytes,
  NO_KEPT_LAYERS,
  nextAbove,
  parseManifest,
  withChain,
  withoutLayer,
} from "./manifest";

const MANIFEST = "manifest.json";

const fileOf = ({ sha256 }: KeptLayer): string => `${sha256}.layer`;

const where = (medium: KeptFiles["medium"]): string => `the layers kept in this browser's ${medium}`;

/** A kept layer that cannot be used, or lies on one that cannot. */
export interface DamagedLayer {
  readonly name: string;
  readonly error: ImageError;
}

export interface KeptLayers {
  readonly layers: readonly StoredLayer[];
  readonly damaged: readonly DamagedLayer[];
}

export class LayerArchive {
  /** Files that this page has read or written whole. */
  private readonly sound = new Set<string>();
  private readonly described = new WeakMap<DiskLayer, KeptLayer>();

  /** @param alone runs the work while no other page that has the same files does such work */
  constructor(
    readonly files: KeptFiles,
    private readonly alone: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  /** Reads all layers; those that are damaged are left out and stay where they are. @throws ImageError if the list is damaged */
  load(): Promise<KeptLayers> {
    return this.alone(async () => {
      const manifest = await this.manifest();
      await this.sweep(manifest);
      const found = new Map<string, StoredLayer | ImageError>();
      for (const layer of manifest.layers) found.set(layer.id, await this.loadLayer(layer, found));
      const layers: StoredLayer[] = [];
      const damaged: DamagedLayer[] = [];
      for (const { id, name, listed } of manifest.layers) {
        const one = found.get(id)!;
        if (!listed) continue;
        if (one instanceof ImageError) damaged.push({ name, error: one });
        else layers.push(one);
      }
      return { layers, damaged };
    });
  }

  private async manifest(): Promise<LayerManifest> {
    const bytes = await this.files.read(MANIFEST);
    if (bytes === undefined) return NO_KEPT_LAYERS;
    try {
      return parseManifest(bytes);
    } catch (error) {
      throw new ImageError(
        `The list of kept layers cannot be read (${(error as Error).message.slice(0, 120)})`,
        `${where(this.files.medium)}, ${MANIFEST}`,
        "Nothing of it is changed; layers made now last until the page is left. To begin anew, clear the browser's data of this site.",
      );
    }
  }

  /** Files of a page that ended before it wrote the manifest. */
  private async sweep({ layers }: LayerManifest): Promise<void> {
    const named = new Set([MANIFEST, ...layers.map(fileOf)]);
    for (const name of await this.files.names()) if (!named.has(name)) await this.files.remove(name);
  }

  private async loadLayer(
    kept: KeptLayer,
    found: ReadonlyMap<string, StoredLayer | ImageError>,
  ): Promise<StoredLayer | ImageError> {
    const below = kept.below === null ? undefined : found.get(kept.below);
    if (kept.below !== null && below === undefined)
      return this.damaged(kept, "lies on one that is not there");
    if (below instanceof ImageError) return this.damaged(kept, `lies on another: ${below.what}`);
    const bytes = await this.files.read(fileOf(kept));
    if (bytes === undefined) return this.damaged(kept, "has lost its file");
    if (bytes.length !== kept.fileBytes)
      return this.damaged(kept, `is damaged: its file has ${bytes.length} bytes, not ${kept.fileBytes}`);
    if ((await sha256(bytes)) !== kept.sha256)
      return this.damaged(kept, "is damaged: its file's digest is another than when it was kept");
    try {
      const { name, format } = kept;
      const stored = storedLayer(name, { name: `${name}.${format}`, format, bytes }, below);
      this.sound.add(kept.sha256);
      this.described.set(stored.layer, kept);
      return stored;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return this.damaged(kept, `is damaged: ${error.what}`);
    }
  }

  private damaged({ name, sha256 }: KeptLayer, what: string): ImageError {
    return new ImageError(
      `The kept layer "${name}" ${what}`,
      `${where(this.files.medium)}, ${sha256.slice(0, 12)}…`,
      "Make it again under its name, or forget it. The others are as they were.",
    );
  }

  /** Keeps the layer and all below it. @throws ImageError if there is no room */
  async keep(top: StoredLayer): Promise<void> {
    const chain: { kept: KeptLayer; bytes: Uint8Array }[] = [];
    const layers: StoredLayer[] = [];
    for (let at: StoredLayer | undefined = top; at !== undefined; at = at.below) layers.unshift(at);
    for (const stored of layers)
      chain.push({ kept: await this.describe(stored, chain.at(-1)?.kept), bytes: stored.layer.bytes });
    try {
      await this.alone(async () => {
        const manifest = await this.manifest();
        for (const { kept, bytes } of chain) await this.writeFile(kept, bytes);
        const kept = chain.map((one) => one.kept);
        await this.files.write(MANIFEST, manifestBytes(withChain(manifest, kept)));
      });
    } catch (error) {
      throw error instanceof ImageError ? error : this.notKept(top, error);
    }
  }

  /** The same contents have the same name: whoever wrote them, they need not be written again. */
  private async writeFile(kept: KeptLayer, bytes: Uint8Array): Promise<void> {
    const file = fileOf(kept);
    if (this.sound.has(kept.sha256) && (await this.files.sizeOf(file)) === bytes.length) return;
    await this.files.write(file, bytes.slice());
    this.sound.add(kept.sha256);
  }

  private async describe({ name, layer }: StoredLayer, below: KeptLayer | undefined): Promise<KeptLayer> {
    const known = this.described.get(layer);
    if (known !== undefined) return known;
    const { format, bytes } = layer;
    const contents = { name, format, sha256: await sha256(bytes.slice()), below: below?.id ?? null };
    const id = await sha256(new TextEncoder().encode(JSON.stringify(contents)));
    const kept = { id, ...contents, listed: false, fileBytes: bytes.length };
    this.described.set(layer, kept);
    return kept;
  }

  private notKept({ name }: StoredLayer, error: unknown): ImageError {
    const full = error instanceof Error && error.name === "QuotaExceededError";
    const why = full
      ? "the browser's storage for this site is full"
      : error instanceof Error
        ? error.message
        : String(error);
    return new ImageError(
      `The layer "${name}" could not be kept: ${why}`,
      where(this.files.medium),
      "It can be used until the page is left. Forget layers that are not needed, or save this one as .qcow2.",
    );
  }

  /**
   * Forgets the layer of that name, damaged or not.
   * @param stored the one that is meant, if it is known: another that has its name by now stays
   * @throws ImageError if another lies on it
   */
  forget(name: string, stored: StoredLayer | undefined): Promise<void> {
    return this.alone(async () => {
      const manifest = await this.manifest();
      const layer = manifest.layers.find((one) => one.listed && one.name === name);
      const meant = stored && this.described.get(stored.layer);
      if (layer === undefined || (stored !== undefined && meant?.id !== layer.id)) return;
      const above = nextAbove(manifest, layer);
      if (above !== undefined) throw liesOn(above.name, name);
      const left = withoutLayer(manifest, layer);
      await this.files.write(MANIFEST, manifestBytes(left));
      await this.sweep(left);
    });
  }
}

export const liesOn = (above: string, name: string): ImageError =>
  new ImageError(
    `The layer "${above}" lies on "${name}"`,
    "the layers of this lab",
    `Forget "${above}" first, or leave both.`,
  );

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
