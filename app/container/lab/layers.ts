/** The layers of a container's root, by the names that a person knows them by. */
import type { OverlayLayerView } from "@/app/sim/kernel/view/overlays";
import type { ContainerInfo } from "@/app/sim/runtime/engine/contract";
import type { ContainerView } from "./api";

export interface ContainerLayer extends Omit<OverlayLayerView, "directory" | "upper"> {
  /** The container's own, what the engine has put there for it, or a layer of the image. */
  readonly kind: "own" | "engine" | "image";
  /** Digest of an image's layer, without its algorithm; empty for the others. */
  readonly digest: string;
}

/** The uppermost first; none while the container's root is not mounted. */
export function layersOfContainer(
  { overlays, images }: Pick<ContainerView, "overlays" | "images">,
  { upperDirectory }: Pick<ContainerInfo, "upperDirectory">,
): readonly ContainerLayer[] {
  const root = overlays.find(({ layers: [top] }) => top !== undefined && isAt(upperDirectory, top));
  return (root?.layers ?? []).map((layer) => {
    const { upper, bytes, inodes, users } = layer;
    const ofImage = images.flatMap(({ layers }) => layers).find(({ directory }) => isAt(directory, layer));
    const kind = upper ? "own" : ofImage === undefined ? "engine" : "image";
    return { kind, digest: ofImage?.digest.replace(/^[^:]*:/, "") ?? "", bytes, inodes, users };
  });
}

/** A layer's directory is told from the root of its file system, an engine's from the root of the machine. */
const isAt = (absolute: string, { directory }: OverlayLayerView): boolean => absolute.endsWith(directory);
