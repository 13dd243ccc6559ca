/** `.dockerignore` and patterns, by Docker's rules. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DockerfileError } from "./dockerfile-error";
import { compileGlob, isPattern } from "./glob";
import { parseDockerignore } from "./ignore";

describe(".dockerignore", () => {
  const left = (rules: string, paths: string[]) => {
    const ignored = parseDockerignore(rules);
    return paths.filter((path) => !ignored(path));
  };

  it.each([
    ["*.md", ["a.md", "d/a.md"], ["d/a.md"]],
    ["**/*.md", ["a.md", "d/a.md", "d/e/a.md", "a.txt"], ["a.txt"]],
    ["node_modules", ["node_modules", "node_modules/x/y", "src/node_modules"], ["src/node_modules"]],
    ["/dist/", ["dist/a", "d/dist"], ["d/dist"]],
    ["*\n!keep", ["a", "keep", "keep/x", "d/keep"], ["keep", "keep/x"]],
    ["*.md\n!README*.md\nREADME-secret.md", ["a.md", "README.md", "README-secret.md"], ["README.md"]],
    ["# comment\n\n  a  \n", ["a", "b"], ["b"]],
    ["a?c\n[x-z]1", ["abc", "a/c", "x1", "w1"], ["a/c", "w1"]],
    ["d/**", ["d", "d/a", "d/a/b", "e"], ["d", "e"]],
    ["**/foo/**/bar", ["foo/bar", "a/foo/b/c/bar", "foobar"], ["foobar"]],
    ["./a/../b", ["b", "a"], ["a"]],
    ["a\\*", ["a*", "ab"], ["ab"]],
  ])("%j", (rules, paths, expected) => {
    expect(left(rules, paths)).toEqual(expected);
  });

  it("names the line of a pattern that is none", () => {
    expect(() => parseDockerignore("a\n[b")).toThrow(DockerfileError);
    expect(() => parseDockerignore("a\n[b")).toThrow('line 2: syntax error in pattern "[b"');
    expect(() => parseDockerignore("!")).toThrow('illegal exclusion pattern: "!"');
  });
});

it("a pattern made to be slow is not", () => {
  expect(compileGlob("**/".repeat(1365), 1)("a/b")).toBe(false);
  expect(() => compileGlob("*".repeat(5000), 3)).toThrow("line 3: a pattern of 5000 bytes, over 4096");
  expect(compileGlob(`${"*a".repeat(200)}b`, 1)("a".repeat(4000))).toBe(false);
  expect(compileGlob(`${"**/a/".repeat(200)}b`, 1)("a/".repeat(2000))).toBe(false);
});

it("a path without special characters is a pattern of itself alone", () => {
  const name = fc.stringMatching(/^[a-z./-]{1,12}$/);
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(isPattern(a)).toBe(false);
      expect(compileGlob(a, 1)(b)).toBe(a === b);
    }),
  );
});

it("any rules and paths: an answer or an error with a line", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab*?[]^-\\/!.#\n "), maxLength: 30 });
  fc.assert(
    fc.property(text, text, (rules, path) => {
      try {
        expect(typeof parseDockerignore(rules)(path)).toBe("boolean");
      } catch (error) {
        expect(error).toBeInstanceOf(DockerfileError);
      }
    }),
    { numRuns: 1000 },
  );
});
