/**
 * Sets of cores as 32-bit words. A mask of several rows (one for each group, say) is one array; `offset` is where a row
 * begins.
 */

export function has(mask: Uint32Array, offset: number, core: number): boolean {
  return ((mask[offset + (core >>> 5)]! >>> (core & 31)) & 1) === 1;
}

export function put(mask: Uint32Array, offset: number, core: number, present: boolean): void {
  const word = offset + (core >>> 5);
  const bit = 1 << (core & 31);
  mask[word] = present ? mask[word]! | bit : mask[word]! & ~bit;
}

/** The first core of both sets at or after `start`, going round; -1 if they have none in common. */
export function firstCommon(
  a: Uint32Array,
  aOffset: number,
  b: Uint32Array,
  bOffset: number,
  words: number,
  start: number,
): number {
  const from = start >>> 5;
  const below = (1 << (start & 31)) - 1;
  for (let step = 0; step <= words; step++) {
    const word = (from + step) % words;
    let both = a[aOffset + word]! & b[bOffset + word]!;
    if (step === 0) both &= ~below;
    else if (step === words) both &= below;
    if (both !== 0) return word * 32 + 31 - Math.clz32(both & -both);
  }
  return -1;
}

export function isEmpty(mask: Uint32Array, offset: number, words: number): boolean {
  for (let word = 0; word < words; word++) if (mask[offset + word] !== 0) return false;
  return true;
}

export function count(mask: Uint32Array, offset: number, words: number): number {
  let bits = 0;
  for (let word = 0; word < words; word++) {
    for (let rest = mask[offset + word]!; rest !== 0; rest &= rest - 1) bits++;
  }
  return bits;
}
