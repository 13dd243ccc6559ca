/** Files in a database of the browser, for browsers that cannot write to a private file system from a page. */
import type { KeptFiles } from "./files";

const STORE = "files";

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export class IndexedFiles implements KeptFiles {
  readonly medium = "database";

  private constructor(private readonly database: IDBDatabase) {}

  /** @throws DOMException or ReferenceError where the browser has none, or does not let the site use it */
  static async open(name: string): Promise<IndexedFiles> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    return new IndexedFiles(await settled(request));
  }

  private get files(): IDBObjectStore {
    return this.database.transaction(STORE).objectStore(STORE);
  }

  async names(): Promise<string[]> {
    return (await settled(this.files.getAllKeys())).map(String);
  }

  async sizeOf(name: string): Promise<number | undefined> {
    return (await this.read(name))?.length;
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const found: unknown = await settled(this.files.get(name));
    return found instanceof Uint8Array ? new Uint8Array(found) : undefined;
  }

  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.change((files) => files.put(bytes, name));
  }

  remove(name: string): Promise<void> {
    return this.change((files) => files.delete(name));
  }

  /** Done when the transaction is: an abort for want of room comes after the request itself. */
  private change(work: (files: IDBObjectStore) => void): Promise<void> {
    const transaction = this.database.transaction(STORE, "readwrite");
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    work(transaction.objectStore(STORE));
    return done;
  }
}
