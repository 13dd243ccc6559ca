/** Pathname expansion. */

import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";
import { byName } from "../run/variables";
import { WORK } from "../work";
import { byteAt, unmark, unquotedAt } from "./marked-text";
import { compilePattern, isPattern, matches } from "./pattern";

/** Paths that match, in byte order; empty if there are none or the word is no pattern. */
export function* expandPaths(sh: Shell, marked: string): ShellCall<string[]> {
  if (!isPattern(marked)) return [];
  const components = marked.split(/((?:[/\u012f\u022f])+)/);
  let paths = [""];
  for (let i = 0; i < components.length; i++) {
    const component = components[i] as string;
    const separator = i % 2 === 1;
    if (separator || !isPattern(component)) {
      const text = separator ? unmark(component) : withoutEscapes(component);
      paths = paths.map((path) => path + text);
      continue;
    }
    const last = i === components.length - 1;
    const found: string[] = [];
    for (const path of paths) {
      for (const name of yield* namesIn(sh, path, component)) found.push(path + name);
    }
    paths = found;
    if (paths.length === 0) return [];
    if (last) return paths.sort(byName);
  }
  const existing: string[] = [];
  for (const path of paths) if (yield* exists(sh, path)) existing.push(path);
  return existing.sort(byName);
}

function* namesIn(sh: Shell, directory: string, component: string): ShellCall<string[]> {
  const pattern = compilePattern(component);
  const hidden =
    byteAt(component, 0) === "." || (unquotedAt(component, 0) === "\\" && byteAt(component, 1) === ".");
  try {
    const fd = yield* sh.sys.open(directory === "" ? "." : directory, O.RDONLY | O.DIRECTORY | O.CLOEXEC);
    const entries = yield* sh.sys.readdir(fd);
    yield* sh.sys.close(fd);
    yield* sh.work(entries.length * WORK.globEntry);
    return entries
      .map((entry) => entry.name)
      .filter((name) => (hidden || name[0] !== ".") && matches(pattern, name));
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}

function* exists(sh: Shell, path: string): ShellCall<boolean> {
  try {
    yield* sh.sys.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

function withoutEscapes(component: string): string {
  let text = "";
  for (let i = 0; i < component.length; i++) {
    if (unquotedAt(component, i) === "\\" && i + 1 < component.length) i++;
    text += byteAt(component, i);
  }
  return text;
}
