/** What unshare and nsenter of util-linux share: their names for namespaces, their complaints, and getting ready to run a program. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { CLONE } from "../../abi/flags";
import type { Program } from "../../abi/sys";
import { execvp } from "../lib/children";
import type { Options } from "../lib/getopt";
import { Io, ProgramExit } from "../lib/io";

export interface NamespaceOption {
  readonly key: string;
  /** In /proc/PID/ns. */
  readonly file: string;
  readonly flag: number;
}

/** In the order in which nsenter enters them. */
export const NAMESPACE_OPTIONS: readonly NamespaceOption[] = [
  { key: "U", file: "user", flag: CLONE.NEWUSER },
  { key: "C", file: "cgroup", flag: CLONE.NEWCGROUP },
  { key: "i", file: "ipc", flag: CLONE.NEWIPC },
  { key: "u", file: "uts", flag: CLONE.NEWUTS },
  { key: "n", file: "net", flag: CLONE.NEWNET },
  { key: "p", file: "pid", flag: CLONE.NEWPID },
  { key: "m", file: "mnt", flag: CLONE.NEWNS },
  { key: "T", file: "time", flag: CLONE.NEWTIME },
];

/** util-linux ends a wrong option in its own way. */
export class UtilLinuxIo extends Io {
  override *usage(): Call<never> {
    yield* this.flush();
    yield* this.complain(`Try '${this.name} --help' for more information.\n`);
    throw new ProgramExit(1);
  }
}

/** A program of util-linux; `help` and `version` go to standard output. */
export function utilLinux(
  name: string,
  help: string,
  main: (io: UtilLinuxIo) => Call<number>,
): { readonly program: Program; readonly help: (io: Io) => Call<number> } {
  // biome-ignore lint/correctness/useYield: text is only buffered
  const showHelp = function* (io: Io): Call<number> {
    io.put(help);
    return 0;
  };
  const program: Program = function* (sys, argv, env) {
    const io = new UtilLinuxIo(sys, name, argv.slice(1), env);
    let status: number;
    try {
      status = yield* main(io);
    } catch (error) {
      if (!(error instanceof ProgramExit)) throw error;
      status = error.status;
    }
    return yield* io.finish(status);
  };
  return { program, help: showHelp };
}

/** A numeric id. */
export function* id(io: Io, text: string, what: string): Call<number> {
  if (/^\d+$/.test(text)) return Number(text);
  return yield* io.die(`failed to parse ${what}: '${text}'`);
}

/** Becomes the program that was asked for, or a shell. */
export function* become(io: Io, rest: readonly string[]): Call<never> {
  yield* io.flush();
  const argv = rest.length > 0 ? rest : [io.env.get("SHELL") ?? "/bin/sh"];
  const words = rest.length > 0 ? argv : [argv[0]!];
  try {
    return yield* execvp(io.sys, words, io.env);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return yield* io.die(`failed to execute ${words[0]}: ${error.text}`, error.code === "ENOENT" ? 127 : 126);
  }
}

/** Root directory and working directory options. */
export function* changeRoot(io: Io, root: string | undefined, directory: string | undefined): Call<void> {
  try {
    if (root !== undefined) {
      yield* io.sys.chroot(root);
      yield* io.sys.chdir("/");
    }
  } catch (error) {
    yield* io.dieError(`cannot change root directory to '${root}'`, error);
  }
  try {
    if (directory !== undefined) yield* io.sys.chdir(directory);
  } catch (error) {
    yield* io.dieError(`cannot chdir to '${directory}'`, error);
  }
}

/** -S and -G. */
export function* setIds(io: Io, options: Options): Call<void> {
  const gid = options.value("G");
  const uid = options.value("S");
  if (gid !== undefined) {
    const number = yield* id(io, gid, "gid");
    try {
      yield* io.sys.setgroups([]);
    } catch (error) {
      yield* io.dieError("setgroups failed", error);
    }
    try {
      yield* io.sys.setgid(number);
    } catch (error) {
      yield* io.dieError("setgid failed", error);
    }
  }
  if (uid !== undefined) {
    const number = yield* id(io, uid, "uid");
    try {
      yield* io.sys.setuid(number);
    } catch (error) {
      yield* io.dieError("setuid failed", error);
    }
  }
}
