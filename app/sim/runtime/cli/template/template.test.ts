import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplate, TemplateError } from "./template";
import type { Value } from "./values";

const THING: Value = {
  Name: "/web",
  State: { Status: "running", Running: true, Pid: 123 },
  Args: ["-c", "x"],
  Config: {
    Env: ["A=1", "B=<x>&"],
    Labels: new Map([
      ["b", "2"],
      ["a", "1"],
    ]),
  },
  NetworkSettings: {
    Ports: new Map<string, Value>([
      ["80/tcp", [{ HostIp: "0.0.0.0", HostPort: "8080" }]],
      ["81/tcp", []],
    ]),
  },
};

const run = (source: string): string => {
  try {
    return compileTemplate(source).run(THING);
  } catch (error) {
    if (error instanceof TemplateError) return `${error.stage}: ${error.message}`;
    throw error;
  }
};

/** Answers of Docker 28.2.2's own command line to the same templates and the same thing. */
describe("templates", () => {
  it.each([
    ["{{.State}}", "{running true 123}"],
    ["{{.Foo}}", 'run: template: :1:2: executing "" at <.Foo>: map has no entry for key "Foo"'],
    ["{{.State.Foo}}", 'run: template: :1:8: executing "" at <.State.Foo>: map has no entry for key "Foo"'],
    ["{{json .Config}}", '{"Env":["A=1","B=<x>&"],"Labels":{"a":"1","b":"2"}}'],
    [
      "{{range $k, $v := .NetworkSettings.Ports}}{{$k}} -> {{$v}} {{end}}",
      "80/tcp -> [{0.0.0.0 8080}] 81/tcp -> [] ",
    ],
    ['{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}', "8080"],
    ["{{foo .X}}", 'parse: template: :1: function "foo" not defined'],
    ["{{if}}", "parse: template: :1: missing value for if"],
    ["{{range .X}}", "parse: template: :1: unexpected EOF"],
    ["{{end}}", "parse: template: :1: unexpected {{end}}"],
    ["{{.x", "parse: template: :1: unclosed action"],
    [
      '{{join .Config.Env ","}} {{printf "%.3s|%5d|%-5s|%q|%v" "abcdef" 3 "x" "y" .Args}}',
      'A=1,B=<x>& abc|    3|x    |"y"|[-c x]',
    ],
    ['{{title "abc"}} {{upper "x"}} {{split "a,b" ","}} {{println "x" 1}}', "Abc X [a b] x 1\n"],
    ["{{.Config.Labels}} {{.Name | len}}", "map[a:1 b:2] 4"],
    ["{{if .State.Running}}up{{else}}down{{end}}", "up"],
    ["{{range $i, $e := .Args}}{{if $i}}, {{end}}{{$e}}{{end}}", "-c, x"],
    ["a {{- /* nothing */ -}} b", "ab"],
  ])("%s", (source, expected) => {
    expect(run(source)).toBe(expected);
  });

  it("never crashes and never hangs", () => {
    const piece = fc.constantFrom(
      "{{",
      "}}",
      "{{-",
      "-}}",
      ".",
      ".Name",
      ".Args",
      "$",
      "$x",
      ":=",
      "|",
      "(",
      ")",
      " ",
      "range ",
      "if ",
      "end",
      "else",
      "with ",
      "len ",
      "index ",
      "printf ",
      '"%d %s"',
      "`",
      '"',
      "1",
      "json ",
      "eq ",
      "and ",
      "or ",
      "text",
      "\n",
      "slice ",
      ".Config.Labels",
      "break",
      "nil",
      ",",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => typeof run(pieces.join("")) === "string"),
      { numRuns: 1500 },
    );
    fc.assert(fc.property(fc.string(), (text) => typeof run(`{{${text}}}`) === "string"));
  });

  it("ends loops within loops within loops", () => {
    const deep = `${"{{range $.Config.Env}}".repeat(60)}x${"{{end}}".repeat(60)}`;
    expect(run(deep)).toMatch(/^run: template: : more than \d+ steps$/);
  });
});
