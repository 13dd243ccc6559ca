/** The three load averages: how many tasks want to run, averaged with decay over 1, 5 and 15 minutes (kernel/sched/loadavg.c). */

const SAMPLE_NS = 5_000_000_000;
const MINUTES = [1, 5, 15] as const;

export class LoadAverage {
  private values: [number, number, number] = [0, 0, 0];
  private sampledNs = 0;
  /** Sum over time of tasks that wanted to run, since the last sample, in task-nanoseconds. */
  private demandNs = 0;

  /** A task wanted to run, or waited for a disk, for so long until now. */
  add(taskNs: number, nowNs: number): void {
    this.demandNs += taskNs;
    this.sample(nowNs);
  }

  averages(nowNs: number): readonly [number, number, number] {
    this.sample(nowNs);
    return [...this.values];
  }

  private sample(nowNs: number): void {
    const passed = Math.floor((nowNs - this.sampledNs) / SAMPLE_NS);
    if (passed > 0) {
      const active = this.demandNs / (nowNs - this.sampledNs);
      for (const [index, minutes] of MINUTES.entries()) {
        const keep = Math.exp((-SAMPLE_NS * passed) / (minutes * 60e9));
        this.values[index as 0 | 1 | 2] = this.values[index as 0 | 1 | 2] * keep + active * (1 - keep);
      }
      this.sampledNs += passed * SAMPLE_NS;
      this.demandNs = 0;
    }
  }
}
