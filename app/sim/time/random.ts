/**
 * Seeded randomness. Nothing in the lab draws a number that does not come from here, so a seed repeats a run.
 */
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Who a generator is in the tree of generators of one seed: 64 bits. */
type Identity = readonly [number, number];

export interface SavedRandom {
  readonly state: readonly number[];
  readonly identity: Identity | undefined;
}

export class SeededRandom {
  private constructor(
    private generator: ReturnType<typeof xoroshiro128plus>,
    private readonly identity?: Identity,
  ) {}

  static fromSeed(seed: number): SeededRandom {
    return new SeededRandom(xoroshiro128plus(seed | 0), [seed | 0, 0]);
  }

  /** Continues where `state()` was taken. Cannot be split; see `fromSaved`. */
  static fromState(state: readonly number[]): SeededRandom {
    return new SeededRandom(xoroshiro128plusFromState(state));
  }

  /** Continues where `save()` was called, and splits as before. */
  static fromSaved(saved: SavedRandom): SeededRandom {
    return new SeededRandom(xoroshiro128plusFromState(saved.state), saved.identity);
  }

  /**
   * A generator of its own for a component. It depends on the seed and on the names on the way to it, not on how much was
   * drawn or what else was split, so a component that is added does not change the numbers of the others.
   */
  split(name: string): SeededRandom {
    if (this.identity === undefined) throw new Error("a generator from fromState does not know its seed");
    const [high, low] = this.identity;
    const child: Identity = [hash(name, high, low), hash(name, low ^ 0x5bd1e995, high)];
    const state = [1, 2, 3, 4].map((word) => mix(child[word & 1]! + mix(child[(word + 1) & 1]! + word)));
    // The generator's only forbidden state is all zeros.
    const allowed = state.some((word) => word !== 0) ? state : [1, 0, 0, 0];
    return new SeededRandom(xoroshiro128plusFromState(allowed), child);
  }

  /** A uniform 32-bit integer, signed. */
  int32(): number {
    return this.generator.next() | 0;
  }

  /** A uniform number in [0, 1), with 32 bits of randomness. */
  fraction(): number {
    return (this.generator.next() >>> 0) / 2 ** 32;
  }

  /**
   * An exponentially distributed number. By von Neumann's method ("Various techniques used in connection with random
   * digits", 1951), which only compares: Math.log may differ between engines in its last bit, and with it a run.
   */
  exponential(mean: number): number {
    for (let whole = 0; ; whole++) {
      const first = this.fraction();
      let last = first;
      let falling = 1;
      for (let next = this.fraction(); next < last; next = this.fraction()) {
        last = next;
        falling++;
      }
      if (falling % 2 === 1) return mean * (whole + first);
    }
  }

  state(): readonly number[] {
    return this.generator.getState();
  }

  save(): SavedRandom {
    return { state: [...this.state()], identity: this.identity };
  }
}

/** The finalizer of MurmurHash3 (Appleby): every bit of the input moves every bit of the output. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hash(name: string, first: number, second: number): number {
  let h = mix(mix(first) + second + name.length);
  for (let i = 0; i < name.length; i++) h = mix(Math.imul(h, 0x9e3779b1) + name.charCodeAt(i));
  return h;
}
