/** Where commands are found: functions, builtins, and files along PATH. */

import { errorText, SysError } from "../../abi/errno";
import { S } from "../../abi/flags";
import type { ShellCall } from "./frames";
import type { Shell } from "./shell";

export function searchPath(path: string, name: string): string[] {
  return path.split(":").map((directory) => (directory === "" ? name : `${directory}/${name}`));
}

/** A file along PATH and its place there, or why there is none. */
export type Found = { readonly index: number; readonly file: string } | { readonly missing: string };

/** The first file of that name along PATH. */
export function* findOnPath(sh: Shell, name: string, path: string): ShellCall<Found> {
  const candidates = searchPath(path, name);
  const known = sh.hashed.get(name);
  let missing = "not found";
  const usual = path === (sh.variables.get("PATH") ?? "");
  if (usual && known !== undefined) return { index: known, file: candidates[known] ?? name };
  for (const [index, file] of candidates.entries()) {
    try {
      const { mode } = yield* sh.sys.stat(file);
      if ((mode & S.IFMT) !== S.IFREG) {
        missing = errorText("EACCES");
        continue;
      }
      if (usual) sh.hashed.set(name, index);
      return { index, file };
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code !== "ENOENT" && error.code !== "ENOTDIR") missing = error.text;
    }
  }
  return { missing };
}
