/**
 * When a change of carrier shows in a device's operational state: Linux's link watch (net/core/link_watch.c). Changes that are not
 * urgent are looked at no more than once a second, so for up to a second `ip link` prints the old state.
 */
import type { KernelServices, Timer } from "../services";

/** What it needs of a device. */
export interface WatchedLink {
  /** Up, and stacked on another device, or waiting to send. */
  readonly urgent: boolean;
  /** The state is to follow the carrier now. */
  settleLink(): void;
}

const INTERVAL_NS = 1e9;
/** Until a worker gets to it. */
const WORK_NS = 20_000;

export class LinkWatch {
  private pending = new Set<WatchedLink>();
  private nextNs = 0;
  private timer: Timer | undefined;

  constructor(private readonly services: Pick<KernelServices, "after" | "nowNs">) {}

  changed(link: WatchedLink): void {
    this.pending.add(link);
    this.schedule(link.urgent);
  }

  forget(link: WatchedLink): void {
    this.pending.delete(link);
  }

  private schedule(urgent: boolean): void {
    if (this.pending.size === 0) return;
    if (this.timer !== undefined) {
      if (!urgent) return;
      this.timer.cancel();
    }
    const delay = urgent ? 0 : Math.max(0, this.nextNs - this.services.nowNs());
    this.timer = this.services.after(delay + WORK_NS, () => {
      this.timer = undefined;
      this.run();
    });
  }

  private run(): void {
    const all = this.services.nowNs() >= this.nextNs;
    if (all) this.nextNs = this.services.nowNs() + INTERVAL_NS;
    const due = [...this.pending].filter((link) => all || link.urgent);
    for (const link of due) this.pending.delete(link);
    for (const link of due) link.settleLink();
    this.schedule(false);
  }
}
