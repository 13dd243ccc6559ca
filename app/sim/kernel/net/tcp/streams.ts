/** The two streams of a connection. Positions count from the SYN: it is 0, the first byte 1; a FIN takes one after the last byte. */
import { ByteQueue, Reassembly } from "./buffers";

/** net.ipv4.tcp_rmem and tcp_wmem, middle values; windows do not grow beyond. */
export const RECEIVE_BUFFER_BYTES = 131_072;
const SEND_BUFFER_BYTES = 87_040;

const NOTHING = new Uint8Array(0);

/** What a segment may carry now. */
export interface Part {
  readonly bytes: number;
  readonly fin: boolean;
}

/** What goes to the other side: written, sent, acknowledged. */
export class SendStream {
  /** First unacknowledged, next to send, and furthest ever sent. */
  una = 0;
  next = 0;
  furthest = 0;
  finQueued = false;
  finAcknowledged = false;
  private readonly queue = new ByteQueue();

  /** Bytes that can be taken now. */
  get space(): number {
    return Math.max(0, SEND_BUFFER_BYTES - this.queue.length);
  }

  /** Written and not acknowledged. */
  get length(): number {
    return this.queue.length;
  }

  get inFlight(): number {
    return this.next - this.una;
  }

  /** Position after the last queued byte. */
  get end(): number {
    return this.firstByte + this.queue.length - (this.finAcknowledged ? 1 : 0);
  }

  private get firstByte(): number {
    return Math.max(1, this.una);
  }

  push(data: Uint8Array): void {
    this.queue.push(data);
  }

  at(position: number, length: number): Uint8Array {
    return length > 0 ? this.queue.peek(position - this.firstByte, length) : NOTHING;
  }

  /** What may be sent next; undefined: nothing. `window` is what may be under way at once. */
  part(window: number, mss: number, noDelay: boolean): Part | undefined {
    const available = this.end - this.next;
    if (available < 0) return undefined;
    // A FIN alone does not wait for room: windows may have shrunk below what is under way.
    if (available === 0) return this.finQueued ? { bytes: 0, fin: true } : undefined;
    const bytes = Math.min(available, mss, this.una + window - this.next);
    if (bytes <= 0) return undefined;
    // Nagle (RFC 9293, 3.7.4), and no small segments because of the window.
    if (bytes < mss && this.inFlight > 0 && (bytes < available || (!noDelay && !this.finQueued)))
      return undefined;
    return { bytes, fin: this.finQueued && bytes === available };
  }

  /** So many positions have been sent from `next` on. */
  sent(positions: number): void {
    this.next += positions;
    this.furthest = Math.max(this.furthest, this.next);
  }

  /** Everything before the position has arrived; answers how much of it is news. */
  acknowledged(position: number): number {
    const { firstByte, end, una } = this;
    this.queue.discard(Math.min(position, end) - firstByte);
    if (this.finQueued && position === end + 1) this.finAcknowledged = true;
    this.una = position;
    this.next = Math.max(this.next, position);
    this.furthest = Math.max(this.furthest, position);
    return position - una;
  }
}

/** What comes from the other side: arrived, in order, read. */
export class ReceiveStream {
  /** The position that is awaited. */
  next = 0;
  /** The other side has sent its FIN, and all before it has arrived. */
  closed = false;
  /** Nobody will read what comes. */
  discarding = false;
  private readonly queue = new ByteQueue();
  private readonly early = new Reassembly();
  private finAt: number | undefined;
  private advertised = RECEIVE_BUFFER_BYTES;

  /** Bytes received and not yet read. */
  get length(): number {
    return this.queue.length;
  }

  get window(): number {
    return Math.max(0, RECEIVE_BUFFER_BYTES - this.queue.length - this.early.bytes);
  }

  /** The position before which a segment must begin. */
  get windowEnd(): number {
    return this.next + Math.max(this.window, this.advertisedLeft);
  }

  /** Whether some of a segment is awaited (RFC 9293, 3.10.7.4). An empty one may lie just before: a keep-alive does. */
  accepts(position: number, length: number): boolean {
    const begins = position <= this.windowEnd;
    return begins && (length === 0 ? position >= this.next - 1 : position + length > this.next);
  }

  /** What the other side may still send by the last window it was told. */
  get advertisedLeft(): number {
    return Math.max(0, this.advertised - this.next);
  }

  /** The window, to be told to the other side now. */
  advertise(): number {
    const { window } = this;
    this.advertised = this.next + window;
    return window;
  }

  take(count: number): Uint8Array {
    return this.queue.take(count);
  }

  add(position: number, data: Uint8Array): void {
    this.early.add(position, data);
  }

  finAfter(position: number): void {
    this.finAt = position;
  }

  /** Takes over what follows without a gap; answers whether the FIN has come up with it. */
  advance(): boolean {
    for (const data of this.early.take(this.next)) {
      this.next += data.length;
      if (!this.discarding) this.queue.push(data);
    }
    if (this.finAt !== this.next || this.closed) return false;
    this.next++;
    this.closed = true;
    return true;
  }
}
