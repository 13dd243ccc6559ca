/** What a column's console has shown, so that it can be read as it was: the last 64 KiB, by how many bytes there had been. */

const MOST_BYTES = 64 * 1024;
/** Colours, cursor movements and the like, which only a terminal can carry out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ESCAPES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|[@-Z\\-_])/g;

export class ConsoleLog {
  private parts: Uint8Array[] = [];
  private kept = 0;
  /** All that was ever shown, with what is no longer kept. */
  bytes = 0;

  add(bytes: Uint8Array): void {
    this.parts.push(bytes);
    this.bytes += bytes.length;
    this.kept += bytes.length;
    while (this.kept - this.parts[0]!.length >= MOST_BYTES) this.kept -= this.parts.shift()!.length;
  }

  /** Begins anew, with so many bytes before what comes. */
  clear(bytesBefore = 0): void {
    this.parts = [];
    this.kept = 0;
    this.bytes = bytesBefore;
  }

  /** The last lines of what had been shown when it was so many bytes. */
  linesAt(bytes: number, lines: number): readonly string[] {
    const decoder = new TextDecoder();
    let before = this.bytes - this.kept;
    let text = "";
    for (const part of this.parts) {
      if (before >= bytes) break;
      text += decoder.decode(part.subarray(0, bytes - before), { stream: true });
      before += part.length;
    }
    return text.replaceAll(ESCAPES, "").replaceAll("\r", "").trimEnd().split("\n").slice(-lines);
  }
}
