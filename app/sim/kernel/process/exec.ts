/** execve: finds out what a file is, gives the task new memory and credentials, and starts the program in place of the old one. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { ACCESS, MS, S } from "../abi/flags";
import type { Program, Sys } from "../abi/sys";
import { textOf } from "../fs/contract";
import type { Path } from "../fs/path";
import type { CallTrace } from "../sys/invoke";
import { afterExec, type ExecFile } from "./privileges";
import type { Task } from "./task";

/** The first bytes that say what kind of file it is (BINPRM_BUF_SIZE). */
const HEAD = 256;
/** One interpreter may name another, four levels deep (linux/fs/exec.c). */
const MOST_INTERPRETERS = 5;
/** Arguments and environment together: a quarter of an 8 MiB stack. */
const MOST_ARGUMENT_BYTES = 2 * 1024 * 1024;
/** A program of the simulated userland: this line, then its name. */
const PROGRAM_MAGIC = "\x7fTRIPTYCH\n";

export interface ExecHost {
  readonly programs: ReadonlyMap<string, Program>;
  /** A successful call does not come back to where calls are told of. */
  readonly trace: CallTrace | undefined;
  nowNs(): number;
  /** The task's old program is gone; this one starts. */
  replaceProgram(task: Task, start: (sys: Sys) => Call<number>): void;
  files: {
    resolve(task: Task, path: string, follow: boolean): Path;
    mayAccess(task: Task, path: Path, mask: number): boolean;
    readHead(task: Task, path: Path, count: number): Uint8Array;
  };
}

interface Found {
  readonly path: Path;
  readonly program: string;
  readonly argv: readonly string[];
}

export class Exec {
  constructor(private readonly host: ExecHost) {}

  /** See Sys.execve. @throws SysError ENOENT, EACCES, ENOEXEC, ELOOP, E2BIG … */
  *execve(task: Task, path: string, argv: readonly string[], env: ReadonlyMap<string, string>): Call<never> {
    let bytes = 0;
    for (const argument of argv) bytes += argument.length + 1;
    for (const [name, value] of env) bytes += name.length + value.length + 2;
    if (bytes > MOST_ARGUMENT_BYTES) throw new SysError("E2BIG");
    const first = this.file(task, path);
    const found = this.interpret(task, path, first, argv);
    const program = this.host.programs.get(found.program);
    if (program === undefined) throw new SysError("ENOEXEC");
    const { process } = task;
    yield* process.memory.exec(task, found.path);
    task.creds = afterExec(task.creds, setIds(task, found.path));
    task.comm = comm(path);
    runs(process.executable, -1);
    process.executable = found.path;
    runs(process.executable, 1);
    process.argv = found.argv;
    process.env = env;
    process.hasExeced = true;
    process.files.closeOnExec();
    for (const [signal, action] of process.actions) if (action !== "ignore") process.actions.delete(signal);
    this.host.trace?.called(
      task,
      { name: "execve", detail: argv.join(" "), fromNs: this.host.nowNs() },
      undefined,
    );
    const start = found.argv;
    this.host.replaceProgram(task, (sys) => program(sys, start, env));
    for (;;) yield { kind: "gone" };
  }

  private file(task: Task, path: string): Path {
    const found = this.host.files.resolve(task, path, true);
    if (found.dentry.inode.type !== S.IFREG) throw new SysError("EACCES");
    if ((found.mount.flags & MS.NOEXEC) !== 0) throw new SysError("EACCES");
    if (!this.host.files.mayAccess(task, found, ACCESS.X_OK)) throw new SysError("EACCES");
    return found;
  }

  private interpret(task: Task, name: string, file: Path, argv: readonly string[]): Found {
    let path = file;
    let called = name;
    let given = argv;
    for (let level = 0; level < MOST_INTERPRETERS; level++) {
      const head = textOf(this.host.files.readHead(task, path, HEAD));
      if (head.startsWith(PROGRAM_MAGIC)) {
        const [program = ""] = head.slice(PROGRAM_MAGIC.length).split("\n");
        return { path, program, argv: given };
      }
      if (!head.startsWith("#!")) throw new SysError("ENOEXEC");
      const [line = ""] = head.slice(2).split("\n");
      const words = line.trim().match(/^(\S+)(?:[ \t]+(.*))?$/);
      if (words === null) throw new SysError("ENOEXEC");
      const [, interpreter = "", argument] = words;
      given = [interpreter, ...(argument === undefined ? [] : [argument]), called, ...given.slice(1)];
      called = interpreter;
      path = this.file(task, interpreter);
    }
    throw new SysError("ELOOP");
  }
}

/** A file that is run may not be written. */
export function runs(program: Path | undefined, by: 1 | -1): void {
  if (program !== undefined) program.dentry.inode.executions += by;
}

function comm(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1, path.lastIndexOf("/") + 16);
}

/** Set-id bits, where they count. */
function setIds(task: Task, { mount, dentry }: Path): ExecFile {
  const { mode, uid, gid } = dentry.inode;
  const { creds } = task;
  const counts =
    (mount.flags & MS.NOSUID) === 0 &&
    !creds.noNewPrivs &&
    creds.userNs.mapsUid(uid) &&
    creds.userNs.mapsGid(gid);
  return {
    setUid: counts && (mode & S.ISUID) !== 0 ? uid : undefined,
    setGid: counts && (mode & S.ISGID) !== 0 && (mode & 0o10) !== 0 ? gid : undefined,
  };
}
