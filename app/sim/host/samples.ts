/** The host at evenly spaced moments, as many as fit: when there are too many, every second one goes and the spacing doubles. */
import type { HostSample } from "./record";

const FIRST_SPACING_NS = 50_000_000;
const MOST = 128;
/** Views of instances in all samples together: a run of thousands keeps fewer samples. */
const MOST_INSTANCES = 4096;

export class Samples {
  private samples: HostSample[] = [];
  private spacingNs = FIRST_SPACING_NS;

  /** When the next sample is due, after that moment. */
  nextNs(nowNs: number): number {
    return (Math.floor(nowNs / this.spacingNs) + 1) * this.spacingNs;
  }

  add(sample: HostSample): void {
    this.samples.push(sample);
    const most = Math.max(
      2,
      Math.min(MOST, Math.floor(MOST_INSTANCES / Math.max(1, sample.view.instances.length))),
    );
    if (this.samples.length < most) return;
    this.spacingNs *= 2;
    this.samples = this.samples.filter(({ atMs }) => (atMs * 1e6) % this.spacingNs === 0);
  }

  /** The run went back: later samples are taken again. */
  forgetAfter(nowNs: number): void {
    this.samples = this.samples.filter(({ atMs }) => atMs * 1e6 <= nowNs);
  }

  all(): readonly HostSample[] {
    return this.samples;
  }
}
