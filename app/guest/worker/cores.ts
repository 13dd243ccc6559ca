/**
 * Guests leave the page a core: of n cores at most n - 1 run guests at any moment, whatever the number of guests and tabs. More
 * threads than cores would not make the guests faster together, and the page's frames would wait behind them.
 */
import type { NextTurn } from "../local";
import { wallMs } from "../v86/realm";

/** What is used of the Web Locks API: locks are the same for all workers of a site, and end with their worker. */
export interface Locks {
  request(
    name: string,
    options: { readonly ifAvailable: boolean },
    held: (lock: unknown) => Promise<void> | undefined,
  ): Promise<unknown>;
}

/** How long a guest keeps its core while others may wait: two turns, so that asking costs little of them. */
const HOLD_MS = 16;

type Release = () => void;

/** `nextTurn`, of which at most `cores` - 1 (and one at least) of all that share `locks` are under way. */
export function onSharedCores(nextTurn: NextTurn, locks: Locks, cores: number): NextTurn {
  // public/sw.js asks for the first of them.
  const names = Array.from({ length: Math.max(1, cores - 1) }, (_, core) => `triptych guest core ${core}`);
  let preferred = 0;
  let release: Release | undefined;
  let heldUntil = 0;

  const request = (name: string, ifAvailable: boolean): Promise<Release | undefined> =>
    new Promise((resolve, reject) => {
      locks
        .request(name, { ifAvailable }, (lock) => {
          if (lock !== null) return new Promise<void>((done) => resolve(done));
          resolve(undefined);
        })
        .catch(reject);
    });

  async function aCore(): Promise<Release> {
    // With one core there is no choice, and to wait for it is one question less.
    for (let i = 0; i < names.length && names.length > 1; i++) {
      const core = (preferred + i) % names.length;
      const free = await request(names[core]!, true);
      if (free === undefined) continue;
      preferred = core;
      return free;
    }
    return (await request(names[preferred]!, false))!;
  }

  const rest = () => {
    release?.();
    release = undefined;
  };
  const next = async () => {
    if (wallMs() >= heldUntil) rest();
    await nextTurn();
    if (release !== undefined) return;
    // A site that is refused locks (an opaque origin) runs its guests all the same.
    release = await aCore().catch(() => () => {});
    heldUntil = wallMs() + HOLD_MS;
  };
  return Object.assign(next, { rest });
}
