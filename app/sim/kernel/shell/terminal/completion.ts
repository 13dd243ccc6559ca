/** TAB: names of commands in the first word, of files elsewhere. */
import { SysError } from "../../abi/errno";
import { O, S } from "../../abi/flags";
import { BUILTIN_NAMES } from "../builtins/names";
import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";
import { byName } from "../run/variables";

export interface Completion {
  /** What can be added without a choice. */
  readonly insert: string;
  readonly choices: readonly string[];
}

/** Completes the last word of the text before the cursor. */
export function* completions(sh: Shell, before: string): ShellCall<Completion> {
  const word = /[^ \t;|&<>()]*$/.exec(before)?.[0] ?? "";
  const isCommand = /(^|[;|&(])\s*$/.test(before.slice(0, before.length - word.length));
  const names = new Set<string>();
  if (isCommand && !word.includes("/")) {
    for (const name of [...BUILTIN_NAMES, ...sh.functions.keys(), ...sh.aliases.keys()])
      if (name.startsWith(word)) names.add(name);
    for (const directory of (sh.variables.get("PATH") ?? "").split(":"))
      for (const name of yield* entries(sh, directory || ".")) if (name.startsWith(word)) names.add(name);
    return summary([...names].sort(byName), word);
  }
  const slash = word.lastIndexOf("/") + 1;
  const directory = word.slice(0, slash);
  const start = word.slice(slash);
  for (const name of yield* entries(sh, directory || ".")) {
    if (!name.startsWith(start) || (name.startsWith(".") && !start.startsWith("."))) continue;
    names.add((yield* isDirectory(sh, directory + name)) ? `${name}/` : name);
  }
  return summary([...names].sort(byName), start);
}

function summary(names: readonly string[], start: string): Completion {
  const [first] = names;
  if (first === undefined) return { insert: "", choices: [] };
  let common = first;
  for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1);
  const ending = names.length === 1 && !first.endsWith("/") ? " " : "";
  return { insert: common.slice(start.length) + ending, choices: names };
}

function* entries(sh: Shell, directory: string): ShellCall<string[]> {
  try {
    const fd = yield* sh.sys.open(directory, O.RDONLY | O.DIRECTORY | O.CLOEXEC);
    const found = yield* sh.sys.readdir(fd);
    yield* sh.sys.close(fd);
    return found.map((entry) => entry.name).filter((name) => name !== "." && name !== "..");
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

function* isDirectory(sh: Shell, path: string): ShellCall<boolean> {
  try {
    return ((yield* sh.sys.stat(path)).mode & S.IFMT) === S.IFDIR;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}
