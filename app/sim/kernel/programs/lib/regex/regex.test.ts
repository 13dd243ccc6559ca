import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Regex, RegexError, TooComplex } from "./regex";

function groups(pattern: string, text: string, extended = true): (string | undefined)[] | undefined {
  const match = new Regex(pattern, { extended }).exec(text);
  if (match === undefined) return undefined;
  return Array.from({ length: match.length / 2 }, (_, i) =>
    match[2 * i]! < 0 ? undefined : text.slice(match[2 * i], match[2 * i + 1]),
  );
}

describe("POSIX regular expressions, as the guest's musl matches them", () => {
  // Answers of sed -E 's/…/[\1][\2]…/' in the guest.
  it.each([
    ["(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]],
    ["(x|xy)(yab|ab)?(.*)", "xyabcd", ["xyabcd", "xy", "ab", "cd"]],
    ["a?(ab)?", "aab", ["aab", "ab"]],
    ["(fo|foo)(bar|obar)", "foobar", ["foobar", "foo", "bar"]],
    ["(.*)X(.*)", "aXbXc", ["aXbXc", "aXb", "c"]],
    ["(ab|a|b)*", "abab", ["abab", "ab"]],
    ["((a)|(b)|(c))*", "abcab", ["abcab", "b", undefined, "b", undefined]],
    ["(a)|(b)", "b", ["b", undefined, "b"]],
  ])("%s on %s", (pattern, text, expected) => {
    expect(groups(pattern, text)).toEqual(expected);
  });

  it("knows back-references in basic expressions only", () => {
    expect(groups("\\(a\\)\\1", "xaab", false)).toEqual(["aa", "a"]);
    expect(groups("(a)\\1", "aa")).toBeUndefined();
  });

  it.each([
    ["a{2,1}", "Invalid contents of {}"],
    ["(a", "Missing ')'"],
    ["[a", "Missing ']'"],
    ["*a", "Repetition not preceded by valid expression"],
    ["[[:foo:]]", "Unknown character class name"],
    ["[b-a]", "Invalid character range"],
    ["a\\", "Trailing backslash"],
  ])("refuses %s", (pattern, words) => {
    expect(() => new Regex(pattern, { extended: true })).toThrow(expect.objectContaining({ text: words }));
  });

  it("takes linear time where backtracking would not end", () => {
    const text = `${"a".repeat(20_000)}b`;
    expect(new Regex("(a+)+$", { extended: true }).test(text)).toBe(false);
    expect(new Regex("(a|aa)+c", { extended: true }).test(text)).toBe(false);
  });

  it("agrees with the platform on whether and where simple patterns match", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]");
    const piece = fc.tuple(atom, fc.constantFrom("", "*", "+", "?")).map(([a, b]) => a + b);
    const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 }),
        (source, text) => {
          const ours = new Regex(source, { extended: true }).exec(text);
          const theirs = new RegExp(source, "s").exec(text);
          expect(ours?.[0]).toBe(theirs?.index);
          // Leftmost-longest is never shorter than leftmost-greedy.
          if (ours !== undefined && theirs !== null)
            expect(ours[1]! - ours[0]!).toBeGreaterThanOrEqual(theirs[0].length);
        },
      ),
    );
  });

  it("never hangs or breaks on any pattern", () => {
    const source = fc.string({ unit: fc.constantFrom(..."ab()[]{}*+?|\\^$.1,2-:"), maxLength: 14 });
    fc.assert(
      fc.property(
        source,
        fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 30 }),
        fc.boolean(),
        (pattern, text, extended) => {
          try {
            const match = new Regex(pattern, { extended }).exec(text);
            if (match !== undefined)
              expect(match[0]! >= 0 && match[1]! <= text.length && match[0]! <= match[1]!).toBe(true);
          } catch (error) {
            expect(error instanceof RegexError || error instanceof TooComplex).toBe(true);
          }
        },
      ),
    );
  });
});
