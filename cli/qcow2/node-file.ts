/** A file of the machine's file system as the storage layers use it. */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  realpathSync,
  writeSync,
} from "node:fs";
import type { ByteFile } from "@/app/sim/storage/byte-file";
import { UsageError } from "../options";

export class NodeFile implements ByteFile {
  private readonly descriptor: number;
  private length: number;

  /** @param durable `flush` waits for the medium; without it, only a loss of power can tell the difference */
  constructor(
    readonly path: string,
    how: "read" | "write" | "create",
    private readonly durable = how === "write",
  ) {
    try {
      this.descriptor = openSync(path, { read: "r", write: "r+", create: "w+" }[how]);
      const about = fstatSync(this.descriptor);
      if (!about.isFile()) throw new Error("not a regular file");
      this.length = about.size;
    } catch (error) {
      throw new UsageError(`${path}: ${(error as Error).message}`);
    }
  }

  get size(): number {
    return this.length;
  }

  /** Bytes that the file takes on its medium. */
  get blocksBytes(): number {
    return fstatSync(this.descriptor).blocks * 512;
  }

  read(offset: number, into: Uint8Array): void {
    let done = 0;
    while (done < into.length) {
      const count = readSync(this.descriptor, into, done, into.length - done, offset + done);
      if (count === 0) break;
      done += count;
    }
    into.fill(0, done);
  }

  write(offset: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, offset + done);
    this.length = Math.max(this.length, offset + bytes.length);
  }

  truncate(size: number): void {
    ftruncateSync(this.descriptor, size);
    this.length = size;
  }

  flush(): void {
    if (this.durable) fdatasyncSync(this.descriptor);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** The file's name without links and dots, by which it is known. @throws UsageError if there is none */
export function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new UsageError(`${path}: there is no such file`);
  }
}
