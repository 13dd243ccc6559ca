/** What goes wrong with a disk image: what it is, where in which file, and what the person can do. */
import { printable } from "../runtime/image/errors";

export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly what: string;
  readonly where: string;

  /**
   * @param what     what is wrong, as a clause
   * @param where    the place: a field of the header, a table's entry, an offset
   * @param whatToDo a sentence without its full stop
   */
  constructor(
    what: string,
    where: string,
    readonly whatToDo: string,
  ) {
    super(printable(`${where}: ${what} (${whatToDo})`));
    this.what = printable(what);
    this.where = printable(where);
  }
}

/** Hints that several errors share. */
export const DAMAGED =
  "the image is damaged; run a check on a copy of it, or take the image from its source again";
