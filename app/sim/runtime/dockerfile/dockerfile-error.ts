import { printable } from "../image/errors";

/** A Dockerfile that cannot be used: the line, in Docker's words, and what to do about it. */
export class DockerfileError extends Error {
  override readonly name = "DockerfileError";

  /**
   * @param line from 1
   * @param what what is wrong there; Docker's own words where it has some
   * @param hint what the person can do; empty if the words say it
   */
  constructor(
    readonly line: number,
    readonly what: string,
    readonly hint = "",
  ) {
    super(printable(`dockerfile parse error on line ${line}: ${what}${hint === "" ? "" : ` (${hint})`}`));
  }
}
