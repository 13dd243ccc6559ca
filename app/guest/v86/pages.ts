/** Whether any of the words in [from, to) is not zero. */
export function isNonZero(words: Int32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 4)
    if ((words[i]! | words[i + 1]! | words[i + 2]! | words[i + 3]!) !== 0) return true;
  return false;
}
