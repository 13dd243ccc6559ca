/** Files in the origin's private file system. A writable stream writes beside the file and takes its place when it is closed. */
import type { KeptFiles } from "./files";

const isAbsent = (error: unknown): boolean => error instanceof DOMException && error.name === "NotFoundError";

export class OpfsFiles implements KeptFiles {
  readonly medium = "private file system";

  private constructor(private readonly folder: FileSystemDirectoryHandle) {}

  /** @throws DOMException or TypeError where the browser has none, or does not let the site use it */
  static async open(folder: string): Promise<OpfsFiles> {
    if (!("createWritable" in FileSystemFileHandle.prototype))
      throw new TypeError("files cannot be written from a page");
    const root = await navigator.storage.getDirectory();
    return new OpfsFiles(await root.getDirectoryHandle(folder, { create: true }));
  }

  async names(): Promise<string[]> {
    const names: string[] = [];
    for await (const name of this.folder.keys()) names.push(name);
    return names;
  }

  private async file(name: string): Promise<File | undefined> {
    try {
      return await (await this.folder.getFileHandle(name)).getFile();
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async sizeOf(name: string): Promise<number | undefined> {
    return (await this.file(name))?.size;
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = await this.file(name);
    return file && new Uint8Array(await file.arrayBuffer());
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const handle = await this.folder.getFileHandle(name, { create: true });
    const stream = await handle.createWritable();
    try {
      await stream.write(bytes);
      await stream.close();
    } catch (error) {
      await stream.abort().catch(() => {});
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await this.folder.removeEntry(name);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
}
