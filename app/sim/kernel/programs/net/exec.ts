/** execvp: looks a command up in PATH, as the C library does. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import type { Sys } from "../../abi/sys";

/** Never returns when it succeeds. @throws SysError ENOENT, EACCES, and as execve */
export function* execvp(sys: Sys, argv: readonly string[], env: ReadonlyMap<string, string>): Call<never> {
  const file = argv[0] ?? "";
  if (file === "") throw new SysError("ENOENT");
  if (file.includes("/")) return yield* sys.execve(file, argv, env);
  let denied = false;
  for (const directory of (env.get("PATH") ?? "/usr/local/bin:/bin:/usr/bin").split(":")) {
    try {
      return yield* sys.execve(`${directory === "" ? "." : directory}/${file}`, argv, env);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code === "EACCES") denied = true;
      else if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    }
  }
  throw new SysError(denied ? "EACCES" : "ENOENT");
}
