import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumberMap } from "./number-map";

/** Small numbers that collide after masking, hashes, and contents from 2^52 on. */
const key = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 20 }).map((n) => n * 2 ** 32),
  fc.integer({ min: 0, max: 20 }).map((n) => 2 ** 52 + n),
  fc.maxSafeNat(),
);

describe("NumberMap", () => {
  it("answers as a Map does, through growth, deletion and saving", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.constantFrom("set", "delete")), { maxLength: 300 }), (steps) => {
        let map = new NumberMap();
        const expected = new Map<number, number>();
        steps.forEach(([key, what], index) => {
          if (what === "set") {
            map.set(key, index);
            expected.set(key, index);
          } else {
            map.delete(key);
            expected.delete(key);
          }
          if (index % 50 === 49) {
            const saved = map.save();
            map = new NumberMap();
            map.load(saved);
          }
          expect(map.size).toBe(expected.size);
        });
        for (const [key] of steps) expect(map.get(key)).toBe(expected.get(key) ?? -1);
        map.clear();
        expect(map.size).toBe(0);
        for (const [key] of steps) expect(map.get(key)).toBe(-1);
      }),
      { numRuns: 200 },
    );
  });
});
