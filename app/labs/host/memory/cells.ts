/** Where the cells of the memory map lie, and which one is under a point. Pure. */

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell, CSS pixels, its gap included. */
  readonly pitch: number;
  readonly cells: number;
}

const LARGEST_PITCH = 16;

/** As large as the cells can be, up to a limit, in an area of that size; columns in a multiple of 8 where there are many. */
export function gridFor(cells: number, width: number, height: number): Grid {
  if (cells <= 0 || width <= 0 || height <= 0) return { columns: 0, rows: 0, pitch: 0, cells: 0 };
  let pitch = Math.min(LARGEST_PITCH, Math.max(1, Math.floor(Math.sqrt((width * height) / cells))));
  while (pitch > 1 && Math.ceil(cells / columnsAt(pitch, width)) * pitch > height) pitch--;
  const columns = columnsAt(pitch, width);
  return { columns, rows: Math.ceil(cells / columns), pitch, cells };
}

function columnsAt(pitch: number, width: number): number {
  const fit = Math.max(1, Math.floor(width / pitch));
  return fit >= 32 ? fit - (fit % 8) : fit;
}

export const cellBox = (
  { columns, pitch }: Grid,
  cell: number,
): { readonly x: number; readonly y: number } => ({
  x: (cell % columns) * pitch,
  y: Math.floor(cell / columns) * pitch,
});

export function cellAt({ columns, pitch, cells }: Grid, x: number, y: number): number | undefined {
  if (pitch === 0 || x < 0 || y < 0) return undefined;
  const column = Math.floor(x / pitch);
  const cell = Math.floor(y / pitch) * columns + column;
  return column < columns && cell < cells ? cell : undefined;
}

const moves: Readonly<Record<string, (columns: number) => number>> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns,
};

/** The cell that a key leads to; undefined for a key that means nothing here. */
export function cellByKey({ columns, cells }: Grid, cell: number, key: string): number | undefined {
  if (key === "Home") return 0;
  if (key === "End") return cells - 1;
  const move = moves[key];
  if (move === undefined) return undefined;
  const next = cell + move(columns);
  return next >= 0 && next < cells ? next : cell;
}
