import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { count, firstCommon, has, isEmpty, put } from "./core-masks";

const CORES = 70;
const WORDS = 3;
const cores = fc.uniqueArray(fc.nat(CORES - 1));

function maskOf(members: readonly number[], rows = 1, row = 0): Uint32Array {
  const mask = new Uint32Array(rows * WORDS);
  for (const core of members) put(mask, row * WORDS, core, true);
  return mask;
}

describe("sets of cores", () => {
  it("hold what was put into them", () => {
    fc.assert(
      fc.property(cores, cores, (put1, removed) => {
        const mask = maskOf(put1, 2, 1);
        for (const core of removed) put(mask, WORDS, core, false);
        const left = new Set(put1.filter((core) => !removed.includes(core)));
        for (let core = 0; core < CORES; core++) expect(has(mask, WORDS, core)).toBe(left.has(core));
        expect(count(mask, WORDS, WORDS)).toBe(left.size);
        expect(isEmpty(mask, WORDS, WORDS)).toBe(left.size === 0);
        expect(isEmpty(mask, 0, WORDS)).toBe(true);
      }),
    );
  });

  it("find the first common member from a start, going round", () => {
    fc.assert(
      fc.property(cores, cores, fc.nat(CORES - 1), (a, b, start) => {
        const common = a.filter((core) => b.includes(core)).sort((x, y) => x - y);
        const expected = common.find((core) => core >= start) ?? common[0] ?? -1;
        expect(firstCommon(maskOf(a), 0, maskOf(b, 2, 1), WORDS, WORDS, start)).toBe(expected);
      }),
    );
  });
});
