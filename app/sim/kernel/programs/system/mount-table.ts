/** Tables of mounts: /proc/mounts and /etc/fstab. */
import type { Call } from "../../abi/call";
import type { Io } from "../lib/io";
import { readTextFile } from "../lib/users";

export interface TableEntry {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
}

/** The entries of a table, in its order; undefined if it cannot be read. */
export function* readTable(io: Io, path: string): Call<TableEntry[] | undefined> {
  const text = yield* readTextFile(io.sys, path);
  return text?.split("\n").flatMap((line) => {
    const [source, target, type, options] = line
      .trim()
      .split(/[ \t]+/)
      .map(unescaped);
    if (source === undefined || source === "" || source.startsWith("#")) return [];
    return target === undefined || type === undefined
      ? []
      : [{ source, target, type, options: options ?? "" }];
  });
}

/** Tables write spaces and the like as octal escapes. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** -t: a list of types, or with "no" before it of those that are not meant. */
export function typeMatches(type: string, list: string | undefined): boolean {
  if (list === undefined) return true;
  return list.startsWith("no") ? !list.slice(2).split(",").includes(type) : list.split(",").includes(type);
}
