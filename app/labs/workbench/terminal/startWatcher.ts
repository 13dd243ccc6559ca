import type { PowerState } from "@/app/sim/run/record";

/** How far a machine has come. A pause says nothing: it can fall into the boot or after it. */
const stage: Readonly<Record<Exclude<PowerState, "paused">, number>> = {
  off: 0,
  loading: 1,
  booting: 2,
  running: 3,
  halted: 3,
  reset: 3,
  crashed: 3,
};

/**
 * Tells from the power states of a column, seen one after another, when the machine is another than before. A lab reports
 * changes once a frame, so an "off" between two machines may never be seen; that a machine went back is always seen.
 */
export function startWatcher(first: PowerState) {
  let reached = first === "paused" ? stage.running : stage[first];
  return (power: PowerState): boolean => {
    if (power === "paused") return false;
    const wentBack = stage[power] < reached;
    reached = stage[power];
    return wentBack;
  };
}
