import { expect, test } from "vitest";
import { bucketsFor, coreAt, lanesFor, lanesHeight, scrollFor } from "./lanes";

const FONT = 12;

test("lanes are tall for two cores and thin for 128, and always there", () => {
  expect(lanesFor(2, FONT).pitch).toBeGreaterThan(48);
  expect(lanesFor(128, FONT).pitch).toBeLessThan(12);
  for (const cores of [1, 2, 16, 128]) {
    const lanes = lanesFor(cores, FONT);
    expect(lanes.height).toBeGreaterThan(6);
    expect(lanes.height).toBeLessThan(lanes.pitch);
    expect(lanesHeight(lanes)).toBe(cores * lanes.pitch);
  }
});

test("a height finds its core, also when scrolled; the axis and the empty part below have none", () => {
  const lanes = lanesFor(4, FONT);
  expect(coreAt(lanes, lanes.axis + 1, 0)).toBe(0);
  expect(coreAt(lanes, lanes.axis + 3.5 * lanes.pitch, 0)).toBe(3);
  expect(coreAt(lanes, lanes.axis + 1, lanes.pitch)).toBe(1);
  expect(coreAt(lanes, lanes.axis - 1, 0)).toBeUndefined();
  expect(coreAt(lanes, lanes.axis + 4 * lanes.pitch + 1, 0)).toBeUndefined();
});

test("a core out of sight is scrolled to, one in sight is left alone", () => {
  const lanes = lanesFor(128, FONT);
  const height = lanes.axis + 20 * lanes.pitch;
  expect(scrollFor(lanes, 5, 0, height)).toBe(0);
  expect(scrollFor(lanes, 40, 0, height)).toBe(21 * lanes.pitch);
  expect(scrollFor(lanes, 3, 10 * lanes.pitch, height)).toBe(3 * lanes.pitch);
});

test("what is asked for stays drawable", () => {
  expect(bucketsFor(1200, 2)).toBe(600);
  expect(bucketsFor(3000, 128) * 128).toBeLessThan(20_000);
});
