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

/** Runs seeds from `first` on until `more` says no; tells of each that was equal. */
export async function soakGenerated(
  first: number,
  more: (done: number) => boolean,
  equal: (kind: string, seed: number) => void,
): Promise<Differing | undefined> {
  const [real, simulated] = [await RealWorld.boot(), await SimulatedWorld.load()];
  const encoder = new TextEncoder();
  let done = 0;
  for (let seed = first; more(done); seed++)
    for (const [kind, generate] of Object.entries(GENERATORS)) {
      if (!more(done)) return undefined;
      const script = encoder.encode(generate(seed));
      const difference = compare(await real.run(script), await simulated.run(script), []);
      if (difference !== undefined) return { kind, seed, difference };
      equal(kind, seed);
      done++;
    }
  return undefined;
}
