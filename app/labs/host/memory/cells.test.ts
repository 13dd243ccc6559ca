import fc from "fast-check";
import { expect, test } from "vitest";
import { cellAt, cellBox, cellByKey, gridFor } from "./cells";

const sizes = [
  fc.integer({ min: 1, max: 8192 }),
  fc.integer({ min: 100, max: 3000 }),
  fc.integer({ min: 100, max: 600 }),
] as const;

test("every cell has a place of its own in the width, and a point in it finds it again", () => {
  fc.assert(
    fc.property(...sizes, (cells, width, height) => {
      const grid = gridFor(cells, width, height);
      expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(cells);
      expect(grid.columns * grid.pitch).toBeLessThanOrEqual(width);
      for (const cell of [0, cells >> 1, cells - 1]) {
        const { x, y } = cellBox(grid, cell);
        expect(cellAt(grid, x + grid.pitch / 2, y + grid.pitch / 2)).toBe(cell);
      }
    }),
  );
});

test("cells stay in the height while they can be a pixel wide", () => {
  const grid = gridFor(4096, 800, 240);
  expect(grid.rows * grid.pitch).toBeLessThanOrEqual(240);
  expect(grid.pitch).toBeGreaterThanOrEqual(5);
});

test("beside and below the cells there is nothing", () => {
  const grid = gridFor(10, 100, 100);
  expect(cellAt(grid, -1, 5)).toBeUndefined();
  expect(cellAt(grid, 5, grid.rows * grid.pitch + 1)).toBeUndefined();
});

test("keys walk over the cells and stop at the edges", () => {
  const grid = gridFor(100, 160, 400);
  expect(cellByKey(grid, 5, "ArrowRight")).toBe(6);
  expect(cellByKey(grid, 5, "ArrowDown")).toBe(5 + grid.columns);
  expect(cellByKey(grid, 0, "ArrowUp")).toBe(0);
  expect(cellByKey(grid, 5, "End")).toBe(99);
  expect(cellByKey(grid, 5, "x")).toBeUndefined();
});
