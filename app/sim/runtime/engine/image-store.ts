/** Images: what was read, and the directories of their layers. */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import type { SeededRandom } from "../../time/random";
import { bytesOf } from "../image/bytes";
import { digestOf, hexOf } from "../image/digest";
import { type Image, imageSize } from "../image/image";
import { readReference, withDefaultTag } from "../image/references";
import { EngineError, type ImageInfo } from "./contract";
import { isError, makeDirectories, removeTree, unless, writeFile } from "./file-work";
import { newLink } from "./ids";
import { type Described, describeImage } from "./image-info";
import { layerPlans } from "./layer-plan";
import { DOCKER_ROOT, paths } from "./records";
import { unpackLayer } from "./unpack";

interface Stored {
  readonly image: Image;
  readonly info: Described;
  readonly tags: Set<string>;
}

/** A layer over certain others, for a certain first id. */
interface LayerDirectory {
  readonly id: string;
  readonly link: string;
  /** Images and containers that need it. */
  readonly users: Set<string>;
}

export class ImageStore {
  private readonly byId = new Map<string, Stored>();
  private readonly byTag = new Map<string, string>();
  private readonly directories = new Map<string, LayerDirectory>();

  constructor(private readonly random: SeededRandom) {}

  list(): readonly ImageInfo[] {
    return [...this.byId.values()]
      .map((stored) => this.infoOf(stored))
      .sort((a, b) => b.createdSeconds - a.createdSeconds || (a.id < b.id ? -1 : 1));
  }

  private infoOf({ image, info, tags }: Stored): ImageInfo {
    const chain = chainIds(image);
    return {
      ...info,
      tags: [...tags].sort(),
      layers: image.layers.map((layer, i) => ({
        diffId: layer.diffId,
        digest: layer.digest,
        size: layer.entries.reduce((sum, { data }) => sum + data.length, 0),
        directory: paths.upper(this.directories.get(chain[i]!)?.id ?? ""),
      })),
    };
  }

  info(reference: string): ImageInfo {
    return this.infoOf(this.find(reference));
  }

  image(reference: string): Image {
    return this.find(reference).image;
  }

  /** By name, id or a unique beginning of an id. @throws EngineError */
  private find(reference: string): Stored {
    const hex = reference.replace(/^sha256:/, "");
    const read = readReference(reference);
    const named = read.ok ? this.byTag.get(withDefaultTag(read)) : undefined;
    const found =
      named !== undefined
        ? [named]
        : /^[0-9a-f]{1,64}$/.test(hex)
          ? [...this.byId.keys()].filter((id) => hexOf(id as Image["id"]).startsWith(hex))
          : [];
    if (found.length === 1) return this.byId.get(found[0]!)!;
    if (found.length > 1) throw new EngineError(`ambiguous reference: ${reference}`, 1, "invalid");
    if (!read.ok) throw new EngineError(read.error, 125, "invalid");
    throw new EngineError(`No such image: ${withDefaultTag(read)}`, 125, "not-found");
  }

  /** Takes images in, with their layers unpacked. */
  *add(sys: Sys, image: Image): Call<ImageInfo> {
    const stored = this.byId.get(image.id) ?? {
      image,
      info: describeImage(image),
      tags: new Set<string>(),
    };
    yield* this.layers(sys, image, 0, image.id);
    this.byId.set(image.id, stored);
    for (const tag of image.references) this.point(tag, image.id);
    return this.infoOf(stored);
  }

  private point(tag: string, id: string): void {
    const before = this.byTag.get(tag);
    if (before !== undefined) this.byId.get(before)?.tags.delete(tag);
    this.byTag.set(tag, id);
    this.byId.get(id)!.tags.add(tag);
  }

  tag(reference: string, as: string): void {
    const { image } = this.find(reference);
    const read = readReference(as);
    if (!read.ok)
      throw new EngineError(
        `Error parsing reference: "${as}" is not a valid repository/tag: ${read.error}`,
        1,
        "invalid",
      );
    this.point(withDefaultTag(read), image.id);
  }

