/** Looking for a program as Go's exec.LookPath does, with its words for what it does not find. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { ACCESS, S } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import { goError, quoted } from "./words";

/** A failure that is said to the user as it stands. */
export class StartFailure {
  constructor(readonly message: string) {}
}

/** NAME=value lines as execve's map; a later one wins. */
export function environment(lines: readonly string[]): Map<string, string> {
  const env = new Map<string, string>();
  for (const line of lines) {
    const equals = line.indexOf("=");
    if (equals > 0) env.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return env;
}

function* executable(sys: Sys, path: string): Call<void> {
  const { mode } = yield* sys.stat(path);
  if ((mode & S.IFMT) === S.IFDIR) throw new StartFailure("is a directory");
  yield* sys.access(path, ACCESS.X_OK);
}

/** The path of the program. @throws StartFailure in runc's words */
export function* findProgram(sys: Sys, name: string, env: ReadonlyMap<string, string>): Call<string> {
  const problem = (why: string): never => {
    throw new StartFailure(`exec: ${quoted(name)}: ${why}`);
  };
  if (name.includes("/")) {
    try {
      yield* executable(sys, name);
      return name;
    } catch (error) {
      if (error instanceof StartFailure) return problem(error.message);
      if (!(error instanceof SysError)) throw error;
      // runc looks with stat and access, and names the file in what it says.
      return problem(error.code === "EACCES" ? "permission denied" : `stat ${name}: ${goError(error)}`);
    }
  }
  for (const directory of (env.get("PATH") ?? "").split(":")) {
    const path = `${directory === "" ? "." : directory}/${name}`;
    try {
      yield* executable(sys, path);
      return path;
    } catch (error) {
      if (!(error instanceof StartFailure) && !(error instanceof SysError)) throw error;
    }
  }
  return problem("executable file not found in $PATH");
}
