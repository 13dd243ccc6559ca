import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisEnd } from "./scale";

describe("axisEnd", () => {
  it("ends at a round number", () => {
    expect([0, 0.3, 7, 18.4, 240, 812, 1000].map(axisEnd)).toEqual([1, 0.5, 10, 20, 250, 1000, 1000]);
  });

  it("holds the value and wastes at most three fifths of the axis", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
        const end = axisEnd(value);
        expect(end).toBeGreaterThanOrEqual(value);
        expect(value / end).toBeGreaterThan(0.39);
      }),
    );
  });
});
