import { describe, expect, it } from "vitest";
import { measured, published } from "@/app/sim/figures/figure";
import { figureText, numberText } from "./format";

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

describe("figureText", () => {
  const source = { title: "T", authors: "A", where: "W", table: "1", host: "H" };
  it("keeps the digits that a published figure has in its source", () => {
    expect(figureText(published(37_772, "µs", source))).toBe("37,772 µs");
    expect(figureText(published(243.5, "ms", source))).toBe("243.5 ms");
    expect(figureText(measured(243.5, "ms", "how"))).toBe("243.50 ms");
  });
});
