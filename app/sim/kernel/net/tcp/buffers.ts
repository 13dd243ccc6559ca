/** Bytes on their way: what was written and not yet acknowledged, and what came in and was not yet read. */

/** A queue of bytes. */
export class ByteQueue {
  private chunks: Uint8Array[] = [];
  length = 0;

  push(data: Uint8Array): void {
    if (data.length === 0) return;
    this.chunks.push(data);
    this.length += data.length;
  }

  /** Removes up to `count` bytes from the front and answers them. */
  take(count: number): Uint8Array {
    const taken = this.peek(0, count);
    this.discard(taken.length);
    return taken;
  }

  discard(count: number): void {
    let rest = Math.min(count, this.length);
    this.length -= rest;
    while (rest > 0) {
      const first = this.chunks[0]!;
      if (first.length > rest) {
        this.chunks[0] = first.subarray(rest);
        return;
      }
      rest -= first.length;
      this.chunks.shift();
    }
  }

  /** A copy of up to `count` bytes from `offset` on. */
  peek(offset: number, count: number): Uint8Array {
    const out = new Uint8Array(Math.max(0, Math.min(count, this.length - offset)));
    let at = 0;
    let skip = offset;
    for (const chunk of this.chunks) {
      if (at === out.length) break;
      if (skip >= chunk.length) {
        skip -= chunk.length;
        continue;
      }
      const part = chunk.subarray(skip, skip + out.length - at);
      out.set(part, at);
      at += part.length;
      skip = 0;
    }
    return out;
  }
}

/** Segments that came before the ones before them. Positions count from the start of the stream. */
export class Reassembly {
  private parts: { readonly at: number; readonly data: Uint8Array }[] = [];
  bytes = 0;

  add(at: number, data: Uint8Array): void {
    if (this.parts.some((part) => part.at === at && part.data.length >= data.length)) return;
    this.parts.push({ at, data });
    this.parts.sort((a, b) => a.at - b.at);
    this.bytes += data.length;
  }

  /** What follows on `next` without a gap, in order. */
  take(next: number): Uint8Array[] {
    const ready: Uint8Array[] = [];
    let at = next;
    while (this.parts.length > 0 && this.parts[0]!.at <= at) {
      const part = this.parts.shift()!;
      this.bytes -= part.data.length;
      const end = part.at + part.data.length;
      if (end <= at) continue;
      ready.push(part.data.subarray(at - part.at));
      at = end;
    }
    return ready;
  }
}
