/** Text in a drawing, which does not flow by itself: how wide it is about, lines of it, and labels that keep apart. Pure. */

/** Of the size of the letters: the mean width of a letter of a sans-serif. */
const LETTER = 0.54;

export const textWidth = (text: string, size: number): number => text.length * LETTER * size;

/** Words in lines no wider than that; a longer word has a line of its own. */
export function linesOf(text: string, width: number, size: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** What fits, with a sign that it was cut. */
export function cutTo(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = Math.max(0, Math.floor(width / (LETTER * size)) - 1);
  return `${text.slice(0, letters).trimEnd()}…`;
}

/**
 * Positions in the order of the wanted ones, as near to them as can be (least squares) and at least `gap` apart; none before
 * `from`, and none beyond `to` while there is room for all.
 */
export function keepApart(
  wanted: readonly number[],
  gap: number,
  from: number,
  to: number,
): readonly number[] {
  const order = wanted.map((_, n) => n).sort((a, b) => wanted[a]! - wanted[b]!);
  // Those that would overlap stand together, around the mean of where they want to be.
  const groups: { sum: number; count: number }[] = [];
  for (const [rank, n] of order.entries()) {
    let group = { sum: wanted[n]! - rank * gap, count: 1 };
    for (let last = groups.at(-1); last && mean(last) > mean(group); last = groups.at(-1)) {
      group = { sum: group.sum + last.sum, count: group.count + last.count };
      groups.pop();
    }
    groups.push(group);
  }
  const most = Math.max(from, to - (order.length - 1) * gap);
  const starts = groups.flatMap((group) =>
    Array.from({ length: group.count }, () => Math.min(most, Math.max(from, mean(group)))),
  );
  const placed = [...wanted];
  for (const [rank, n] of order.entries()) placed[n] = starts[rank]! + rank * gap;
  return placed;
}

const mean = ({ sum, count }: { readonly sum: number; readonly count: number }): number => sum / count;
