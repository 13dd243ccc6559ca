/** The list of kept layers: which file each is in, what it must hold, and what it lies on. Read as hostile input. */
import { z } from "zod";
import { LAYER_NAME } from "@/app/sim/vmm/devices-schema";

const MOST_LAYERS = 2000;
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const keptLayer = z.strictObject({
  /** Of name, format, contents and everything below. */
  id: digest,
  name: z.string().max(40).regex(LAYER_NAME),
  /** Whether machines can begin on it by its name; another layer may have taken that since, and this one lies below a third. */
  listed: z.boolean(),
  format: z.enum(["raw", "qcow2"]),
  fileBytes: z.number().int().nonnegative(),
  sha256: digest,
  /** An id that stands before this one in the list. */
  below: digest.nullable(),
});

const manifestSchema = z.strictObject({
  version: z.literal(1),
  layers: z.array(keptLayer).max(MOST_LAYERS),
});

export type KeptLayer = z.infer<typeof keptLayer>;
export type LayerManifest = z.infer<typeof manifestSchema>;

export const NO_KEPT_LAYERS: LayerManifest = { version: 1, layers: [] };

/** @throws Error that says what is wrong with it */
export function parseManifest(bytes: Uint8Array): LayerManifest {
  const parsed = manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join(".")}: ${issue?.message}`);
}

export const manifestBytes = (manifest: LayerManifest): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(manifest));

/** The layer and what is below it, as far as it is in the list, from the top down. */
function chainFrom({ layers }: LayerManifest, top: KeptLayer): KeptLayer[] {
  const chain = [top];
  for (let at = layers.indexOf(top) - 1; at >= 0; at--) {
    const layer = layers[at]!;
    if (layer.id === chain.at(-1)!.below) chain.push(layer);
  }
  return chain;
}

/** Only what has a name, or lies below what has one. */
function pruned(manifest: LayerManifest): LayerManifest {
  const needed = new Set(
    manifest.layers.filter(({ listed }) => listed).flatMap((top) => chainFrom(manifest, top)),
  );
  return { ...manifest, layers: manifest.layers.filter((layer) => needed.has(layer)) };
}

/** @param chain from the bottom up; the last one takes its name from whoever has it */
export function withChain(manifest: LayerManifest, chain: readonly KeptLayer[]): LayerManifest {
  const top = chain.at(-1)!;
  const layers = manifest.layers.map((layer) =>
    layer.name === top.name ? { ...layer, listed: layer.id === top.id } : layer,
  );
  for (const layer of chain)
    if (!layers.some(({ id }) => id === layer.id)) layers.push({ ...layer, listed: layer === top });
  return pruned({ ...manifest, layers });
}

/** A layer with a name that lies on this one. */
export const nextAbove = (manifest: LayerManifest, layer: KeptLayer): KeptLayer | undefined =>
  manifest.layers.find((top) => top.listed && top !== layer && chainFrom(manifest, top).includes(layer));

export const withoutLayer = (manifest: LayerManifest, { id }: KeptLayer): LayerManifest =>
  pruned({ ...manifest, layers: manifest.layers.filter((layer) => layer.id !== id) });
