/** Files by name that outlive the page: what the archive of layers stands on, whichever storage the browser has for it. */
export interface KeptFiles {
  /** What a person is told they are in. */
  readonly medium: "private file system" | "database";
  names(): Promise<readonly string[]>;
  /** Undefined if there is no such file. */
  sizeOf(name: string): Promise<number | undefined>;
  /** Undefined if there is no such file. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /**
   * The file is replaced as a whole or not at all, also if the page ends meanwhile.
   * @throws DOMException "QuotaExceededError" if there is no room for it
   */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Nothing happens if there is no such file. */
  remove(name: string): Promise<void>;
}
