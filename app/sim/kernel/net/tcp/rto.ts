/** The retransmission timeout, from measured round-trip times (RFC 6298), within Linux's bounds. */

const INITIAL_NS = 1e9;
const MIN_NS = 200e6;
const MAX_NS = 120e9;

export class RetransmissionTimeout {
  private smoothedNs: number | undefined;
  private variationNs = 0;
  private backoff = 0;

  sample(rttNs: number): void {
    if (this.smoothedNs === undefined) {
      this.smoothedNs = rttNs;
      this.variationNs = rttNs / 2;
    } else {
      this.variationNs = 0.75 * this.variationNs + 0.25 * Math.abs(this.smoothedNs - rttNs);
      this.smoothedNs = 0.875 * this.smoothedNs + 0.125 * rttNs;
    }
  }

  /** Something new was acknowledged. */
  progress(): void {
    this.backoff = 0;
  }

  /** A timeout has passed in vain: the next is twice as long. */
  double(): void {
    this.backoff++;
  }

  get ns(): number {
    const base =
      this.smoothedNs === undefined ? INITIAL_NS : this.smoothedNs + Math.max(MIN_NS, 4 * this.variationNs);
    return Math.min(MAX_NS, base * 2 ** Math.min(this.backoff, 10));
  }
}
