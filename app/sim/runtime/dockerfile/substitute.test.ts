/** Substitution in words, by Docker's rules. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Dockerfiles write variables
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DockerfileError } from "./dockerfile-error";
import { substitute } from "./substitute";

const values = new Map([
  ["x", "val"],
  ["empty", ""],
  ["_1", "under"],
]);
const value = (word: string, escapeToken: "\\" | "`" = "\\") =>
  substitute(word, (name) => values.get(name), escapeToken, 7);

describe("a word", () => {
  it.each([
    ["plain", "plain"],
    ["$x", "val"],
    ["${x}y", "valy"],
    ["$xy", ""],
    ["$x.y", "val.y"],
    ["$_1", "under"],
    ["a$", "a$"],
    ["$%", "$%"],
    ["\\$x", "$x"],
    ["\\\\", "\\"],
    ["'$x'", "$x"],
    ["'a\\'", "a\\"],
    ['"$x"', "val"],
    ['"\\$x \\" \\n"', '$x " \\n'],
    ["a'b'\"c\"d", "abcd"],
    ["${x:-def}", "val"],
    ["${no:-def}", "def"],
    ["${empty:-def}", "def"],
    ["${empty-def}", ""],
    ["${no-def}", "def"],
    ["${x:+alt}", "alt"],
    ["${empty:+alt}", ""],
    ["${empty+alt}", "alt"],
    ["${no+alt}", ""],
    ['${no:-a $x "q"}', "a val q"],
    ["${no:-${no:-$x}}", "val"],
    ["${x:?must}", "val"],
    ["$1$@", ""],
    ["trailing\\", "trailing"],
  ])("%s is %s", (word, result) => {
    expect(value(word)).toBe(result);
  });

  it("with the other escape character", () => {
    expect(value("`$x\\$x", "`")).toBe("$x\\val");
  });

  it.each([
    ["${", "syntax error: missing '}'"],
    ["${x", "syntax error: missing '}'"],
    ["${x:-y", "syntax error: missing '}'"],
    ["${}", "syntax error: bad substitution"],
    ["${{x}}", "syntax error: bad substitution"],
    ["${x:=y}", "unsupported modifier (=) in substitution"],
    ["${no:?}", "no: is not allowed to be empty"],
    ["${no?gone}", "no: gone"],
    ["'x", "looking for matching single-quote"],
    ['"x', "looking for matching double-quote"],
  ])("%s is refused", (word, message) => {
    expect(() => value(word)).toThrow(DockerfileError);
    expect(() => value(word)).toThrow(message);
    expect(() => value(word)).toThrow("line 7");
  });

  it("does not grow or nest without end", () => {
    const long = "y".repeat(1000);
    expect(() => substitute("$y".repeat(5000), () => long, "\\", 1)).toThrow("longer than");
    expect(() => value("${n:-".repeat(100_000))).toThrow("nested deeper than");
  });

  it("of any characters: a value or an error", () => {
    const characters = fc.string({ unit: fc.constantFrom(..."${}:-+?'\"\\x1 `"), maxLength: 30 });
    fc.assert(
      fc.property(characters, (word) => {
        try {
          expect(typeof value(word)).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(DockerfileError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
