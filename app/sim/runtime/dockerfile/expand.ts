/** The words of an instruction with their variables' values. RUN, CMD, ENTRYPOINT and HEALTHCHECK are left to the shell. */
import type { CopySource, Instruction } from "./instructions";
import type { EscapeToken } from "./lines";
import { checkLocal } from "./parse-copy";
import { type Lookup, substitute, substituteText } from "./substitute";

export function expandInstruction(
  instruction: Instruction,
  lookup: Lookup,
  escapeToken: EscapeToken,
): Instruction {
  const { line } = instruction;
  const word = (text: string): string => substitute(text, lookup, escapeToken, line);
  const maybe = (text: string | undefined) => (text === undefined ? undefined : word(text));
  switch (instruction.kind) {
    case "env":
    case "label":
      return {
        ...instruction,
        pairs: instruction.pairs.map(({ name, value }) => ({ name: word(name), value: word(value) })),
      };
    case "arg":
      return {
        ...instruction,
        args: instruction.args.map(({ name, value }) => ({ name: word(name), value: maybe(value) })),
      };
    case "copy":
    case "add":
      return {
        ...instruction,
        sources: instruction.sources.map((source) => expandSource(source)),
        destination: word(instruction.destination),
        chown: maybe(instruction.chown),
        chmod: maybe(instruction.chmod),
        from: maybe(instruction.from),
      };
    case "workdir":
      return { ...instruction, path: word(instruction.path) };
    case "user":
      return { ...instruction, user: word(instruction.user) };
    case "stopsignal":
      return { ...instruction, signal: word(instruction.signal) };
    case "expose":
      return {
        ...instruction,
        ports: instruction.ports.flatMap((port) =>
          word(port)
            .split(/\s+/)
            .filter((each) => each !== ""),
        ),
      };
    case "volume":
      return { ...instruction, paths: instruction.paths.map(word) };
    default:
      return instruction;
  }

  function expandSource(source: CopySource): CopySource {
    if (source.kind === "heredoc") {
      return source.expand
        ? { ...source, content: substituteText(source.content, lookup, escapeToken, line) }
        : source;
    }
    const path = word(source.path);
    checkLocal(instruction.kind.toUpperCase(), path, line);
    return { kind: "path", path };
  }
}
