/** A bit stream that is read from its end: what is written last is read first (RFC 8878, 4.1). */
export class BitWriter {
  private readonly bytes: number[] = [];
  private held = 0;
  private heldBits = 0;

  /** @param count 0 to 24 */
  write(value: number, count: number): void {
    this.held |= value << this.heldBits;
    this.heldBits += count;
    while (this.heldBits >= 8) {
      this.bytes.push(this.held & 0xff);
      this.held >>>= 8;
      this.heldBits -= 8;
    }
  }

  /** With the mark of the end. */
  finish(): Uint8Array {
    this.write(1, 1);
    if (this.heldBits > 0) this.bytes.push(this.held & 0xff);
    return Uint8Array.from(this.bytes);
  }
}