  /**
   * The layers' directories from the bottom up, as names below overlay2/l. They are unpacked if they are not there.
   * `user` keeps them until `release`.
   */
  *layers(sys: Sys, image: Image, firstId: number, user: string): Call<readonly string[]> {
    const chain = chainIds(image).map((id) => (firstId === 0 ? id : `${firstId}:${id}`));
    if (chain.some((id) => !this.directories.has(id))) {
      const plans = layerPlans(image);
      for (const [i, key] of chain.entries()) {
        if (this.directories.has(key)) continue;
        const made = {
          id: hexOf(digestOf(bytesOf(`cache ${key}`))),
          link: newLink(this.random),
          users: new Set<string>(),
        };
        try {
          yield* makeLayer(sys, made.id, made.link);
          yield* unpackLayer(sys, paths.upper(made.id), plans[i]!.files, firstId);
        } catch (error) {
          if (!isError(error, "ENOSPC", "ENOMEM", "EDQUOT")) throw error;
          yield* removeLayer(sys, made.id, made.link);
          yield* this.dropUnused(sys);
          throw new EngineError(
            `write ${paths.layer(made.id)}: no space left on device: the image needs ${imageSize(image)} bytes; give the machine more memory`,
            1,
          );
        }
        this.directories.set(key, made);
      }
    }
    return chain.map((key) => {
      const directory = this.directories.get(key)!;
      directory.users.add(user);
      return `l/${directory.link}`;
    });
  }

  /** Directories of an image of which a layer did not fit. */
  private *dropUnused(sys: Sys): Call<void> {
    for (const [key, { id, link, users }] of [...this.directories]) {
      if (users.size > 0) continue;
      this.directories.delete(key);
      yield* removeLayer(sys, id, link);
    }
  }

  /** Removes the directories that nobody needs any more. Answers the chain ids of those that went. */
  *release(sys: Sys, user: string): Call<readonly string[]> {
    const gone: string[] = [];
    for (const [key, directory] of [...this.directories].reverse()) {
      if (!directory.users.delete(user) || directory.users.size > 0) continue;
      this.directories.delete(key);
      yield* removeLayer(sys, directory.id, directory.link);
      gone.push(key);
    }
    return gone;
  }

  /** Lines of docker rmi. `users`: names of containers that use an image, and whether they run. */
  *remove(
    sys: Sys,
    reference: string,
    force: boolean,
    users: (id: string) => readonly { readonly id: string; readonly running: boolean }[],
  ): Call<readonly string[]> {
    const stored = this.find(reference);
    const { id } = stored.image;
    const read = readReference(reference);
    const tag = read.ok && this.byTag.get(withDefaultTag(read)) === id ? withDefaultTag(read) : undefined;
    const short = hexOf(id).slice(0, 12);
    if (tag === undefined && stored.tags.size > 1 && !force)
      throw new EngineError(
        `conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`,
        1,
        "conflict",
      );
    const last = tag === undefined || stored.tags.size <= 1;
    const [user] = last ? [...users(id)].sort((a, b) => Number(b.running) - Number(a.running)) : [];
    if (user !== undefined) {
      const named =
        tag === undefined
          ? `unable to delete ${short}`
          : `unable to remove repository reference "${reference}"`;
      const what = user.running
        ? `conflict: unable to delete ${short} (cannot be forced) - image is being used by running container ${user.id.slice(0, 12)}`
        : tag === undefined
          ? `conflict: ${named} (must be forced) - image is being used by stopped container ${user.id.slice(0, 12)}`
          : `conflict: ${named} (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${short}`;
      if (user.running || !force) throw new EngineError(what, 1, "conflict");
    }
    const lines: string[] = [];
    for (const name of tag === undefined ? [...stored.tags].sort() : [tag]) {
      this.byTag.delete(name);
      stored.tags.delete(name);
      lines.push(`Untagged: ${name}`);
    }
    if (stored.tags.size > 0 || user !== undefined) return lines;
    this.byId.delete(id);
    lines.push(`Deleted: ${id}`);
    for (const key of yield* this.release(sys, id))
      lines.push(`Deleted: ${key.replace(/^\d+:(?=sha256:)/, "")}`);
    return lines;
  }
}

/** Names of stacks of layers (image-spec config.md, "Layer ChainID"). */
function chainIds(image: Image): readonly string[] {
  const ids: string[] = [];
  for (const { diffId } of image.layers) {
    const below = ids.at(-1);
    ids.push(below === undefined ? diffId : digestOf(bytesOf(`${below} ${diffId}`)));
  }
  return ids;
}

export function* makeLayer(sys: Sys, id: string, link: string): Call<void> {
  const directory = paths.layer(id);
  yield* makeDirectories(sys, `${directory}/diff`, 0o755);
  yield* makeDirectories(sys, `${DOCKER_ROOT}/overlay2/l`, 0o711);
  yield* sys.symlink(`../${id}/diff`, `${DOCKER_ROOT}/overlay2/l/${link}`);
  yield* writeFile(sys, `${directory}/link`, link);
}

export function* removeLayer(sys: Sys, id: string, link: string): Call<void> {
  yield* unless(sys.unlink(`${DOCKER_ROOT}/overlay2/l/${link}`), "ENOENT");
  yield* removeTree(sys, paths.layer(id));
}
