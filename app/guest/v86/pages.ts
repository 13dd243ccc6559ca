/** Pages of a guest's memory that hold anything but zeros: what it has written and not cleared. */
export function countNonZeroPages(memory: Uint8Array, pageBytes: number): number {
  const words = new Int32Array(memory.buffer, memory.byteOffset, memory.byteLength >>> 2);
  const perPage = pageBytes >>> 2;
  let touched = 0;
  for (let start = 0; start < words.length; start += perPage)
    if (isNonZero(words, start, start + perPage)) touched++;
  return touched;
}

export function isNonZero(words: Int32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 4)
    if ((words[i]! | words[i + 1]! | words[i + 2]! | words[i + 3]!) !== 0) return true;
  return false;
}
