import { describe, expect, it } from "vitest";
import { parseDockerignore } from "../dockerfile/ignore";
import { parseDockerfile } from "../dockerfile/parse";
import { bytesOf } from "../image/bytes";
import { tarEntry, writeTar } from "../image/tar-write";
import { applyToConfig, joinPath, mergeEnv } from "./config-change";
import { archiveFor, type CopyInstruction, planCopy } from "./copy-plan";
import { BuildError } from "./host";
import { sourcesOf } from "./sources";
import { BuildArguments, DEFAULT_SHELL, EMPTY_CONFIG, StageState } from "./stage-state";

const file = (path: string, text = path) => tarEntry({ path, type: "file", data: bytesOf(text) });
const directory = (path: string) => tarEntry({ path, type: "directory" });
const CONTEXT = sourcesOf(
  [directory("."), file("./a.txt"), file("./b.txt"), directory("./d"), file("./d/in.txt"), file("./no.log")],
  "missing: ",
  parseDockerignore("*.log"),
);
const root = { uid: 0, gid: 0 };

const instruction = (line: string) => parseDockerfile(`FROM scratch\n${line}\n`).stages[0]!.instructions[0]!;
const plan = (line: string, isDirectory = false) =>
  planCopy(instruction(line) as CopyInstruction, CONTEXT, "/app", root, isDirectory);
const placed = (line: string, existing: string, isDirectory = false) =>
  archiveFor(plan(line, isDirectory), existing).map(({ path }) => path);

describe("COPY", () => {
  it("puts one file under its new name, or into a directory", () => {
    expect(placed("COPY a.txt /etc/x", "/etc")).toEqual(["x"]);
    expect(placed("COPY a.txt /etc/", "/etc")).toEqual(["a.txt"]);
    expect(placed("COPY a.txt /etc", "/etc", true)).toEqual(["a.txt"]);
    expect(placed("COPY a.txt new/", "/")).toEqual(["app", "app/new", "app/new/a.txt"]);
  });

  it("puts what is in a directory, not the directory", () => {
    expect(placed("COPY d /srv", "/")).toEqual(["srv", "srv/in.txt"]);
    expect(placed("COPY . .", "/app")).toEqual(["a.txt", "b.txt", "d", "d/in.txt"]);
    expect(placed("COPY *.txt ./", "/app")).toEqual(["a.txt", "b.txt"]);
  });

  it("has an owner, a mode, and texts of its own", () => {
    const { entries } = planCopy(
      instruction("COPY --chmod=750 a.txt /x") as CopyInstruction,
      CONTEXT,
      "/",
      { uid: 5, gid: 6 },
      false,
    );
    expect(entries[0]).toMatchObject({ uid: 5, gid: 6, mode: 0o750 });
    expect(plan("COPY <<E /x\nhi\nE").entries[0]!.data).toEqual(bytesOf("hi\n"));
  });

  it("takes archives apart only for ADD", () => {
    const sources = sourcesOf(
      [directory("."), tarEntry({ path: "./x.tar", type: "file", data: writeTar([file("inner")]) })],
      "",
    );
    const of = (line: string) =>
      planCopy(instruction(line) as CopyInstruction, sources, "/", root, true).entries.map(
        ({ path }) => path,
      );
    expect([of("ADD x.tar /"), of("COPY x.tar /")]).toEqual([["inner"], ["x.tar"]]);
  });

  it.each([
    ["COPY no.log /", "COPY failed: missing: stat no.log: file does not exist"],
    ["COPY z* /", "COPY failed: no source files were specified"],
    [
      "COPY a.txt b.txt /x",
      "When using COPY with more than one source file, the destination must be a directory and end with a /",
    ],
    [
      "COPY --chmod=9 a.txt /x",
      "invalid chmod parameter: '9'. it should be octal string and between 0 and 07777",
    ],
  ])("%s is refused", (line, words) => {
    expect(() => plan(line)).toThrow(new BuildError(words));
  });

  it("is another step when a file has other content", () => {
    const other = sourcesOf([directory("."), file("./a.txt", "other")], "");
    const again = planCopy(instruction("COPY a.txt /x") as CopyInstruction, other, "/app", root, false);
    expect(again.label).not.toBe(plan("COPY a.txt /x").label);
    expect(plan("COPY a.txt /y").label).toBe(plan("COPY a.txt /x").label);
  });
});

describe("configuration", () => {
  it("is changed by instructions", () => {
    const lines = [
      "ENV A=1 B=2",
      "ENV A=3",
      "WORKDIR /x",
      "WORKDIR y",
      "EXPOSE 80 53/UDP",
      "CMD echo hi",
      'ENTRYPOINT ["a"]',
      "LABEL l=v",
      "USER me",
    ];
    const config = lines.reduce(
      (before, line) => applyToConfig(before, instruction(line), DEFAULT_SHELL),
      EMPTY_CONFIG,
    );
    expect(config).toMatchObject({
      env: ["A=3", "B=2"],
      workingDir: "/x/y",
      exposedPorts: ["53/udp", "80/tcp"],
      cmd: ["/bin/sh", "-c", "echo hi"],
      entrypoint: ["a"],
      labels: { l: "v" },
      user: "me",
    });
    expect([joinPath("/a/b", "../c"), joinPath("/a", "/d/./e/")]).toEqual(["/a/c", "/d/e"]);
    expect(mergeEnv(["A=1"], [{ name: "A", value: "" }])).toEqual(["A="]);
  });

  it("hides arguments behind variables, and knows who asked for them", () => {
    const args = new BuildArguments(
      new Map([
        ["V", "7"],
        ["X", "1"],
        ["HTTP_PROXY", "p"],
      ]),
    );
    args.declareGlobal("G", "global");
    const state = new StageState();
    state.args.set("V", args.inStage("V", "1")!);
    state.args.set("G", args.inStage("G", undefined)!);
    state.config = { ...EMPTY_CONFIG, env: ["V=env"] };
    expect([state.lookup("V"), state.lookup("G"), state.lookup("none")]).toEqual([
      "env",
      "global",
      undefined,
    ]);
    expect(state.runArguments(args.predefined())).toEqual([
      ["HTTP_PROXY", "p"],
      ["G", "global"],
    ]);
    expect(args.unused()).toEqual(["X"]);
  });
});
