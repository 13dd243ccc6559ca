/**
 * v86's JavaScript devices read `performance.now` (bound when the module loads), `Date.now` and `Math.random`. All are
 * answered by whichever machine is running at that moment, so several machines can live in one realm, each in its own
 * time; outside a machine they are the real ones.
 */
import type { V86Module } from "./contract";

export interface MachineClock {
  nowMs(): number;
  dateMs(): number;
  /** What `Math.random` answers inside the machine: network cards draw their address with it. */
  fraction(): number;
}

let active: MachineClock | undefined;
const realNow = performance.now.bind(performance);

/** Runs `body` in the machine's time. Re-entrant. */
export function inTimeOf<T>(clock: MachineClock, body: () => T): T {
  const outer = active;
  const outerDateNow = Date.now;
  const outerRandom = Math.random;
  active = clock;
  Date.now = () => clock.dateMs();
  Math.random = () => clock.fraction();
  try {
    return body();
  } finally {
    active = outer;
    Date.now = outerDateNow;
    Math.random = outerRandom;
  }
}

/** The wall clock, whatever machine is running. */
export const wallMs = (): number => realNow();

let loading: Promise<V86Module> | undefined;

/** Imports v86 once for this realm. `importModule` differs between browser and Node, and nothing else does. */
export function loadV86(importModule: () => Promise<V86Module>): Promise<V86Module> {
  loading ??= (async () => {
    const original = performance.now;
    performance.now = () => (active === undefined ? realNow() : active.nowMs());
    try {
      return await importModule();
    } finally {
      performance.now = original;
    }
  })();
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}
