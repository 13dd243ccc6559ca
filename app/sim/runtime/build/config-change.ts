/** What instructions of a Dockerfile do to an image's configuration. */
import type { CommandLine, Instruction, NameValue } from "../dockerfile/instructions";
import type { ImageConfig } from "../engine/contract";

/** The words that are run. */
export const wordsOf = (command: CommandLine, shell: readonly string[]): readonly string[] =>
  command.form === "exec" ? command.args : [...shell, command.text];

/** Values of the same name are replaced where they stand. */
export function mergeEnv(env: readonly string[], pairs: readonly NameValue[]): readonly string[] {
  const merged = [...env];
  for (const { name, value } of pairs) {
    const at = merged.findIndex((line) => line.split("=", 1)[0] === name);
    if (at < 0) merged.push(`${name}=${value}`);
    else merged[at] = `${name}=${value}`;
  }
  return merged;
}

const together = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...new Set([...a, ...b])].sort();

const portName = (text: string): string => {
  const [port = "", protocol = "tcp"] = text.split("/");
  return `${port}/${protocol.toLowerCase()}`;
};

/** The path that WORKDIR leads to from another. */
export function joinPath(from: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${from}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** @param instruction with its variables' values; kinds that change nothing leave it as it is */
export function applyToConfig(
  config: ImageConfig,
  instruction: Instruction,
  shell: readonly string[],
): ImageConfig {
  switch (instruction.kind) {
    case "env":
      return { ...config, env: mergeEnv(config.env, instruction.pairs) };
    case "label":
      return {
        ...config,
        labels: {
          ...config.labels,
          ...Object.fromEntries(instruction.pairs.map(({ name, value }) => [name, value])),
        },
      };
    case "cmd":
      return { ...config, cmd: wordsOf(instruction.command, shell) };
    case "entrypoint":
      return { ...config, entrypoint: wordsOf(instruction.command, shell) };
    case "user":
      return { ...config, user: instruction.user };
    case "workdir":
      return { ...config, workingDir: joinPath(config.workingDir, instruction.path) };
    case "expose":
      return { ...config, exposedPorts: together(config.exposedPorts, instruction.ports.map(portName)) };
    case "volume":
      return { ...config, volumes: together(config.volumes, instruction.paths) };
    case "stopsignal":
      return { ...config, stopSignal: instruction.signal };
    default:
      return config;
  }
}
