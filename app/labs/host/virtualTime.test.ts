import { expect, test } from "vitest";
import { lengthText, momentText, ticksOf } from "./virtualTime";

test("a length is written in the unit that suits it", () => {
  expect(lengthText(0)).toBe("0");
  expect(lengthText(800)).toBe("800 ns");
  expect(lengthText(1500)).toBe("1.500 µs");
  expect(lengthText(12_500_000)).toBe("12.50 ms");
  expect(lengthText(1.25e9)).toBe("1.250 s");
});

test("a moment is written to the microsecond", () => {
  expect(momentText(12_345_678_900)).toBe("12.345 678 s");
  expect(momentText(0)).toBe("0.000 000 s");
});

test("ticks are round, in range, few enough, and told apart by their labels", () => {
  for (const [from, to] of [
    [0, 2e9],
    [1.2e9, 1.4e9],
    [1_234_567_000, 1_234_569_000],
    [0, 1000],
    [59.9e9, 60e9],
  ] as const) {
    const ticks = ticksOf(from, to, 8);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(9);
    for (const { atNs } of ticks) expect(atNs >= from && atNs <= to).toBe(true);
    expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
  }
  expect(ticksOf(0, 2e9, 4).map(({ label }) => label)).toEqual(["0.0 s", "0.5 s", "1.0 s", "1.5 s", "2.0 s"]);
});

test("an empty stretch has no ticks", () => {
  expect(ticksOf(5, 5, 8)).toEqual([]);
});
