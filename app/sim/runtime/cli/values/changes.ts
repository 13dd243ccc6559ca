/** --change of commit and import: instructions of a Dockerfile that change an image's configuration. */

import { applyToConfig } from "../../build/config-change";
import { EMPTY_CONFIG } from "../../build/stage-state";
import { DockerfileError } from "../../dockerfile/dockerfile-error";
import { expandInstruction } from "../../dockerfile/expand";
import { parseDockerfile } from "../../dockerfile/parse";
import type { ContainerSpec, ImageConfig } from "../../engine/contract";
import { ValueError } from "./sizes";

/** @param base the image's @throws ValueError */
export function changesOf(
  changes: readonly string[],
  base: ImageConfig = EMPTY_CONFIG,
  spec?: ContainerSpec,
): Partial<ImageConfig> {
  if (changes.length === 0) return {};
  const start: ImageConfig = {
    ...base,
    env: [...base.env, ...(spec?.env ?? [])],
    labels: { ...base.labels, ...(spec?.labels ?? {}) },
  };
  let config = start;
  try {
    const { stages, escapeToken } = parseDockerfile(`FROM scratch\n${changes.join("\n")}\n`);
    if (stages.length !== 1) throw new ValueError("FROM is not a valid change command");
    for (const written of stages[0]!.instructions) {
      if (["run", "copy", "add", "arg", "shell", "healthcheck", "maintainer"].includes(written.kind))
        throw new ValueError(`${written.kind} is not a valid change command`);
      const variables = new Map(
        config.env.map((line) => [line.split("=", 1)[0]!, line.slice(line.indexOf("=") + 1)]),
      );
      config = applyToConfig(
        config,
        expandInstruction(written, (name) => variables.get(name), escapeToken),
        ["/bin/sh", "-c"],
      );
    }
  } catch (error) {
    if (error instanceof DockerfileError) throw new ValueError(error.message);
    throw error;
  }
  return Object.fromEntries(
    Object.entries(config).filter(([key, value]) => value !== start[key as keyof ImageConfig]),
  ) as Partial<ImageConfig>;
}
