/** One instruction of a Dockerfile, typed. */
import { DockerfileError } from "./dockerfile-error";
import { commandLine, jsonWords, wordsOrJson } from "./forms";
import type { Instruction, InstructionBody, NameValue } from "./instructions";
import type { EscapeToken, LogicalLine } from "./lines";
import { parseCopy } from "./parse-copy";
import { parseHealthcheck } from "./parse-healthcheck";
import { type Flag, splitFlags, splitWords } from "./words";

/** An instruction with its flags apart. */
export interface Statement extends LogicalLine {
  readonly flags: readonly Flag[];
  /** `rest` without the flags. */
  readonly text: string;
  readonly escapeToken: EscapeToken;
  readonly keyword: Keyword;
}

type Keyword = keyof typeof PARSERS;

const FLAGGED: readonly string[] = ["ADD", "COPY", "RUN", "HEALTHCHECK"];

export function parseInstruction(line: LogicalLine, escapeToken: EscapeToken): Instruction {
  const keyword = line.keyword.toUpperCase();
  if (!isKeyword(keyword)) {
    if (keyword === "ONBUILD") {
      throw new DockerfileError(
        line.line,
        "ONBUILD is not supported here",
        "write its instruction into the Dockerfile of the image that is built on this one",
      );
    }
    throw new DockerfileError(line.line, `unknown instruction: ${line.keyword}`);
  }
  const [flags, text] = FLAGGED.includes(keyword)
    ? splitFlags(line.rest)
    : [noFlags(line, keyword), line.rest];
  const statement: Statement = { ...line, keyword, flags, text, escapeToken };
  return { ...PARSERS[keyword](statement), line: line.line, original: `${keyword} ${line.rest}`.trimEnd() };
}

/** CMD and its like pass what begins with -- on to the shell; the others know no flags. */
function noFlags({ line, rest }: LogicalLine, keyword: string): Flag[] {
  const flag = /^--([a-z][^=\s]*)/.exec(rest);
  if (flag !== null && !["CMD", "ENTRYPOINT", "SHELL"].includes(keyword)) {
    throw new DockerfileError(line, `unknown flag: --${flag[1]}`);
  }
  return [];
}

const PARSERS = {
  RUN: parseRun,
  CMD: (s: Statement): InstructionBody => ({ kind: "cmd", command: commandLine(s.text, s.line) }),
  ENTRYPOINT: (s: Statement): InstructionBody => ({
    kind: "entrypoint",
    command: commandLine(s.text, s.line),
  }),
  COPY: (s: Statement): InstructionBody => ({ kind: "copy", ...parseCopy(s) }),
  ADD: (s: Statement): InstructionBody => ({ kind: "add", ...parseCopy(s) }),
  ENV: (s: Statement): InstructionBody => ({ kind: "env", pairs: pairs(s) }),
  LABEL: (s: Statement): InstructionBody => ({ kind: "label", pairs: pairs(s) }),
  ARG: parseArg,
  WORKDIR: (s: Statement): InstructionBody => ({ kind: "workdir", path: exactlyOne(s) }),
  USER: (s: Statement): InstructionBody => ({ kind: "user", user: exactlyOne(s) }),
  STOPSIGNAL: (s: Statement): InstructionBody => ({ kind: "stopsignal", signal: exactlyOne(s) }),
  MAINTAINER: (s: Statement): InstructionBody => ({ kind: "maintainer", name: exactlyOne(s) }),
  EXPOSE: (s: Statement): InstructionBody => ({
    kind: "expose",
    ports: atLeastOne(s, splitWords(s.text, s.escapeToken)),
  }),
  VOLUME: parseVolume,
  SHELL: parseShell,
  HEALTHCHECK: (s: Statement): InstructionBody => ({ kind: "healthcheck", ...parseHealthcheck(s) }),
};

const isKeyword = (word: string): word is Keyword => Object.hasOwn(PARSERS, word);

function exactlyOne({ keyword, text, line }: Statement): string {
  if (text === "") throw new DockerfileError(line, `${keyword} requires exactly one argument`);
  return text;
}

function atLeastOne<T>({ keyword, line }: Statement, words: readonly T[]): readonly T[] {
  if (words.length === 0) throw new DockerfileError(line, `${keyword} requires at least one argument`);
  return words;
}

function parseRun(statement: Statement): InstructionBody {
  const { flags, text, line, heredocs } = statement;
  for (const { name, value } of flags) {
    if (name === "network" && (value === "default" || value === "none")) continue;
    if (name === "mount" || name === "network" || name === "security" || name === "device") {
      throw new DockerfileError(
        line,
        `RUN --${name} is not supported here`,
        "write the instruction without it",
      );
    }
    throw new DockerfileError(line, `unknown flag: --${name}`);
  }
  atLeastOne(statement, text === "" ? [] : [text]);
  const [only] = heredocs;
  if (only === undefined) return { kind: "run", command: commandLine(text, line) };
  if (heredocs.length === 1 && text === only.word) {
    const form = only.content.startsWith("#!") ? "script" : "shell";
    return { kind: "run", command: { form, text: only.content } };
  }
  // The shell reads the here-documents itself: their lines follow the command again.
  const behind = heredocs.map(({ content, name }) => `${content}${name}\n`).join("");
  return { kind: "run", command: { form: "shell", text: `${text}\n${behind}` } };
}

/** `name=value` words, or the old form of one name and a value that is the rest of the line. */
function pairs(statement: Statement): NameValue[] {
  const { keyword, text, line, escapeToken } = statement;
  const words = atLeastOne(statement, splitWords(text, escapeToken));
  if (!words[0]!.includes("=")) {
    const name = words[0]!;
    const value = text.slice(name.length).trim();
    if (words.length < 2)
      throw new DockerfileError(line, `${keyword} must have two arguments`, `${keyword} name=value`);
    return [{ name, value }];
  }
  return words.map((word) => {
    const equals = word.indexOf("=");
    if (equals < 0) {
      throw new DockerfileError(
        line,
        `Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`,
      );
    }
    if (equals === 0) throw new DockerfileError(line, `${keyword} names can not be blank`);
    return { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
}

function parseArg(statement: Statement): Extract<InstructionBody, { kind: "arg" }> {
  const { text, escapeToken, line } = statement;
  const args = atLeastOne(statement, splitWords(text, escapeToken)).map((word) => {
    const equals = word.indexOf("=");
    if (equals === 0) throw new DockerfileError(line, "ARG names can not be blank");
    return equals < 0
      ? { name: word, value: undefined }
      : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
  return { kind: "arg", args };
}

function parseVolume(statement: Statement): InstructionBody {
  const paths = atLeastOne(statement, wordsOrJson(statement.text, statement.line));
  if (paths.some((path) => path.trim() === "")) {
    throw new DockerfileError(statement.line, "VOLUME specified can not be an empty string");
  }
  return { kind: "volume", paths };
}

function parseShell(statement: Statement): InstructionBody {
  const args = jsonWords(statement.text, statement.line);
  if (args === undefined)
    throw new DockerfileError(statement.line, "SHELL requires the arguments to be in JSON form");
  return { kind: "shell", args: atLeastOne(statement, args) };
}
