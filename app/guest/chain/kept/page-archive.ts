/** Where this page keeps layers: the private file system, else a database. Pages of the same site take turns by a lock. */
import { LayerArchive } from "./archive";
import type { KeptFiles } from "./files";
import { IndexedFiles } from "./indexed-files";
import { OpfsFiles } from "./opfs-files";

const NAME = "triptych-layers";

async function openFiles(): Promise<KeptFiles | undefined> {
  for (const Medium of [OpfsFiles, IndexedFiles]) {
    try {
      const files: KeptFiles = await Medium.open(NAME);
      await files.names();
      return files;
    } catch {}
  }
  return undefined;
}

/** Undefined where the browser keeps nothing for the site. */
export async function openPageArchive(): Promise<LayerArchive | undefined> {
  // Without digests and locks a damaged layer could not be told, nor two pages be kept apart.
  if (globalThis.crypto?.subtle === undefined || navigator.locks === undefined) return undefined;
  const files = await openFiles();
  return files && new LayerArchive(files, (work) => navigator.locks.request(NAME, work));
}
