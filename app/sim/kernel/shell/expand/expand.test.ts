import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateArithmetic } from "./arithmetic";
import { splitFields } from "./fields";
import { EXPANDED, mark, QUOTED, unmark } from "./marked-text";
import { compilePattern, matches } from "./pattern";
import { Problem } from "./problem";
import { replace, trim } from "./trim";

function calculate(text: string, variables = new Map<string, string>()): string {
  try {
    const value = evaluateArithmetic(text, {
      get: (name) => variables.get(name),
      set: (name, held) => variables.set(name, held),
    });
    return String(value);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

describe("arithmetic", () => {
  /** Answers of the guest. */
  it.each([
    ["2**3**2", "512"],
    ["-2**2", "4"],
    ["-5/2", "-2"],
    ["-5%3", "-2"],
    ["1--1", "2"],
    ["010+0x10", "24"],
    ["64#_", "63"],
    ["9223372036854775807+1", "-9223372036854775808"],
    ["99999999999999999999", "0"],
    ["1<<64", "1"],
    ["1?2:0?3:4", "2"],
    ["3>2?1?5:6:7", "malformed ?: operator"],
    ["1||1/0", "divide by zero"],
    ["08", "arithmetic syntax error"],
    ["1 2", "arithmetic syntax error"],
    ["()", "arithmetic syntax error"],
    [" ", "0"],
  ])("%s", (text, value) => {
    expect(calculate(text)).toBe(value);
  });

  it("evaluates what variables hold, and finds loops", () => {
    expect(calculate("a*2", new Map([["a", "1+1"]]))).toBe("4");
    expect(
      calculate(
        "a",
        new Map([
          ["a", "b"],
          ["b", "a"],
        ]),
      ),
    ).toBe("expression recursion loop detected");
    const variables = new Map([["x", "1"]]);
    expect(calculate("x++ + ++x", variables)).toBe("4");
    expect(variables.get("x")).toBe("3");
  });

  it("agrees with bigints on random sums", () => {
    const number = fc.bigInt(-(2n ** 62n), 2n ** 62n);
    fc.assert(
      fc.property(number, number, fc.constantFrom("+", "-", "*"), (a, b, operator) => {
        const exact = operator === "+" ? a + b : operator === "-" ? a - b : a * b;
        expect(calculate(`(${a})${operator}(${b})`)).toBe(String(BigInt.asIntN(64, exact)));
      }),
    );
  });

  it("answers any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0189xa+-*/%<>=!&|^~?:,() #@$") }), (text) => {
        expect(calculate(text)).toEqual(expect.any(String));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("field splitting", () => {
  const split = (text: string, ifs: string): string[] => splitFields(mark(text, EXPANDED), ifs).map(unmark);

  it("knows blanks, separators and ends as ash does", () => {
    expect(split("a::b:", ":")).toEqual(["a", "", "b"]);
    expect(split(":a", ":")).toEqual(["", "a"]);
    expect(split(" a : b  c:: d ", ": ")).toEqual(["a", "b", "c", "", "d"]);
    expect(split("  a  b ", " \t\n")).toEqual(["a", "b"]);
    expect(split("xx", "x")).toEqual(["", ""]);
  });

  it("leaves quoted text whole", () => {
    expect(splitFields(mark("a b", QUOTED) + mark(" c", EXPANDED), " ").map(unmark)).toEqual(["a b", "c"]);
  });
});

describe("patterns", () => {
  const match = (pattern: string, text: string): boolean => matches(compilePattern(pattern), text);

  it("matches as fnmatch does", () => {
    expect(match("a*c", "abc")).toBe(true);
    expect(match("[!a-c]?", "d1")).toBe(true);
    expect(match("[[:alpha:]]", "7")).toBe(false);
    expect(match("[]]", "]")).toBe(true);
    expect(match("[a", "[a")).toBe(true);
    expect(match("\\*", "*")).toBe(true);
    expect(match(mark("*", QUOTED), "x")).toBe(false);
  });

  it("takes bounded time on patterns of many stars", () => {
    expect(match("*a".repeat(60), "a".repeat(3000))).toBe(true);
    expect(match(`${"*a".repeat(60)}b`, "a".repeat(3000))).toBe(false);
  });

  it("trims and replaces", () => {
    const pattern = compilePattern("*/");
    expect(trim("/a/b/c", pattern, "#")).toBe("a/b/c");
    expect(trim("/a/b/c", pattern, "##")).toBe("c");
    expect(trim("a.b.c", compilePattern(".*"), "%")).toBe("a.b");
    expect(trim("a.b.c", compilePattern(".*"), "%%")).toBe("a");
    expect(replace("/a/b", compilePattern("[ab]"), "z", true)).toBe("/z/z");
    expect(replace("/a/b", compilePattern("/"), "", false)).toBe("a/b");
    expect(replace("/a/b", [], "x", true)).toBe("/a/b");
  });
});
