/** Where tasks wait for something to happen: data in a pipe, a child's end, a cgroup's thaw. Order of arrival is order of waking. */

/** What the queue needs of a task. */
export interface Sleeper {
  /** Makes it runnable; no effect if it is. */
  wake(): void;
}

export class WaitQueue {
  private sleepers: Set<Sleeper> | undefined;

  add(sleeper: Sleeper): void {
    this.sleepers ??= new Set();
    this.sleepers.add(sleeper);
  }

  remove(sleeper: Sleeper): void {
    this.sleepers?.delete(sleeper);
  }

  /** Whoever waits here looks again at what it waits for. */
  wakeAll(): void {
    if (this.sleepers !== undefined) for (const sleeper of [...this.sleepers]) sleeper.wake();
  }

  get empty(): boolean {
    return this.sleepers === undefined || this.sleepers.size === 0;
  }
}
