import { expect, test } from "vitest";
import { tlbMissShare, translationNs, walkReferences } from "./translation";

const small = (levels: 4 | 5) => ({ levels, huge: false }) as const;
const huge = (levels: 4 | 5) => ({ levels, huge: true }) as const;

test("references of a page walk, by hand", () => {
  expect(walkReferences(small(4))).toBe(4);
  expect(walkReferences(huge(4))).toBe(3);
  expect(walkReferences(small(4), small(4))).toBe(24);
  expect(walkReferences(small(5), small(5))).toBe(35);
  expect(walkReferences(huge(4), small(4))).toBe(19);
  expect(walkReferences(small(4), huge(4))).toBe(19);
  expect(walkReferences(huge(4), huge(4))).toBe(15);
});

test("a working set within the reach of the TLB costs nothing, twice the reach misses half the time", () => {
  expect(tlbMissShare(1536, small(4))).toBe(0);
  expect(tlbMissShare(3072, small(4))).toBeCloseTo(0.5);
  expect(tlbMissShare(1024 * 512, huge(4))).toBe(0);
  expect(tlbMissShare(1024 * 512, huge(4), huge(4))).toBe(0);
  expect(tlbMissShare(1024 * 512, huge(4), small(4))).toBeGreaterThan(0.99);
});

test("random access over 64 GiB under nested paging is 0.860 of native, the point the constant is fitted to", () => {
  const pages = 2 ** 24;
  const nativeNs = 8 / 0.04579;
  const extraNs = translationNs(pages, small(4), small(4)) - translationNs(pages, small(4));
  expect(nativeNs / (nativeNs + extraNs)).toBeCloseTo(0.86, 2);
  // Huge pages on both levels bring it nearer to native.
  const hugeExtraNs = translationNs(pages, huge(4), huge(4)) - translationNs(pages, huge(4));
  expect(hugeExtraNs).toBeLessThan(extraNs * 0.62);
});
