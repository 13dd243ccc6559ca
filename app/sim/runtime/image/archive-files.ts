/** The files of an image archive by name, for the two formats that live in tars. */
import { type Digest, digestOf } from "./digest";
import { ImageError, shown } from "./errors";
import type { ImageLimits } from "./limits";
import { readTar, type TarEntry } from "./tar";

/** More links than that on the way to a file are a circle. Linux gives up at 40 as well. */
const MAX_LINKS = 40;

export class ArchiveFiles {
  private readonly files = new Map<string, TarEntry>();
  /** By content: a blob may be named a thousand times and is digested once. */
  private readonly digests = new Map<Uint8Array, Digest>();

  constructor(
    bytes: Uint8Array,
    readonly where: string,
    limits: ImageLimits,
  ) {
    for (const entry of readTar(bytes, where, limits.entries)) {
      if (entry.type === "directory") continue;
      const path = normalize(entry.path, "");
      // With two entries of one name the later is the one that unpacking would leave; that is how archives hide things.
      if (this.files.has(path))
        throw new ImageError(where, `two files named ${shown(path)}`, "make the archive again");
      this.files.set(path, entry);
    }
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  /** The digest of bytes that `get` gave. */
  digest(bytes: Uint8Array): Digest {
    const known = this.digests.get(bytes) ?? digestOf(bytes);
    this.digests.set(bytes, known);
    return known;
  }

  /** The bytes of a file; links within the archive are followed (old `docker save` links equal layers). */
  get(path: string, why: string): Uint8Array {
    let name = normalize(path, "");
    for (let links = 0; links <= MAX_LINKS; links++) {
      const entry = this.files.get(name);
      if (entry === undefined)
        throw new ImageError(this.where, `no file ${shown(name)}, which ${why}`, "the archive is incomplete");
      if (entry.type === "file") return entry.data;
      if (entry.type === "hardlink") name = normalize(entry.linkTarget, "");
      else if (entry.type === "symlink")
        name = normalize(entry.linkTarget, name.slice(0, name.lastIndexOf("/") + 1));
      else throw new ImageError(this.where, `${shown(name)} is a ${entry.type}, not a file`);
    }
    throw new ImageError(this.where, `the links at ${shown(path)} go in a circle`);
  }
}

/** A path within the archive without `.`, `..` and slashes at its ends; `..` above the top stays at the top. */
function normalize(path: string, base: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : base + path).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
