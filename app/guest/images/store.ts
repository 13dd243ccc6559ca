/**
 * Brings image files to a machine: fetched or read once, checked against the manifest's digest, then unpacked. Nothing that
 * failed a check is ever handed on.
 */
import type { GuestTrack, Via } from "@/app/sim/run/record";
import type { MachineFiles } from "../guest";
import type { Download, LabError } from "../lab/state";
import { type Image, type ImageFile, type Manifest, manifestSchema } from "./manifest";

/** An error that names what happened, to what, and what to do. */
export class ImageError extends Error implements LabError {
  override readonly name = "ImageError";
  constructor(
    readonly what: string,
    readonly where: string,
    readonly whatToDo: string,
  ) {
    super(`${what}: ${where}. ${whatToDo}`);
  }
}

/** Reads one file below the images folder; reports bytes as they arrive. `fresh`: not from any cache. */
export type ReadFile = (
  path: string,
  onBytes: (loaded: number) => void,
  fresh: boolean,
) => Promise<Uint8Array<ArrayBuffer>>;

export class ImageStore {
  private manifest: Promise<Manifest> | undefined;
  private readonly files = new Map<string, Promise<ArrayBuffer>>();

  constructor(private readonly read: ReadFile) {}

  /** @throws ImageError if the manifest is missing or is not one. */
  loadManifest(): Promise<Manifest> {
    this.manifest ??= this.readManifest().catch((error: unknown) => {
      this.manifest = undefined;
      throw error;
    });
    return this.manifest;
  }

  private async readManifest(): Promise<Manifest> {
    const bytes = await this.read("manifest.json", () => {}, false);
    let document: unknown;
    try {
      document = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new ImageError(
        "The list of guest images is not JSON",
        "images/manifest.json",
        "Reload the page; if it stays, the copy of the lab on this server is damaged.",
      );
    }
    const manifest = manifestSchema.safeParse(document);
    if (manifest.success) return manifest.data;
    const issue = manifest.error.issues[0];
    throw new ImageError(
      `The list of guest images is not valid (${issue?.path.join(".")}: ${issue?.message})`,
      "images/manifest.json",
      "The copy of the lab on this server is damaged or mixed from two versions; deploy it again.",
    );
  }

  /** @throws ImageError naming the images that there are. */
  async image(name: string): Promise<Image> {
    const { images } = await this.loadManifest();
    const image = Object.hasOwn(images, name) ? images[name] : undefined;
    if (image !== undefined) return image;
    throw new ImageError(
      `There is no guest image "${name}"`,
      "image",
      `Choose one of: ${Object.keys(images).join(", ")}.`,
    );
  }

  /** The unpacked files that a machine needs to come up this way. */
  async filesFor(
    name: string,
    via: Via,
    track: GuestTrack,
    onProgress: (download: Download) => void,
  ): Promise<MachineFiles> {
    const needed = Object.entries(await this.needed(name, via, track));
    const loaded = await Promise.all(
      needed.map(async ([key, file]) => [key, await this.file(file, onProgress)] as const),
    );
    return Object.fromEntries(loaded);
  }

  /** How large those files are: as they are kept, and unpacked. */
  async bytesFor(
    name: string,
    via: Via,
    track: GuestTrack,
  ): Promise<{ readonly packed: number; readonly unpacked: number }> {
    const files = Object.values(await this.needed(name, via, track));
    const sum = (of: (file: ImageFile) => number) => files.reduce((total, file) => total + of(file), 0);
    return { packed: sum(({ bytes }) => bytes), unpacked: sum(({ rawBytes }) => rawBytes) };
  }

  private async needed(
    name: string,
    via: Via,
    track: GuestTrack,
  ): Promise<Partial<Record<keyof MachineFiles, ImageFile>>> {
    const [image, { firmware }] = [await this.image(name), await this.loadManifest()];
    const need = (key: string): ImageFile => {
      const file = image.files[key];
      if (file !== undefined) return file;
      throw new ImageError(
        `Image "${name}" has no way in "${via}" for the ${track} track`,
        `images/manifest.json, ${name}.files.${key}`,
        `It has: ${Object.keys(image.files).join(", ")}.`,
      );
    };
    if (via === "direct") return { multiboot: need("direct") };
    if (via === "snapshot") return { snapshot: need(`snapshot-${track}`) };
    return { bzimage: need("bzimage"), bios: firmware.seabios, vgaBios: firmware.vgabios };
  }

  /** An executable for the Linux guest. @throws ImageError naming those that there are. */
  async program(name: string): Promise<ArrayBuffer> {
    const { programs = {} } = await this.loadManifest();
    const file = Object.hasOwn(programs, name) ? programs[name] : undefined;
    if (file !== undefined) return this.file(file, () => {});
    throw new ImageError(
      `There is no guest program "${name}"`,
      "images/manifest.json, programs",
      `There are: ${Object.keys(programs).join(", ")}.`,
    );
  }

  /** One file, unpacked; kept, because a second boot wants it again. */
  private file(file: ImageFile, onProgress: (download: Download) => void): Promise<ArrayBuffer> {
    const known = this.files.get(file.sha256);
    if (known !== undefined) return known;
    const loading = this.loadFile(file, onProgress);
    this.files.set(file.sha256, loading);
    loading.catch(() => this.files.delete(file.sha256));
    return loading;
  }

  /** A cache may have kept a damaged copy: the second try goes past it. */
  private async loadFile(file: ImageFile, onProgress: (download: Download) => void): Promise<ArrayBuffer> {
    const report = (loadedBytes: number) =>
      onProgress({ file: file.path, loadedBytes, totalBytes: file.bytes });
    report(0);
    try {
      return await unpack(file, await this.read(file.path, report, false));
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      return unpack(file, await this.read(file.path, report, true));
    }
  }
}

class DamagedError extends ImageError {}

/** @throws DamagedError unless the file is, to the byte, the one in the manifest. */
async function unpack(file: ImageFile, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  if (isGzip(bytes)) {
    const [digest, raw] = await Promise.all([sha256(bytes), gunzip(bytes, file)]);
    if (digest !== file.sha256) throw damaged(file, file.sha256, digest);
    return raw;
  }
  // A server that labels the file as gzip-encoded makes the browser unpack it on the way.
  const digest = await sha256(bytes);
  if (digest !== file.rawSha256) throw damaged(file, file.rawSha256, digest);
  return bytes.buffer;
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const damaged = (file: ImageFile, expected: string, found: string): DamagedError =>
  new DamagedError(
    "The guest image is damaged: its digest is not the one in the manifest",
    `images/${file.path} (expected sha256 ${expected.slice(0, 12)}…, found ${found.slice(0, 12)}…)`,
    "It was fetched twice. The copy on this server is damaged: deploy it again.",
  );

/** Unpacks to exactly the size that the manifest promises; a bomb stops there. */
async function gunzip(bytes: Uint8Array<ArrayBuffer>, file: ImageFile): Promise<ArrayBuffer> {
  const raw = new Uint8Array(file.rawBytes);
  let at = 0;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > raw.length) {
        await reader.cancel();
        throw new RangeError("too long");
      }
      raw.set(value, at);
      at += value.length;
    }
  } catch {
    throw damaged(file, file.sha256, await sha256(bytes));
  }
  if (at !== raw.length) throw damaged(file, file.sha256, await sha256(bytes));
  return raw.buffer;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
