import type { Call } from "../../../abi/call";
import type { Stat } from "../../../abi/sys";

/** What find has come to. */
export interface Visit {
  readonly path: string;
  readonly stat: Stat;
  readonly depth: number;
}

/** A test or action; true lets the next in the row look. */
export type Action = (visit: Visit) => Call<boolean>;

/** A test that asks nothing of the system. */
export const plain = (check: (visit: Visit) => boolean): Action =>
  // biome-ignore lint/correctness/useYield: it asks nothing of the system
  function* (visit) {
    return check(visit);
  };
