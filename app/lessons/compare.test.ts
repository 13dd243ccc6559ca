import { describe, expect, test } from "vitest";
import { comparison, readGuess } from "./compare";

describe("comparison", () => {
  test.each([
    [40, 90.2, "%", "Your prediction was 50 percentage points too low."],
    [90, 11.5, "%", "Your prediction was 79 percentage points too high."],
    [100, 25, "ms", "Your prediction was too high by a factor of 4."],
    [1, 25, "ms", "Your prediction was too low by a factor of 25."],
    [24, 25, "ms", "Your prediction was within a tenth."],
    [0, 25, "ms", "Your prediction was 25.00 ms too low."],
    [7, 0, "instructions", "Your prediction was 7 too high."],
    [7, 7, "ms", "Exactly so."],
  ] as const)("%s against %s %s", (guess, measured, unit, words) => {
    expect(comparison(guess, measured, unit)).toBe(words);
  });
});

describe("readGuess", () => {
  const range = { min: 0, max: 10_000_000 };
  test.each([
    ["12", 12],
    [" 12.5 ", 12.5],
    ["12,5", 12.5],
    ["1,200,000", 1_200_000],
    ["1 200 000", 1_200_000],
    ["0", 0],
  ])("%j", (text, value) => expect(readGuess(text, range)).toEqual({ value }));

  test.each(["", "abc", "-1", "1e3", "1.2.3", "99999999", "Infinity", "0x10"])("%j is refused", (text) =>
    expect(readGuess(text, range)).toEqual({ why: "Type a number from 0 to 10,000,000." }),
  );
});
