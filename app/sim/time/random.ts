/**
 * Seeded randomness. Nothing in the lab draws a number that does not come from here, so a seed repeats a run.
 */
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

export class SeededRandom {
  private constructor(private generator: ReturnType<typeof xoroshiro128plus>) {}

  static fromSeed(seed: number): SeededRandom {
    return new SeededRandom(xoroshiro128plus(seed | 0));
  }

  /** Continues where `state()` was taken. */
  static fromState(state: readonly number[]): SeededRandom {
    return new SeededRandom(xoroshiro128plusFromState(state));
  }

  /** A uniform 32-bit integer, signed. */
  int32(): number {
    return this.generator.next() | 0;
  }

  /** A uniform number in [0, 1), with 32 bits of randomness. */
  fraction(): number {
    return (this.generator.next() >>> 0) / 2 ** 32;
  }

  state(): readonly number[] {
    return this.generator.getState();
  }
}
