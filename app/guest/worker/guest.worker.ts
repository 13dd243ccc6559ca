import { onSharedCores } from "./cores";
import { serveGuest, type WorkerScope } from "./entry";
import { makeNextTurn } from "./next-turn";

const { locks, hardwareConcurrency } = navigator;
const nextTurn = makeNextTurn();
// Only where the browser has locks: over plain http, from another machine, it has none.
serveGuest(
  globalThis as unknown as WorkerScope,
  locks === undefined ? nextTurn : onSharedCores(nextTurn, locks, hardwareConcurrency),
);
