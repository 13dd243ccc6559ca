/** How much may be under way unacknowledged: slow start, congestion avoidance and fast retransmit (RFC 5681). Amounts are bytes. */

/** TCP_INIT_CWND */
const INITIAL_WINDOW_SEGMENTS = 10;
/** tcp_reordering: so many duplicates mean a loss. */
const DUPLICATES = 3;

export class CongestionWindow {
  bytes: number;
  private threshold = Number.POSITIVE_INFINITY;
  private duplicates = 0;

  constructor(mss: number) {
    this.bytes = INITIAL_WINDOW_SEGMENTS * mss;
  }

  acknowledged(bytes: number, mss: number): void {
    this.duplicates = 0;
    this.bytes += this.bytes < this.threshold ? bytes : (mss * bytes) / this.bytes;
  }

  /** An acknowledgement that brings nothing new; true if a segment counts as lost by it. */
  duplicate(inFlight: number, mss: number): boolean {
    this.duplicates++;
    if (this.duplicates !== DUPLICATES) return false;
    this.threshold = halved(inFlight, mss);
    this.bytes = this.threshold;
    return true;
  }

  timedOut(inFlight: number, mss: number): void {
    this.threshold = halved(inFlight, mss);
    this.bytes = mss;
  }
}

const halved = (inFlight: number, mss: number): number => Math.max(2 * mss, inFlight / 2);
