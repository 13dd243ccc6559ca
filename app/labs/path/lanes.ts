/** Where a path's steps lie in its lanes. Pure. */
import { type Step, WORLDS, type World } from "@/app/sim/vmm/steps";

/** The worlds that a path enters, from the least privileged to the device. */
export function lanesOf(steps: readonly Step[]): readonly World[] {
  const entered = new Set(steps.map(({ world }) => world));
  return WORLDS.filter((world) => entered.has(world));
}

/** A line through the middles of the steps' boxes: lanes wide, steps high. */
export function lineOf(steps: readonly Step[], lanes: readonly World[]): string {
  return steps.map(({ world }, row) => `${lanes.indexOf(world) + 0.5},${row + 0.5}`).join(" ");
}

export interface TimeIn {
  readonly world: World;
  readonly ns: number;
}

/** How long the path is in each world. */
export function timesIn(steps: readonly Step[]): readonly TimeIn[] {
  return lanesOf(steps).map((world) => ({
    world,
    ns: steps.filter((step) => step.world === world).reduce((sum, { cost }) => sum + cost.value, 0),
  }));
}

/** The step that a key leads to; undefined for a key that leads nowhere. */
export function stepByKey(key: string, at: number, count: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: count - 1,
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}
