/** cd, pwd, umask. */
import { SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import { parseMode } from "../../programs/lib/modes";
import { Problem } from "../expand/problem";
import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";
import type { Builtin } from "./builtin";
import { parseOptions } from "./options";

/** PWD if it names the working directory, else what the kernel says. */
export function* workingDirectory(sh: Shell): ShellCall<string> {
  const held = sh.variables.get("PWD");
  try {
    const here = yield* sh.sys.stat(".");
    if (held?.startsWith("/")) {
      const named = yield* sh.sys.stat(held);
      if (named.ino === here.ino && named.dev.major === here.dev.major && named.dev.minor === here.dev.minor)
        return held;
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
  return yield* physicalDirectory(sh);
}

function* physicalDirectory(sh: Shell): ShellCall<string> {
  try {
    return yield* sh.sys.getcwd();
  } catch (error) {
    if (error instanceof SysError) return "";
    throw error;
  }
}

/** A path with . and .. taken out by its words alone. */
function logicalPath(base: string, path: string): string {
  const parts = path.startsWith("/") ? [] : base.split("/").filter((part) => part !== "");
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function* cd(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters, rest } = parseOptions(argv, "LP");
  const physical = letters.at(-1) === "P";
  const held = sh.directory;
  let target = rest[0] ?? sh.variables.get("HOME") ?? "";
  let print = false;
  if (target === "-") {
    target = sh.variables.get("OLDPWD") ?? "";
    print = true;
  }
  const search = /^(\/|\.{1,2}(\/|$))/.test(target) ? undefined : sh.variables.get("CDPATH");
  const bases = search === undefined ? [""] : [...search.split(":"), ""];
  for (const base of bases) {
    const path = base === "" ? target : `${base}/${target}`;
    const named = held === "" && !path.startsWith("/") ? path : logicalPath(held, path === "" ? "." : path);
    const arrived = yield* enter(sh, path === "" ? "." : path, named, physical);
    if (arrived !== undefined) {
      if (base !== "") print = true;
      sh.variables.set("OLDPWD", held, { exported: true });
      sh.variables.set("PWD", arrived, { exported: true });
      sh.directory = arrived;
      if (print) sh.out += `${arrived}\n`;
      return 0;
    }
  }
  throw new Problem(`can't cd to ${target}: ${sh.lastError}`);
}

function* enter(sh: Shell, path: string, named: string, physical: boolean): ShellCall<string | undefined> {
  try {
    if (!physical && named.startsWith("/")) {
      yield* sh.sys.stat(path);
      yield* sh.sys.chdir(named);
      return named;
    }
    yield* sh.sys.chdir(path);
    return yield* physicalDirectory(sh);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    sh.lastError = error.text;
    return undefined;
  }
}

function* pwd(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters } = parseOptions(argv, "LP");
  sh.out += `${letters.at(-1) === "P" ? yield* physicalDirectory(sh) : sh.directory}\n`;
  return 0;
}

function symbolic(mask: number): string {
  const letters = (shift: number): string =>
    ["r", "w", "x"].filter((_, bit) => ((mask >> shift) & (4 >> bit)) === 0).join("");
  return `u=${letters(6)},g=${letters(3)},o=${letters(0)}`;
}

function* umask(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters, rest } = parseOptions(argv, "S");
  const mask = yield* sh.sys.umask(0);
  yield* sh.sys.umask(mask);
  const [text] = rest;
  if (text === undefined) {
    sh.out += `${letters.includes("S") ? symbolic(mask) : mask.toString(8).padStart(4, "0")}\n`;
    return 0;
  }
  const octal = /^[0-9]/.test(text);
  const mode = parseMode(text, S.IFREG | (~mask & 0o777), 0);
  if (mode === undefined) throw new Problem(`illegal mode: ${text}`);
  yield* sh.sys.umask((octal ? mode : ~mode) & 0o777);
  return 0;
}

export const DIRECTORIES: readonly (readonly [string, Builtin])[] = [
  ["cd", { run: cd }],
  ["chdir", { run: cd }],
  ["pwd", { run: pwd }],
  ["umask", { run: umask }],
];
