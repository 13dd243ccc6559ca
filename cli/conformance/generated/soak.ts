/** Generated scripts until the time is up: another seed each time, of every kind in turn. */
import { compare, type Difference } from "../compare";
import { RealWorld } from "../real";
import { SimulatedWorld } from "../simulated";
import { GENERATORS } from "./generate";

/** The first script whose answers differ. */
export interface Differing {
  readonly kind: string;
  readonly seed: number;
  readonly difference: Difference;
}

/** first, first + 1 … */
export function* seedsFrom(first: number): Generator<number> {
  for (let seed = first; ; seed++) yield seed;
}

/** Runs seeds until there are none or `more` says no; tells of each script that was equal. */
export async function soakGenerated(
  seeds: Iterable<number>,
  more: () => boolean,
  equal: (kind: string, seed: number) => void,
): Promise<Differing | undefined> {
  const [real, simulated] = [await RealWorld.boot({ jit: "never" }), await SimulatedWorld.load()];
  const encoder = new TextEncoder();
  for (const seed of seeds)
    for (const [kind, generate] of Object.entries(GENERATORS)) {
      if (!more()) return undefined;
      const script = encoder.encode(generate(seed));
      const difference = compare(await real.run(script), await simulated.run(script), []);
      if (difference !== undefined) return { kind, seed, difference };
      equal(kind, seed);
    }
  return undefined;
}
