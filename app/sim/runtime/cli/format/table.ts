/** Columns as Go's text/tabwriter aligns them for Docker: cells at tabs, padded with blanks. */

/** Bytes between columns. */
const PADDING = 3;

/** Terminal columns that a cell takes: runes, not bytes. */
const cellWidth = (text: string): number => text.replace(/[\x80-\xbf]/g, "").length;

/**
 * @param rows cells are divided by tabs; the last of a line is not padded
 * @param least width that a column has at least
 */
export function alignColumns(rows: readonly string[], least = 10): string {
  const cells = rows.map((row) => row.split("\t"));
  const widths: number[][] = cells.map(() => []);
  // A column is a run of lines that have a cell there with a tab behind it.
  const columns = Math.max(0, ...cells.map((row) => row.length - 1));
  for (let column = 0; column < columns; column++) {
    let from = 0;
    while (from < cells.length) {
      if (cells[from]!.length - 1 <= column) {
        from++;
        continue;
      }
      let to = from;
      let width = 0;
      while (to < cells.length && cells[to]!.length - 1 > column) {
        width = Math.max(width, cellWidth(cells[to]![column]!));
        to++;
      }
      for (let row = from; row < to; row++) widths[row]![column] = Math.max(least, width + PADDING);
      from = to;
    }
  }
  return cells
    .map((row, i) => {
      const text = row.map((cell, column) => {
        const width = column < row.length - 1 ? widths[i]![column]! : 0;
        return cell + " ".repeat(Math.max(0, width - cellWidth(cell)));
      });
      return `${text.join("")}\n`;
    })
    .join("");
}
