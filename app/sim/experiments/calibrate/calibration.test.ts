import { beforeAll, describe, expect, test } from "vitest";
import { published } from "../../figures/figure";
import { calibrationRows } from "./calibration";
import { type CalibrationRow, exactly, isWithin, suggested, usual, within } from "./calibration-row";

describe("calibration", () => {
  let rows: readonly CalibrationRow[];
  beforeAll(() => {
    rows = calibrationRows();
  });

  test("every row is within its tolerance", () => {
    expect(rows.filter((row) => !isWithin(row)).map(({ id, model }) => `${id}: ${model}`)).toEqual([]);
  });

  test("rows have names of their own, published values with a source, and finite model values", () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const { id, published: row, model, what } of rows) {
      expect(row.origin.kind, id).toBe("published");
      expect(Number.isFinite(model), id).toBe(true);
      expect(what.length, id).toBeGreaterThan(8);
    }
  });

  test("the model is also held against rows that it was not fitted to", () => {
    expect(rows.filter(({ use }) => use === "checked").length).toBeGreaterThan(15);
  });
});

test("a tolerance is a share of the published value, or in its unit, and has an edge", () => {
  const source = { title: "t", authors: "a", where: "w", table: "x", host: "h" };
  const row = (model: number, tolerance: CalibrationRow["tolerance"]): CalibrationRow => ({
    id: "x",
    scenario: "x",
    what: "x",
    use: "checked",
    published: published(200, "ms", source),
    model,
    tolerance,
  });
  expect(isWithin(row(219, usual))).toBe(true);
  expect(isWithin(row(221, usual))).toBe(false);
  expect(isWithin(row(179, usual))).toBe(false);
  expect(isWithin(row(209, suggested(0.05, "x")))).toBe(true);
  expect(isWithin(row(203, within(3, "x")))).toBe(true);
  expect(isWithin(row(203.1, within(3, "x")))).toBe(false);
  expect(isWithin(row(200.01, exactly))).toBe(false);
});
