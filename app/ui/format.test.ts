import { describe, expect, it } from "vitest";
import { numberText } from "./format";

describe("numberText", () => {
  it.each([
    [1_234_567, "instructions", "1,234,567"],
    [18.449, "ms", "18.45 ms"],
    [1234.5, "ms", "1,234.50 ms"],
    [0.5, "µs", "0.500 µs"],
    [0.07968, "ms", "0.0797 ms"],
    [0, "ms", "0.00 ms"],
    [1500, "ns", "1,500 ns"],
    [1, "ns/instruction", "1 ns per instruction"],
    [512, "bytes", "512 bytes"],
    [1536, "bytes", "1.50 KiB"],
    [3 * 1024 ** 3, "bytes", "3.00 GiB"],
    [1.8, "×", "1.8 ×"],
  ] as const)("%d %s is set as %s", (value, unit, text) => {
    expect(numberText(value, unit)).toBe(text);
  });
});
