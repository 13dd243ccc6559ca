import { expect, test } from "vitest";
import { placeSegments, type StackedSegment } from "./StackedBar";

const segment = (key: string, value: number): StackedSegment => ({
  key,
  label: key,
  value,
  texture: "solid",
  ground: "white",
  ink: "black",
});

test("segments tile the whole and empty ones are left out", () => {
  const placed = placeSegments([segment("a", 30), segment("b", 0), segment("c", 90)], 120);
  expect(placed.map(({ key, from, width }) => [key, from, width])).toEqual([
    ["a", 0, 25],
    ["c", 25, 75],
  ]);
});

test("a whole of nothing has no segments", () => {
  expect(placeSegments([segment("a", 0)], 0)).toEqual([]);
});
