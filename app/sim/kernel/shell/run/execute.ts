/** Replacing the process by a command's program. */
import { type ErrorName, SysError } from "../../abi/errno";
import { ShellExit } from "./control";
import type { ShellCall } from "./frames";
import { searchPath } from "./lookup";
import type { Shell } from "./shell";

/** Where busybox starts itself again for a script without an interpreter line. */
const OWN_PROGRAM = "/bin/busybox";

/** Executes argv; where that fails it tells why and ends the shell. */
export function* execute(
  sh: Shell,
  argv: readonly string[],
  environment: ReadonlyMap<string, string>,
  path: string,
  firstIndex = 0,
): ShellCall<never> {
  yield* sh.settle();
  const name = argv[0] as string;
  const files = name.includes("/") ? [name] : searchPath(path, name).slice(firstIndex);
  let reason: ErrorName = "ENOENT";
  for (const file of files) {
    const code = yield* tryFile(sh, file, argv, environment);
    if (code !== "ENOENT" && code !== "ENOTDIR") reason = code;
    else if (name.includes("/")) reason = code;
  }
  const missing = reason === "ENOENT" || reason === "ENOTDIR";
  yield* sh.warn(`${name}: ${missing ? "not found" : new SysError(reason).text}`);
  sh.status = missing || reason === "ELOOP" || reason === "ENAMETOOLONG" ? 127 : 126;
  throw new ShellExit();
}

function* tryFile(
  sh: Shell,
  file: string,
  argv: readonly string[],
  environment: ReadonlyMap<string, string>,
): ShellCall<ErrorName> {
  try {
    yield* sh.sys.execve(file, argv, environment);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code !== "ENOEXEC") return error.code;
  }
  try {
    yield* sh.sys.execve(OWN_PROGRAM, ["ash", file, ...argv.slice(1)], environment);
  } catch (error) {
    if (error instanceof SysError) return error.code;
    throw error;
  }
  return "ENOENT";
}
