import fc from "fast-check";
import { describe, expect, it } from "vitest";
import asked from "./asked-errors.json";
import type { Node } from "./ast";
import { MoreInputNeeded, ShellSyntaxError } from "./errors";
import { parseLine } from "./parse-line";
import { NO_OPTIONS } from "./parser";

/** All lines of a script, or the error's text and line. */
function parseAll(text: string): Node[] | string {
  const nodes: Node[] = [];
  let position = 0;
  let line = 1;
  try {
    for (;;) {
      const parsed = parseLine(text, position, line, true, NO_OPTIONS);
      if (parsed.end) return nodes;
      if (parsed.node) nodes.push(parsed.node);
      position = parsed.position;
      line = parsed.line;
    }
  } catch (error) {
    if (error instanceof ShellSyntaxError) return `line ${error.line}: ${error.message}`;
    throw error;
  }
}

/** Scripts that the guest's ash refused, with what it printed and its status. */
const REFUSED: readonly { readonly script: string; readonly answer: string }[] = asked;

describe("parseLine", () => {
  it.each(REFUSED)("refuses $script as ash does", ({ script, answer }) => {
    expect(`/tmp/s: ${parseAll(script)}\n=2`).toBe(answer.replace("syntax error: ", ""));
  });

  it("asks for more text only inside a command", () => {
    expect(parseLine("echo a\n", 0, 1, false, NO_OPTIONS).position).toBe(7);
    for (const open of ["if true\n", "echo 'a\n", "cat <<E\na\n", "f() {\n", "echo a |\n", "echo \\\n"])
      expect(() => parseLine(open, 0, 1, false, NO_OPTIONS)).toThrow(MoreInputNeeded);
  });

  it("attaches here-documents in their order and counts their lines", () => {
    const parsed = parseLine("cat <<A <<'B'\n$x\nA\n$y\nB\necho", 0, 1, true, NO_OPTIONS);
    expect(parsed.line).toBe(6);
    const node = parsed.node;
    const bodies =
      node?.kind === "simple" ? node.redirections.map((r) => (r.kind === "here" ? r.document.body : [])) : [];
    expect(bodies.map((body) => body.map((part) => part.kind))).toEqual([["parameter", "text"], ["text"]]);
  });

  it("expands aliases once, and the next word after a trailing blank", () => {
    const aliases = new Map([
      ["a", "b x"],
      ["b", "a y "],
      ["y", "yes"],
      ["n", "no"],
    ]);
    const options = { ...NO_OPTIONS, aliasText: (name: string) => aliases.get(name) };
    const words = (text: string): string[] => {
      const node = parseLine(text, 0, 1, true, options).node;
      return node?.kind === "simple"
        ? node.words.map((word) => (word[0]?.kind === "text" ? word[0].text : ""))
        : [];
    };
    expect(words("a n")).toEqual(["a", "y", "x", "n"]);
    expect(words("b n")).toEqual(["b", "x", "y", "no"]);
    expect(words("'a' n")).toEqual(["a", "n"]);
  });

  it("answers any bytes with a tree or an error that has a line", { timeout: 60_000 }, () => {
    const piece = fc.constantFrom(
      ..."if then fi do done case esac in for { } ( ) ; & | < > << && || ;; ! $ ${ $( $(( )) ` ' \" \\ x=1 $x a * ~ # [ ]".split(
        " ",
      ),
      "\n",
      " ",
      "E\n",
    );
    const script = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((all) => all.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(script, (text) => {
        const result = parseAll(text);
        expect(typeof result === "string" ? /^line [0-9]/.test(result) : true).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("refuses nesting without bound instead of overflowing", { timeout: 60_000 }, () => {
    for (const open of [
      "(",
      "{ ",
      "if ",
      "$(",
      "${x:-",

      "case a in (a) ",
      "! ",
      "f() ",
      '"$(',
      "while ",
    ])
      expect(parseAll(open.repeat(20000))).toMatch(/^line/);
    expect(parseAll("a|".repeat(20000))).toMatch(/^line/);
    expect(parseAll(`${"a;".repeat(20000)}b`)).toHaveLength(1);
  });
});
