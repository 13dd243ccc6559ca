/** Sets of cores as bits, 32 to a word; many sets of equal width lie one after the other in one array. */

export const wordsFor = (cores: number): number => Math.ceil(cores / 32);

export const hasCore = (sets: Uint32Array, at: number, core: number): boolean =>
  ((sets[at + (core >>> 5)]! >>> (core & 31)) & 1) === 1;

export function addCore(sets: Uint32Array, at: number, core: number): void {
  sets[at + (core >>> 5)]! |= 1 << (core & 31);
}

export function removeCore(sets: Uint32Array, at: number, core: number): void {
  sets[at + (core >>> 5)]! &= ~(1 << (core & 31));
}

/** The lowest core in the word, which must not be 0. */
export const lowestIn = (word: number): number => 31 - Math.clz32(word & -word);
