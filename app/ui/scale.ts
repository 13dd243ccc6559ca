/** The end of an axis that holds `value`: 1, 2, 2.5 or 5 times a power of ten, and not less than `value`. */
export function axisEnd(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

/** Where `value` falls on an axis that ends at `end`, as a CSS percentage. */
export const along = (value: number, end: number): string => `${((100 * value) / end).toFixed(3)}%`;
