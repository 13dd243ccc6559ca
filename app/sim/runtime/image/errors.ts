/** An image, an archive or a part of one that cannot be used: where it is, what is wrong, what to do about it. */
export class ImageError extends Error {
  override readonly name = "ImageError";
  readonly where: string;
  readonly what: string;

  /**
   * @param where the archive and the place inside it, such as `alpine.tar: blobs/sha256/ab…: entry "bin/ls"`
   * @param what  what is wrong there, as a clause
   * @param hint  what the person can do, as a sentence without its full stop; empty if there is nothing
   */
  constructor(
    where: string,
    what: string,
    readonly hint = "",
  ) {
    super(printable(hint === "" ? `${where}: ${what}` : `${where}: ${what} (${hint})`));
    this.where = printable(where);
    this.what = printable(what);
  }
}

/** Without control bytes, which could act on the terminal that shows it, and not longer than a screen. */
export function printable(text: string): string {
  const plain = text
    .slice(0, 2000)
    .replace(/[^ -~\x80-\uffff]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return text.length > 2000 ? `${plain}…` : plain;
}

/** A name from hostile input, fit to be shown: control bytes escaped, cut after 120 characters. */
export function shown(text: string): string {
  const cut = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return JSON.stringify(cut);
}
