/** Dockerfiles: from text to stages of typed instructions. Docker's words for what it refuses; ours for what we do. */
import { DockerfileError } from "./dockerfile-error";
import type { Dockerfile, Instruction, Stage } from "./instructions";
import { type LogicalLine, readLines } from "./lines";
import { parseInstruction } from "./parse-instruction";
import { splitFlags, splitWords } from "./words";

/** Instructions in one file; each is a step and most a layer. */
const MAX_INSTRUCTIONS = 5000;

/**
 * @param text a byte string
 * @throws DockerfileError and nothing else, whatever the text is
 */
export function parseDockerfile(text: string): Dockerfile {
  const { escapeToken, lines } = readLines(text);
  if (lines.length === 0) throw new DockerfileError(1, "file with no instructions");
  if (lines.length > MAX_INSTRUCTIONS) {
    throw new DockerfileError(lines[MAX_INSTRUCTIONS]!.line, `more than ${MAX_INSTRUCTIONS} instructions`);
  }
  const globalArgs: Extract<Instruction, { kind: "arg" }>[] = [];
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const line of lines) {
    if (line.keyword.toUpperCase() === "FROM") {
      stages.push(parseFrom(line));
      continue;
    }
    const instruction = parseInstruction(line, escapeToken);
    const stage = stages.at(-1);
    if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.kind === "arg") globalArgs.push(instruction);
    else
      throw new DockerfileError(
        line.line,
        "no build stage in current context",
        "the first instruction but ARG is FROM",
      );
  }
  if (stages.length === 0)
    throw new DockerfileError(lines.at(-1)!.line, "dockerfile contains no stages to build");
  return { escapeToken, globalArgs, stages };
}

const STAGE_NAME = /^[a-z][a-z0-9\-_.]*$/;
/** What FROM and COPY --from mean by these is taken. */
const RESERVED = ["scratch", "context"];

function parseFrom({ line, rest }: LogicalLine): Stage & { instructions: Instruction[] } {
  const [flags, after] = splitFlags(rest);
  let platform: string | undefined;
  for (const { name, value } of flags) {
    if (name !== "platform") throw new DockerfileError(line, `unknown flag: --${name}`);
    if (value === undefined || value === "")
      throw new DockerfileError(line, "missing a value on flag: --platform");
    platform = value;
  }
  const words = splitWords(after, "\\");
  const [base, as, alias] = words;
  if (
    base === undefined ||
    words.length === 2 ||
    words.length > 3 ||
    (as !== undefined && as.toLowerCase() !== "as")
  ) {
    throw new DockerfileError(
      line,
      "FROM requires either one or three arguments",
      "FROM image, or FROM image AS name",
    );
  }
  const name = alias?.toLowerCase();
  if (name !== undefined && !STAGE_NAME.test(name)) {
    throw new DockerfileError(
      line,
      `invalid name for build stage: ${JSON.stringify(alias)}, name can't start with a number or contain symbols`,
    );
  }
  if (name !== undefined && RESERVED.includes(name)) {
    throw new DockerfileError(line, `reserved name for build stage: ${JSON.stringify(alias)}`);
  }
  return { line, original: `FROM ${rest}`, base, platform, name, instructions: [] };
}
