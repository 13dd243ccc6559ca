/**
 * Pages of files that live in memory (tmpfs, memfd, shm). They can only go to swap, so the model holds them as anonymous pages: in
 * address spaces of nobody's, one for each cgroup that pays, which the OOM killer passes by.
 */
import { type HostMemory, NO_MEMORY } from "../../memory/host-memory";
import { SysError } from "../abi/errno";

/** Address space is taken in runs of so many pages. */
const RUN = 512;

interface Pool {
  readonly space: number;
  /** Given back. */
  readonly unused: number[];
  /** Of the last run, what was never taken. */
  fresh: number;
  freshEnd: number;
  used: number;
  /** Called when the last page of a removed cgroup's goes. */
  drained: (() => void) | undefined;
}

/** A page that was handed out. */
export interface ShmemPage {
  readonly pool: Pool;
  readonly page: number;
}

export class Shmem {
  /** By cgroup of the model: its own, and those that it has from removed cgroups. */
  private readonly pools = new Map<number, Pool[]>();

  constructor(private readonly model: HostMemory) {}

  /** A page that the cgroup pays for. @throws SysError ENOMEM */
  take(cgroup: number): ShmemPage {
    const pool = this.poolOf(cgroup);
    const page = pool.unused.pop() ?? this.freshPage(pool);
    if (this.model.touch(pool.space, page, true).kind === "oom") {
      pool.unused.push(page);
      throw new SysError("ENOMEM");
    }
    pool.used++;
    return { pool, page };
  }

  release({ pool, page }: ShmemPage): void {
    this.model.discard(pool.space, page, 1);
    pool.unused.push(page);
    pool.used--;
    if (pool.used > 0 || pool.drained === undefined) return;
    pool.drained();
    pool.drained = undefined;
  }

  /** Pages of the cgroup itself. */
  pagesOf(cgroup: number): number {
    return (this.pools.get(cgroup) ?? []).reduce((sum, { used }) => sum + used, 0);
  }

  /** The cgroup is about to be removed: its pages are its parent's. Calls `drained` when none is left; answers whether some are. */
  inherit(cgroup: number, parent: number, drained: () => void): boolean {
    const pools = this.pools.get(cgroup) ?? [];
    this.pools.delete(cgroup);
    const left = pools.filter(({ used }) => used > 0);
    for (const pool of pools) {
      if (pool.used === 0) this.model.kill(pool.space);
      else this.model.moveSpace(pool.space, parent);
    }
    if (left.length === 0) return false;
    let full = left.length;
    for (const pool of left) {
      const before = pool.drained;
      pool.drained = () => {
        before?.();
        full--;
        if (full === 0) drained();
      };
    }
    this.pools.set(parent, [...(this.pools.get(parent) ?? []), ...left]);
    return true;
  }

  private poolOf(cgroup: number): Pool {
    const pools = this.pools.get(cgroup) ?? [];
    const own = pools.find(({ drained }) => drained === undefined);
    if (own !== undefined) return own;
    const space = this.model.addSpace(cgroup, { oomExempt: true });
    const pool: Pool = { space, unused: [], fresh: 0, freshEnd: 0, used: 0, drained: undefined };
    this.pools.set(cgroup, [pool, ...pools]);
    return pool;
  }

  private freshPage(pool: Pool): number {
    if (pool.fresh === pool.freshEnd) {
      const start = this.model.map(pool.space, { pages: RUN, kind: "anonymous" });
      if (start === NO_MEMORY) throw new SysError("ENOMEM");
      pool.fresh = start;
      pool.freshEnd = start + RUN;
    }
    return pool.fresh++;
  }
}
