/** What the guest writes on its console: handed on a slice at a time, with the time of the first byte; its end is kept. */
import { ConsoleTail } from "./crash";

export class ConsoleOut {
  readonly tail = new ConsoleTail();
  private bytes: number[] = [];
  private atNs = 0;

  push(byte: number, nowNs: number): void {
    this.tail.push(byte);
    if (this.bytes.length === 0) this.atNs = nowNs;
    this.bytes.push(byte);
  }

  flush(emit: (bytes: Uint8Array, atNs: number) => void): void {
    if (this.bytes.length === 0) return;
    emit(Uint8Array.from(this.bytes), this.atNs);
    this.bytes = [];
  }
}
