/** What an instance did in the last second of virtual time, from the totals that the host reports. */
import type { HostView, InstanceTimes } from "@/app/sim/host/view";

const WINDOW_NS = 1e9;
const SAMPLE_NS = 25e6;
/** Of a crowd, only the first have a past; the others are shown since their start. */
const MOST_INSTANCES = 512;

interface Sample {
  readonly atNs: number;
  readonly times: readonly InstanceTimes[];
  readonly mergingNs: number;
}

export interface Recent extends InstanceTimes {
  readonly lengthNs: number;
}

const nothing: InstanceTimes = { runningNs: 0, waitingNs: 0, throttledNs: 0, sleepingNs: 0 };

export class RecentTimes {
  private samples: readonly Sample[] = [];

  /** Remembers the present; forgets what lies ahead of it, because the run went back, and what is too long ago. */
  push({ nowNs, instances, merging }: HostView): void {
    const past = this.samples.filter(({ atNs }) => atNs <= nowNs);
    // One sample at or before the window's beginning stays, so that the window is whole.
    const stale = past.findLastIndex(({ atNs }) => atNs <= nowNs - WINDOW_NS);
    const kept = past.slice(Math.max(0, stale));
    const last = kept.at(-1);
    const due = last === undefined || nowNs - last.atNs >= SAMPLE_NS;
    const times = due ? instances.slice(0, MOST_INSTANCES).map((instance) => instance.times) : [];
    this.samples = due ? [...kept, { atNs: nowNs, times, mergingNs: merging.cpuNs }] : kept;
  }

  clear(): void {
    this.samples = [];
  }

  /** The part of one core that the thread of same-page merging had, per cent. */
  mergingPercent(view: HostView): number {
    const base =
      this.samples.findLast(({ atNs }) => atNs <= view.nowNs - WINDOW_NS) ?? this.beginning(view.nowNs);
    const ns = view.nowNs - (base?.atNs ?? 0);
    return ns === 0 ? 0 : (100 * (view.merging.cpuNs - (base?.mergingNs ?? 0))) / ns;
  }

  /** Between the sample nearest to a second ago and now. */
  of(view: HostView, index: number): Recent {
    const now = view.instances[index]?.times ?? nothing;
    const from = view.nowNs - WINDOW_NS;
    const base = this.samples.findLast(({ atNs }) => atNs <= from) ?? this.beginning(view.nowNs);
    const then = base?.times[index] ?? nothing;
    return {
      lengthNs: view.nowNs - (base?.times[index] === undefined ? 0 : base.atNs),
      runningNs: now.runningNs - then.runningNs,
      waitingNs: now.waitingNs - then.waitingNs,
      throttledNs: now.throttledNs - then.throttledNs,
      sleepingNs: now.sleepingNs - then.sleepingNs,
    };
  }

  /** The oldest sample, while the run is shorter than the window or was entered in its middle. */
  private beginning(nowNs: number): Sample | undefined {
    return nowNs <= WINDOW_NS ? undefined : this.samples.find(({ atNs }) => atNs < nowNs);
  }
}
