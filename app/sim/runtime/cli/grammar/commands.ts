/** All commands and the groups they are listed in. */
import type { CommandSpec } from "./command-spec";
import { CONTAINER_LIFE_COMMANDS } from "./container-life";
import { CONTAINER_LOOK_COMMANDS } from "./container-look";
import { CONTAINER_RUN_COMMANDS } from "./container-run";
import { IMAGES_COMMANDS } from "./images";
import { NETWORKS_COMMANDS } from "./networks";
import { SYSTEM_COMMANDS } from "./system";
import { VOLUMES_COMMANDS } from "./volumes";

export const ALL_COMMANDS: readonly CommandSpec[] = [
  ...CONTAINER_RUN_COMMANDS,
  ...CONTAINER_LIFE_COMMANDS,
  ...CONTAINER_LOOK_COMMANDS,
  ...IMAGES_COMMANDS,
  ...NETWORKS_COMMANDS,
  ...VOLUMES_COMMANDS,
  ...SYSTEM_COMMANDS,
];

const BY_NAME: ReadonlyMap<string, CommandSpec> = new Map(
  ALL_COMMANDS.flatMap((spec) => spec.names.map((name) => [name, spec] as const)),
);

/** Management commands: what they are about. */
export const GROUPS: ReadonlyMap<string, string> = new Map([
  ["builder", "Manage builds"],
  ["container", "Manage containers"],
  ["image", "Manage images"],
  ["network", "Manage networks"],
  ["system", "Manage Docker"],
  ["volume", "Manage volumes"],
]);

/** The command that the words begin with, by the name it was called. */
export function findCommand(
  words: readonly string[],
): { readonly spec: CommandSpec; readonly name: string } | undefined {
  for (const name of [words.slice(0, 2).join(" "), words[0] ?? ""]) {
    const spec = BY_NAME.get(name);
    if (spec !== undefined) return { spec, name };
  }
  return undefined;
}

const COMMON = [
  "run",
  "exec",
  "ps",
  "build",
  "pull",
  "push",
  "images",
  "login",
  "logout",
  "search",
  "version",
  "info",
];
const NAME_COLUMN = 12;

const row = (name: string, short: string): string => `  ${name.padEnd(NAME_COLUMN)}${short}\n`;

const rows = (names: readonly string[], group = ""): string =>
  names.map((name) => row(name, BY_NAME.get(group + name)!.short)).join("");

export function groupHelp(group: string): string {
  const names = ALL_COMMANDS.flatMap((spec) => spec.names.find((name) => name.startsWith(`${group} `)) ?? [])
    .map((name) => name.slice(group.length + 1))
    .sort();
  return `Usage:  docker ${group} COMMAND\n\n${GROUPS.get(group)}\n\nCommands:\n${rows(names, `${group} `)}\nRun 'docker ${group} COMMAND --help' for more information on a command.\n`;
}

export function rootHelp(): string {
  const others = [...BY_NAME.keys()].filter((name) => !name.includes(" ") && !COMMON.includes(name)).sort();
  const groups = [...GROUPS].map(([name, short]) => row(name, short)).join("");
  return `Usage:  docker [OPTIONS] COMMAND

A self-sufficient runtime for containers

Common Commands:
${rows(COMMON)}
Management Commands:
${groups}
Commands:
${rows(others)}
Global Options:
  -v, --version            Print version information and quit

Run 'docker COMMAND --help' for more information on a command.

For more help on how to use Docker, head to https://docs.docker.com/go/guides/
`;
}
