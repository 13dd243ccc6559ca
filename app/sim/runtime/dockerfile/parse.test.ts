/** Dockerfiles: what Docker accepts is typed, what it refuses is refused in its words with the line. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Dockerfiles write variables
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DockerfileError } from "./dockerfile-error";
import { parseDurationNs } from "./duration";
import { expandInstruction } from "./expand";
import type { Instruction } from "./instructions";
import { parseDockerfile } from "./parse";

const steps = (text: string): readonly Instruction[] =>
  parseDockerfile(`FROM a\n${text}`).stages[0]!.instructions;
const step = (text: string): Instruction => {
  const found = steps(text);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const errorOf = (text: string): string => {
  try {
    parseDockerfile(text);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(DockerfileError);
    return (error as DockerfileError).message;
  }
};
const shell = (text: string) => ({ form: "shell", text });

const WHOLE = `# syntax=docker/dockerfile:1
# A comment
ARG VERSION=1.36
FROM --platform=linux/386 busybox:\${VERSION} AS Build
RUN echo one && \\
    # a comment within

    echo two
COPY --chown=1:2 --chmod=755 a b /dst/
ADD ["a file", "/x"]
ENV A=1 B="two words" C=three\\ words
ENV OLD the rest  of it
LABEL "k 1"=v
ARG X Y=2
WORKDIR /a b
USER 1000:1000
EXPOSE 80 443/tcp
VOLUME ["/data"]
VOLUME /a /b
STOPSIGNAL SIGINT
SHELL ["/bin/ash", "-c"]
HEALTHCHECK --interval=1m30s --retries=3 CMD wget -q localhost
CMD ["sh", "-c", "echo \\u00e4"]
FROM scratch
COPY --from=build /x /x
ENTRYPOINT exec top
`;

describe("a Dockerfile", () => {
  it("is stages of typed instructions with their lines", () => {
    const { globalArgs, stages } = parseDockerfile(WHOLE);
    expect(globalArgs.map(({ line, args }) => [line, args])).toEqual([
      [3, [{ name: "VERSION", value: "1.36" }]],
    ]);
    expect(stages.map(({ base, name, platform, line }) => [base, name, platform, line])).toEqual([
      ["busybox:${VERSION}", "build", "linux/386", 4],
      ["scratch", undefined, undefined, 24],
    ]);
    const described = stages[0]!.instructions.map(({ line, original: _, ...body }) => [line, body]);
    expect(described).toEqual([
      [5, { kind: "run", command: shell("echo one &&     echo two") }],
      [
        9,
        {
          kind: "copy",
          sources: [
            { kind: "path", path: "a" },
            { kind: "path", path: "b" },
          ],
          destination: "/dst/",
          chown: "1:2",
          chmod: "755",
          from: undefined,
        },
      ],
      [
        10,
        {
          kind: "add",
          sources: [{ kind: "path", path: "a file" }],
          destination: "/x",
          chown: undefined,
          chmod: undefined,
          from: undefined,
        },
      ],
      [
        11,
        {
          kind: "env",
          pairs: [
            { name: "A", value: "1" },
            { name: "B", value: '"two words"' },
            { name: "C", value: "three\\ words" },
          ],
        },
      ],
      [12, { kind: "env", pairs: [{ name: "OLD", value: "the rest  of it" }] }],
      [13, { kind: "label", pairs: [{ name: '"k 1"', value: "v" }] }],
      [
        14,
        {
          kind: "arg",
          args: [
            { name: "X", value: undefined },
            { name: "Y", value: "2" },
          ],
        },
      ],
      [15, { kind: "workdir", path: "/a b" }],
      [16, { kind: "user", user: "1000:1000" }],
      [17, { kind: "expose", ports: ["80", "443/tcp"] }],
      [18, { kind: "volume", paths: ["/data"] }],
      [19, { kind: "volume", paths: ["/a", "/b"] }],
      [20, { kind: "stopsignal", signal: "SIGINT" }],
      [21, { kind: "shell", args: ["/bin/ash", "-c"] }],
      [
        22,
        {
          kind: "healthcheck",
          test: shell("wget -q localhost"),
          intervalNs: 90e9,
          timeoutNs: 0,
          startPeriodNs: 0,
          startIntervalNs: 0,
          retries: 3,
        },
      ],
      [23, { kind: "cmd", command: { form: "exec", args: ["sh", "-c", "echo \xc3\xa4"] } }],
    ]);
  });

  it("keeps the step as Docker prints it", () => {
    expect(step("run  echo a \\\n  b").original).toBe("RUN echo a   b");
  });

  it("may come with CRLF and a byte order mark, and with keywords in small letters", () => {
    const { stages } = parseDockerfile("\xef\xbb\xbffrom a\r\nrun echo \\\r\n x\r\n");
    expect(stages[0]?.instructions[0]).toMatchObject({ kind: "run", command: shell("echo  x") });
  });

  it("may change the escape character", () => {
    const { stages, escapeToken } = parseDockerfile(
      "# escape=`\nFROM a\nRUN dir c:\\ && `\n echo\nRUN x \\\nRUN y",
    );
    expect(escapeToken).toBe("`");
    expect(stages[0]?.instructions.map(({ original }) => original)).toEqual([
      "RUN dir c:\\ &&  echo",
      "RUN x \\",
      "RUN y",
    ]);
  });

  it("takes what is no JSON for the shell form", () => {
    expect(step("CMD ['sh']")).toMatchObject({ command: shell("['sh']") });
    expect(step("CMD [ -f x ]")).toMatchObject({ command: shell("[ -f x ]") });
    expect(step("ENTRYPOINT []")).toMatchObject({ command: { form: "exec", args: [] } });
  });
});

describe("here-documents", () => {
  it("of RUN alone are the script; with a command the shell reads them", () => {
    expect(step("RUN <<EOF\necho a\n# no comment\nEOF")).toMatchObject({
      command: shell("echo a\n# no comment\n"),
    });
    expect(step("RUN <<-'E'\n\techo a\n\tE")).toMatchObject({ command: shell("echo a\n") });
    expect(step("RUN <<EOF\n#!/bin/ash\nx\nEOF")).toMatchObject({
      command: { form: "script", text: "#!/bin/ash\nx\n" },
    });
    expect(step("RUN cat <<A <<B > /x\n1\nA\n2\nB")).toMatchObject({
      command: shell("cat <<A <<B > /x\n1\nA\n2\nB\n"),
    });
  });

  it("of COPY are files", () => {
    const sources = (text: string) => (step(text) as { sources: unknown }).sources;
    expect(sources("COPY <<a.txt <<'b' x /d/\n$HOME\na.txt\n$HOME\nb")).toEqual([
      { kind: "heredoc", name: "a.txt", content: "$HOME\n", expand: true },
      { kind: "heredoc", name: "b", content: "$HOME\n", expand: false },
      { kind: "path", path: "x" },
    ]);
  });

  it("count their lines", () => {
    expect(steps("RUN <<E\n1\n2\nE\nUSER x")[1]?.line).toBe(6);
  });
});

describe("what is refused", () => {
  it.each([
    ["", "dockerfile parse error on line 1: file with no instructions"],
    ["# only a comment\n", "dockerfile parse error on line 1: file with no instructions"],
    ["FROM a\n\nFOO x", "dockerfile parse error on line 3: unknown instruction: FOO"],
    ["RUN x", "dockerfile parse error on line 1: no build stage in current context"],
    ["ARG A", "dockerfile contains no stages to build"],
    ["FROM", "FROM requires either one or three arguments"],
    ["FROM a b", "FROM requires either one or three arguments"],
    [
      "FROM a AS 1x",
      'invalid name for build stage: "1x", name can\'t start with a number or contain symbols',
    ],
    ["FROM a AS scratch", "reserved name for build stage"],
    ["FROM a\nRUN", "RUN requires at least one argument"],
    [
      "FROM a\nCOPY x",
      "COPY requires at least two arguments, but only one was provided. Destination could not be determined",
    ],
    ["FROM a\nCOPY --frm=x a b", "unknown flag: --frm"],
    ["FROM a\nCOPY --from a b", "missing a value on flag: --from"],
    ["FROM a\nADD --from=x a b", "unknown flag: --from"],
    [
      "FROM a\nADD https://example.org/x /x",
      "ADD of a URL is not supported here: https://example.org/x (download the file",
    ],
    ["FROM a\nCOPY https://example.org/x /x", "source can't be a URL for COPY"],
    ["FROM a\nRUN --mount=type=cache,target=/x true", "RUN --mount is not supported here"],
    ["FROM a\nONBUILD RUN x", "line 2: ONBUILD is not supported here"],
    ["FROM a\nENV A", "ENV must have two arguments"],
    ["FROM a\nENV A=1 B", `can't find = in "B". Must be of the form: name=value`],
    ["FROM a\nENV =1", "ENV names can not be blank"],
    ["FROM a\nWORKDIR", "WORKDIR requires exactly one argument"],
    ["FROM a\nSHELL sh -c", "SHELL requires the arguments to be in JSON form"],
    ["FROM a\nCMD [1]", "only string type is allowed in JSON form"],
    ["FROM a\nHEALTHCHECK GO x", 'Unknown type "GO" in HEALTHCHECK (try CMD)'],
    ["FROM a\nHEALTHCHECK --interval=x CMD y", 'time: invalid duration "x"'],
    ["FROM a\nHEALTHCHECK --retries=0 CMD y", "--retries must be at least 1 (not 0)"],
    ["FROM a\nRUN <<EOF\nx", "line 2: unterminated heredoc (no line holds EOF alone)"],
    ["# escape=x\nFROM a", "invalid ESCAPE 'x' does not match ` or \\"],
    ["# escape=`\n# escape=`\nFROM a", "line 2: only one escape parser directive can be used"],
  ])("%j", (text, message) => {
    expect(errorOf(text)).toContain(message);
  });

  it("without control bytes that would act on the terminal", () => {
    expect(errorOf("FROM a\n\x1b[2J x")).toBe(
      "dockerfile parse error on line 2: unknown instruction: \\x1b[2J",
    );
  });

  it("after a first other comment a directive is a comment", () => {
    expect(errorOf("# hello\n# escape=x\nFROM a")).toBe("");
  });
});

describe("with variables' values", () => {
  const values = new Map([
    ["V", "1.2"],
    ["D", "/d"],
    ["P", "80 81"],
    ["U", "http://x/"],
  ]);
  const expanded = (text: string) => expandInstruction(step(text), (name) => values.get(name), "\\");

  it("in the instructions Docker substitutes in", () => {
    expect(expanded("ENV A=\"$V $$\" B='$V' $V=x")).toMatchObject({
      pairs: [
        { name: "A", value: "1.2 " },
        { name: "B", value: "$V" },
        { name: "1.2", value: "x" },
      ],
    });
    expect(expanded("COPY --chown=$V a-${V} $D/")).toMatchObject({
      chown: "1.2",
      sources: [{ path: "a-1.2" }],
      destination: "/d/",
    });
    expect(expanded("EXPOSE $P")).toMatchObject({ ports: ["80", "81"] });
    expect(expanded("WORKDIR $D/x")).toMatchObject({ path: "/d/x" });
    expect(expanded("RUN echo $V")).toMatchObject({ command: shell("echo $V") });
    expect(expanded('COPY <<E /x\n"$V" \\$V\nE')).toMatchObject({ sources: [{ content: '"1.2" $V\n' }] });
  });

  it("a URL is found that a variable hides", () => {
    expect(() => expanded("ADD $U /x")).toThrow("ADD of a URL is not supported here: http://x/");
  });
});

it("durations are Go's", () => {
  expect(["1h2m3.5s", "300ms", "0", "1.5h", ".5s"].map(parseDurationNs)).toEqual([
    3723.5e9, 3e8, 0, 5400e9, 5e8,
  ]);
  expect(["", "1", "s", "-1s", "1s ", "1e3s", "1".repeat(1e5)].map(parseDurationNs)).toEqual(
    Array(7).fill(undefined),
  );
});

describe("any text", () => {
  const pieces = fc.constantFrom(
    ..."FROM RUN COPY ADD ENV LABEL ARG CMD HEALTHCHECK SHELL ONBUILD # \\ \n \n \n \r\n \t ` $ ${ } :- ' \" <<EOF EOF <<- [ ] , = -- --from= a b / escape".split(
      " ",
    ),
    " ",
    "\n",
    "\xff",
    "\0",
  );
  it("is a Dockerfile or an error with a line", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        errorOf(`FROM a\n${parts.join("")}`);
        errorOf(parts.join(" "));
      }),
      { numRuns: 400 },
    );
  });

  it("so are a real one cut off anywhere, and changed anywhere", () => {
    for (let length = 0; length <= WHOLE.length; length++) errorOf(WHOLE.slice(0, length));
    fc.assert(
      fc.property(fc.nat(WHOLE.length), fc.nat(30), pieces, (at, length, piece) => {
        errorOf(WHOLE.slice(0, at) + piece + WHOLE.slice(at + length));
      }),
      { numRuns: 500 },
    );
  });

  it("however long its lines are, takes no endless time", () => {
    const long = 150_000;
    for (const text of [
      " ".repeat(long),
      "\\\n".repeat(long),
      "a ".repeat(long),
      "--a ".repeat(long),
      "[".repeat(long),
      "<<A ".repeat(long),
    ]) {
      errorOf(`FROM a\nRUN ${text}x`);
      errorOf(`FROM a\nENV ${text}x`);
      errorOf(`FROM a\nCOPY ${text}x`);
    }
  });
});
