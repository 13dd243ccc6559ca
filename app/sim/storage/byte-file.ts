/**
 * A file of bytes that answers at once: the devices of an emulated machine need their answers within the call. Below a guest it is
 * memory, for `lab qcow2` a file descriptor.
 */
export interface ByteFile {
  /** In bytes. */
  readonly size: number;
  /** Fills `into` with the bytes from `offset` on; what lies behind the end reads as zeros. */
  read(offset: number, into: Uint8Array): void;
  /** Takes a copy. The file grows as needed; a gap reads as zeros. */
  write(offset: number, bytes: Uint8Array): void;
  truncate(size: number): void;
  /** Everything written before is on the medium before anything that is written after. */
  flush(): void;
}

/** Reads into a new array. */
export function readBytes(file: ByteFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.read(offset, bytes);
  return bytes;
}
