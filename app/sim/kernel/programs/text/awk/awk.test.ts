import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AwkSyntaxError } from "./lexer";
import { AwkParser } from "./parser";
import { AwkArray, fromInput, leadingNumber, NumericString, numberText } from "./values";

describe("awk's parser", () => {
  it("refuses broken programs with the line", () => {
    expect(() => new AwkParser("BEGIN {\n print $1").program()).toThrow(
      expect.objectContaining({ text: "Unexpected token", line: 2 }),
    );
  });

  it("never hangs or breaks", () => {
    const word = fc.constantFrom(
      "{",
      "}",
      "(",
      ")",
      "print",
      "$1",
      "if",
      "/a/",
      "x",
      "=",
      "+",
      "in",
      "getline",
      "<",
      "\n",
      ";",
      '"s"',
      "for",
      "1",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 15 }), (words) => {
        try {
          new AwkParser(words.join(" ")).program();
        } catch (error) {
          expect(error).toBeInstanceOf(AwkSyntaxError);
        }
      }),
    );
    expect(() => new AwkParser("(".repeat(10_000)).program()).toThrow(expect.any(AwkSyntaxError));
  });
});

describe("awk's values", () => {
  it("reads numbers as the guest's awk", () => {
    expect(["0x10", "010", "3x", "1e3", "", " 7 ", ".5"].map(leadingNumber)).toEqual([
      16, 8, 3, 1000, 0, 7, 0.5,
    ]);
    expect(fromInput("12")).toBeInstanceOf(NumericString);
    expect(fromInput("12a")).toBe("12a");
    expect([1e30, 2 ** 53, 0.1, 1 / 3, 1e20].map((value) => numberText(value, "%.6g"))).toEqual([
      "1e+30",
      "9007199254740992",
      "0.1",
      "0.333333",
      "1e+20",
    ]);
  });

  it("goes through arrays in the guest's order", () => {
    const array = new AwkArray(() => {});
    for (let i = 1; i <= 20; i++) array.set(String(i), i);
    expect(array.keys().join(" ")).toBe("10 11 20 12 13 14 15 16 17 18 19 1 2 3 4 5 6 7 8 9");
  });
});
