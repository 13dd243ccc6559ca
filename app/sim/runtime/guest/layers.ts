/** An image's layers as archives that any tar unpacks as they are: names resolved, whiteouts told beside. */
import { layerPlans } from "../engine/layer-plan";
import type { Image } from "../image/image";
import type { TarEntry } from "../image/tar";
import { tarEntry, writeTar } from "../image/tar-write";

export interface GuestLayer {
  readonly tar: Uint8Array;
  /** Paths below the root that go before it is unpacked. */
  readonly removals: readonly string[];
}

/** From the bottom up. In each, what a path goes through is a directory of the same archive. @throws ImageError */
export function guestLayers(image: Image): readonly GuestLayer[] {
  return layerPlans(image).map(({ files, removals }) => {
    const entries: TarEntry[] = [];
    for (const file of files) {
      if (file.path === "" || file.kind === "whiteout") continue;
      if (file.kind === "link") {
        entries.push(tarEntry({ path: file.path, type: "hardlink", linkTarget: file.existing }));
        continue;
      }
      const { type, meta, data, target, devMajor, devMinor } = file.node;
      // A tar of busybox's knows no extended attributes.
      const plain = { ...meta, mode: meta.mode & 0o7777, xattrs: new Map() };
      entries.push(
        tarEntry({ path: file.path, ...plain, type, data, linkTarget: target, devMajor, devMinor }),
      );
    }
    const root = files.find(({ path }) => path === "");
    const hidden = files.flatMap((file) => (file.kind === "whiteout" ? [file.path] : []));
    return {
      tar: writeTar(entries),
      removals: [
        ...new Set([...removals, ...hidden, ...(root?.kind === "node" && root.opaque ? ["."] : [])]),
      ],
    };
  });
}
